import type { VenueId } from '../domain/ids.ts';
import type { Input } from '../domain/input.ts';
import type { AtMs } from '../domain/units.ts';
import { FaultyPassage } from '../simulator/wire/faulty-passage.ts';
import type { ChaosDice } from './chaos-dice.ts';
import type { FrameInput } from './frame-spoiling.ts';
import { FRAME_SPOILING } from './frame-spoiling.ts';

const STALL_MS = { least: 5000, most: 120_000 };
const AWAY_MS = { least: 1000, most: 30_000 };

export interface SocketsParts {
  readonly dice: ChaosDice;
  /** What a client that comes back sees of a venue first. */
  readonly firstWords: (venue: VenueId) => readonly Input[];
  readonly later: (delayMs: number, act: () => void) => void;
  readonly deliver: (input: Input) => void;
  /** A venue is cut off, or there again. */
  readonly turned: (venue: VenueId, state: 'away' | 'open') => void;
}

/** A venue's sockets as one client has them: frames on their way, and whether they come at all. */
interface VenueSockets {
  state: 'open' | 'stalled' | 'away';
  readonly passages: Map<string, FaultyPassage<FrameInput>>;
}

/** What happens between the venues and one life of the engine: to single frames, and to all sockets of a venue. */
export class ChaosSockets {
  readonly #parts: SocketsParts;
  readonly #venues = new Map<VenueId, VenueSockets>();
  #nowMs = 0;

  constructor(parts: SocketsParts) {
    this.#parts = parts;
  }

  pass(input: FrameInput): void {
    const { dice, deliver, later } = this.#parts;
    const sockets = this.#socketsOf(input.venue);
    if (sockets.state !== 'open') return;
    let passage = sockets.passages.get(input.conn);
    if (passage === undefined) {
      const prng = dice.stream(`frames ${input.venue} ${input.conn}`);
      const struck = (fault: string): void => dice.struck(fault);
      const chance = (fault: Parameters<FaultDiceChance>[0]): number =>
        fault === 'silent-channel' ? 0 : dice.chance(fault);
      passage = new FaultyPassage<FrameInput>({ send: deliver }, { prng, later, struck, chance }, FRAME_SPOILING);
      sockets.passages.set(input.conn, passage);
    }
    passage.pass(input);
  }

  /** Once a minute. */
  minute(venue: VenueId, nowMs: AtMs): void {
    const { dice, later } = this.#parts;
    this.#nowMs = nowMs;
    const sockets = this.#socketsOf(venue);
    if (sockets.state !== 'open') return;
    if (dice.strikes('stall')) {
      sockets.state = 'stalled';
      later(dice.between('stall', STALL_MS.least, STALL_MS.most), () => this.#cut(venue));
    } else if (dice.strikes('disconnect')) this.#cut(venue);
  }

  #cut(venue: VenueId): void {
    const { dice, later, deliver } = this.#parts;
    const sockets = this.#socketsOf(venue);
    sockets.state = 'away';
    this.#parts.turned(venue, 'away');
    const conns = [...sockets.passages.keys()];
    sockets.passages.clear();
    for (const conn of conns) deliver({ kind: 'connection', atMs: this.#at(), venue, conn, status: 'lost' });
    later(dice.between('away', AWAY_MS.least, AWAY_MS.most), () => this.#comeBack(venue, conns));
  }

  #comeBack(venue: VenueId, conns: readonly string[]): void {
    const { deliver, firstWords, turned } = this.#parts;
    this.#socketsOf(venue).state = 'open';
    turned(venue, 'open');
    for (const conn of conns) deliver({ kind: 'connection', atMs: this.#at(), venue, conn, status: 'open' });
    for (const input of firstWords(venue)) deliver(input);
  }

  #at(): AtMs {
    // stamped anew when it is handed over
    return this.#nowMs as AtMs;
  }

  #socketsOf(venue: VenueId): VenueSockets {
    const sockets = this.#venues.get(venue) ?? { state: 'open', passages: new Map() };
    this.#venues.set(venue, sockets);
    return sockets;
  }
}

type FaultDiceChance = ConstructorParameters<typeof FaultyPassage>[1]['chance'];
