import type { Prng } from '../prng.ts';
import type { WireFault } from './wire-faults.ts';

export interface FaultDice {
  readonly prng: Prng;
  chance(fault: (typeof FRAME_FAULTS)[number] | 'silent-channel'): number;
  /** Takes note of one that struck. */
  struck(fault: WireFault): void;
  /** Does something so much later. */
  later(delayMs: number, act: () => void): void;
}

/** What happens to single frames. */
export const FRAME_FAULTS = ['drop', 'delay', 'duplicate', 'reorder', 'gap', 'truncated', 'malformed'] as const;
const DELAY_MS = { min: 50, span: 1450 };
/** Frames lost in a row. */
const GAP = { min: 3, span: 8 };

/** How frames of a form are spoilt. */
export interface Spoiling<Frame> {
  truncated(frame: Frame, prng: Prng): Frame;
  malformed(frame: Frame, prng: Prng): Frame;
}

/** The way from a venue to one client, with everything that happens to frames on it. */
export class FaultyPassage<Frame = string> {
  readonly #connection: { send(frame: Frame): void };
  readonly #spoiling: Spoiling<Frame>;
  readonly #dice: FaultDice;
  readonly #silent = new Map<string, boolean>();
  /** What waits behind a late frame. */
  #late: Frame[] | undefined;
  /** What the next frame overtakes. */
  #overtaken: Frame | undefined;
  #lost = 0;
  #isStalled = false;

  constructor(connection: { send(frame: Frame): void }, dice: FaultDice, spoiling: Spoiling<Frame>) {
    this.#connection = connection;
    this.#dice = dice;
    this.#spoiling = spoiling;
  }

  /** Nothing more comes through; the line stays open. */
  stall(): void {
    this.#isStalled = true;
  }

  /** Of an account a frame may be lost or cut short, never tell another amount: nobody could know. */
  readonly pass = (text: Frame, key?: string, of: 'market' | 'account' = 'market'): void => {
    if (this.#isStalled || (key !== undefined && this.#isSilent(key))) return;
    if (this.#lost > 0) {
      this.#lost -= 1;
      return;
    }
    const fault = this.#draw();
    if (fault === undefined) return this.#send(text);
    const met = fault === 'malformed' && of === 'account' ? 'truncated' : fault;
    this.#dice.struck(met);
    this.#meet(met, text);
  };

  #meet(fault: (typeof FRAME_FAULTS)[number], text: Frame): void {
    const { prng } = this.#dice;
    switch (fault) {
      case 'drop':
        return;
      case 'gap':
        this.#lost = GAP.min - 1 + prng.integer(GAP.span);
        return;
      case 'delay':
        return this.#hold(text, DELAY_MS.min + prng.integer(DELAY_MS.span));
      case 'duplicate':
        this.#send(text);
        return this.#send(text);
      case 'reorder':
        if (this.#overtaken === undefined) this.#overtaken = text;
        else this.#send(text);
        return;
      case 'truncated':
        return this.#send(this.#spoiling.truncated(text, prng));
      case 'malformed':
        return this.#send(this.#spoiling.malformed(text, prng));
    }
  }

  /** One draw a frame: of one frame the chances add up. */
  #draw(): (typeof FRAME_FAULTS)[number] | undefined {
    const draw = this.#dice.prng.next();
    let reached = 0;
    for (const fault of FRAME_FAULTS) {
      reached += this.#dice.chance(fault);
      if (draw < reached) return fault;
    }
    return undefined;
  }

  #isSilent(key: string): boolean {
    let isSilent = this.#silent.get(key);
    if (isSilent === undefined) {
      isSilent = this.#dice.prng.next() < this.#dice.chance('silent-channel');
      if (isSilent) this.#dice.struck('silent-channel');
      this.#silent.set(key, isSilent);
    }
    return isSilent;
  }

  #hold(text: Frame, delayMs: number): void {
    if (this.#late !== undefined) {
      this.#late.push(text);
      return;
    }
    this.#late = [text];
    this.#dice.later(delayMs, () => {
      const waiting = this.#late ?? [];
      this.#late = undefined;
      for (const one of waiting) this.#send(one);
    });
  }

  #send(text: Frame): void {
    if (this.#late !== undefined) {
      this.#late.push(text);
      return;
    }
    this.#connection.send(text);
    const overtaken = this.#overtaken;
    this.#overtaken = undefined;
    if (overtaken !== undefined) this.#connection.send(overtaken);
  }
}

/** Texts end in their middle, or have another character somewhere. */
export const TEXT_SPOILING: Spoiling<string> = {
  truncated: (text, prng) => text.slice(0, prng.integer(Math.max(1, text.length))),
  malformed: (text, prng) => {
    const at = prng.integer(Math.max(1, text.length));
    return `${text.slice(0, at)}${WRONG.charAt(prng.integer(WRONG.length))}${text.slice(at + 1)}`;
  },
};

/** Characters that break JSON, numbers and names. */
const WRONG = '}{][",:-.9eN\u0000';
