import type { Input } from '../domain/input.ts';
import type { MarketLoan, RelaySources, VenueProfile, World, WorldRequest } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';

/** Orders matched against books the engine lends; its answers are inputs of later instants. */
export interface ReplayGateway {
  perform(request: WorldRequest, nowMs: AtMs): void;
  nextAtMs(): AtMs | undefined;
  advanceTo(atMs: AtMs): readonly Input[];
  /** The books moved: resting orders may fill. */
  followBooks(atMs: AtMs): void;
  /** When funding falls due next on what is held; 0 when it has passed already. */
  nextSettlementAtMs(): AtMs | undefined;
  /** Posts the funding that is due: payments, as inputs of now. */
  settle(nowMs: AtMs): readonly Input[];
  lendBooks(loan: MarketLoan): void;
}

export interface ReplayWorldOptions {
  /** Inputs in order, `atMs` never falling; may throw a typed error where a recording is cut short. */
  readonly inputs: AsyncIterator<Input>;
  readonly startAtMs: AtMs;
  readonly venues: readonly VenueProfile[];
  /** `frames`: turns, ticks and order reports are made here. `complete`: the recording holds them all itself. */
  readonly holds: 'frames' | 'complete';
  readonly gateway: ReplayGateway;
  readonly sources?: RelaySources | undefined;
}

/**
 * A recorded world. Frames without turns get one after each frame; deadlines between frames become ticks; orders and
 * settlements go to the gateway. A recording that holds every input is passed on as it is, and requests go nowhere.
 */
export const createReplayWorld = (options: ReplayWorldOptions): World => new ReplayWorld(options);

class ReplayWorld implements World {
  readonly name = 'recorded';
  readonly startAtMs: AtMs;
  readonly venues: readonly VenueProfile[];
  readonly sources: RelaySources | undefined;
  readonly #inputs: AsyncIterator<Input>;
  readonly #gateway: ReplayGateway;
  readonly #holds: ReplayWorldOptions['holds'];
  #ahead: IteratorResult<Input> | undefined;
  #nowMs: AtMs;

  constructor({ inputs, gateway, holds, startAtMs, venues, sources }: ReplayWorldOptions) {
    this.sources = sources;
    this.startAtMs = startAtMs;
    this.venues = venues;
    this.#inputs = inputs;
    this.#gateway = gateway;
    this.#holds = holds;
    this.#nowMs = startAtMs;
  }

  async next(deadlineAtMs: AtMs | undefined): Promise<readonly Input[] | 'ended'> {
    const input = await this.#peek();
    if (this.#holds === 'complete') return input === undefined ? 'ended' : this.#take(input);
    const gateway = this.#gateway;
    const frameAtMs = input?.atMs ?? Infinity;
    const reportAtMs = gateway.nextAtMs() ?? Infinity;
    if (input === undefined && reportAtMs === Infinity) return 'ended';
    // at one instant: settlement, market data, order report, tick
    const settlementAtMs = Math.max(this.#nowMs, gateway.nextSettlementAtMs() ?? Infinity);
    const soonestMs = Math.min(settlementAtMs, frameAtMs, reportAtMs);
    if (deadlineAtMs !== undefined && deadlineAtMs < soonestMs) {
      this.#moveTo(deadlineAtMs);
      return [{ kind: 'tick', atMs: this.#nowMs }];
    }
    if (input !== undefined && frameAtMs < settlementAtMs && frameAtMs <= reportAtMs) return this.#take(input);
    this.#moveTo(soonestMs);
    return settlementAtMs === soonestMs ? gateway.settle(this.#nowMs) : gateway.advanceTo(this.#nowMs);
  }

  perform(request: WorldRequest): void {
    if (this.#holds === 'frames') this.#gateway.perform(request, this.#nowMs);
  }

  lendBooks(loan: MarketLoan): void {
    this.#gateway.lendBooks(loan);
  }

  async stop(): Promise<void> {
    await this.#inputs.return?.();
  }

  async #peek(): Promise<Input | undefined> {
    if (this.#ahead === undefined) {
      // the engine has handled what was handed out: its books are current now
      if (this.#holds === 'frames') this.#gateway.followBooks(this.#nowMs);
      this.#ahead = await this.#inputs.next();
    }
    return this.#ahead.done === true ? undefined : this.#ahead.value;
  }

  #take(input: Input): readonly Input[] {
    this.#ahead = undefined;
    this.#nowMs = input.atMs;
    if (this.#holds === 'complete' || input.kind === 'turn') return [input];
    return [input, { kind: 'turn', atMs: input.atMs }];
  }

  #moveTo(atMs: number): void {
    this.#nowMs = Math.max(this.#nowMs, atMs) as AtMs;
  }
}
