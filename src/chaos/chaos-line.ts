import type { VenueId } from '../domain/ids.ts';
import type { Input } from '../domain/input.ts';
import type { VenueProfile, World, WorldRequest } from '../domain/ports.ts';
import { atMs } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';
import type { SimulatedWorld } from '../simulator/sim-world.adapter.ts';
import type { ChaosDice } from './chaos-dice.ts';
import { ChaosReach } from './chaos-reach.ts';
import { ChaosSockets } from './chaos-sockets.ts';

/** The process was killed: thrown through the driver, so that nothing after it happens. */
export class KilledByChaos extends Error {}

export interface LineParts {
  readonly world: SimulatedWorld;
  readonly dice: ChaosDice;
  /** Once a minute of virtual time, before its inputs: what befalls markets, accounts and the operator. */
  readonly minute: (nowMs: AtMs) => void;
  /** Before anything else happens to a request. */
  readonly asked: (request: WorldRequest) => void;
  /** What the engine gets to hear, just before it does. */
  readonly told: (input: Input) => void;
  /** A venue is cut off, or there again. */
  readonly turned: (venue: VenueId, state: 'away' | 'open') => void;
}

const MINUTE_MS = 60_000;

/**
 * The line between the venues and one life of the engine: carries inputs and requests, loses and spoils some of them, and
 * kills the process at either end. Time goes on where the venues are; its end is not theirs.
 */
export class ChaosLine implements World {
  readonly name = 'simulated';
  readonly startAtMs: AtMs;
  readonly venues: readonly VenueProfile[];
  readonly #parts: LineParts;
  readonly #sockets: ChaosSockets;
  readonly #reach: ChaosReach;
  #agenda: { readonly atMs: number; readonly act: () => void }[] = [];
  #arrived: Input[] = [];
  #minuteAtMs: number;

  constructor(parts: LineParts) {
    const { world, dice } = parts;
    this.#parts = parts;
    world.reconnect();
    this.startAtMs = world.nowMs();
    this.venues = world.venues;
    this.#minuteAtMs = Math.ceil((this.startAtMs + 1) / MINUTE_MS) * MINUTE_MS;
    this.#sockets = new ChaosSockets({
      dice,
      firstWords: (venue) => firstWords(world, venue),
      later: (delayMs, act) => this.#later(delayMs, act),
      deliver: (input) => this.#arrived.push(input),
      turned: (venue, state) => this.#turned(venue, state),
    });
    this.#reach = new ChaosReach({
      nowMs: () => world.nowMs(),
      later: (delayMs, act) => this.#later(delayMs, act),
      deliver: (input) => this.#arrived.push(input),
      pass: (request) => world.perform(request),
    });
  }

  async next(deadlineAtMs: AtMs | undefined): Promise<readonly Input[] | 'ended'> {
    const { world } = this.#parts;
    for (;;) {
      const ownAtMs = Math.min(this.#agenda[0]?.atMs ?? Infinity, this.#minuteAtMs);
      const deadline = Math.max(world.nowMs(), Math.min(deadlineAtMs ?? Infinity, ownAtMs));
      const inputs = await world.next(atMs(deadline));
      if (inputs === 'ended') return inputs;
      const nowMs = world.nowMs();
      this.#carry(inputs);
      this.#actUntil(nowMs);
      if (nowMs >= this.#minuteAtMs) this.#minute(nowMs);
      const isWaitedFor = deadlineAtMs !== undefined && nowMs >= deadlineAtMs;
      if (this.#arrived.length > 0 || isWaitedFor) return this.#handOver(nowMs);
    }
  }

  perform(request: WorldRequest): void {
    const { world, dice, asked } = this.#parts;
    if (dice.strikes('crash-at-request')) throw new KilledByChaos();
    asked(request);
    if (request.kind !== 'account' || !dice.strikes('no-answer')) return this.#reach.ask(request);
    const { venue } = request;
    this.#later(3000, () => this.#arrived.push({ kind: 'account', atMs: world.nowMs(), venue, account: undefined }));
  }

  /** Whoever asks a venue for its lists sees what has changed. */
  tellLists(venue: VenueId): void {
    for (const input of this.#parts.world.markets.lists(venue)) this.#arrived.push(input);
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  #carry(inputs: readonly Input[]): void {
    for (const input of inputs) {
      if (input.kind === 'frame') this.#sockets.pass(input);
      else if (input.kind === 'report' || input.kind === 'account' || input.kind === 'payment')
        this.#reach.answer(input);
      else if (input.kind !== 'turn' && input.kind !== 'tick') this.#arrived.push(input);
    }
  }

  #turned(venue: VenueId, state: 'away' | 'open'): void {
    this.#parts.turned(venue, state);
    if (state === 'away') this.#reach.cut(venue);
    else this.#reach.comeBack(venue);
  }

  #minute(nowMs: AtMs): void {
    const { dice, minute, world } = this.#parts;
    this.#minuteAtMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
    for (const { venue } of world.venues) this.#sockets.minute(venue, nowMs);
    minute(nowMs);
    if (dice.strikes('crash')) this.#later(dice.between('crash', 0, MINUTE_MS), () => kill());
  }

  /** In the order of one instant: what was heard, then a tick or a turn. */
  #handOver(nowMs: AtMs): readonly Input[] {
    const inputs: Input[] = this.#arrived.map((input) => ({ ...input, atMs: nowMs }));
    this.#arrived = [];
    const hasData = inputs.some(({ kind }) => kind === 'frame' || kind === 'rest');
    inputs.push(hasData ? { kind: 'turn', atMs: nowMs } : { kind: 'tick', atMs: nowMs });
    for (const input of inputs) this.#parts.told(input);
    return inputs;
  }

  #actUntil(nowMs: number): void {
    while ((this.#agenda[0]?.atMs ?? Infinity) <= nowMs) this.#agenda.shift()?.act();
  }

  #later(delayMs: number, act: () => void): void {
    this.#agenda.push({ atMs: this.#parts.world.nowMs() + delayMs, act });
    this.#agenda.sort((a, b) => a.atMs - b.atMs);
  }
}

const kill = (): never => {
  throw new KilledByChaos();
};

const firstWords = ({ markets }: SimulatedWorld, venue: VenueId): readonly Input[] => [
  ...markets.lists(venue),
  ...markets
    .instruments()
    .filter((instrument) => instrument.venue === venue)
    .flatMap(({ market }) => markets.snapshotInputs(market)),
];
