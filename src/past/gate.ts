import type { Input } from '../domain/input.ts';
import type { MarketLoan, RelaySources, VenueProfile, World, WorldRequest } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';

export interface GateWatch {
  /** Whether what comes next, at an instant, may go to the engine now. */
  mayPass(atMs: number): boolean;
  /** The engine has handled all before; `waiting` until `open`, or over for good. */
  stands(how: 'passing' | 'waiting' | 'over'): void;
}

/** Between a world and its engine: holds back what comes next until it may pass. */
export class Gate implements World {
  readonly #world: World;
  readonly #watch: GateWatch;
  #isClosed = false;
  #wake: () => void = () => undefined;

  constructor(world: World, watch: GateWatch) {
    this.#world = world;
    this.#watch = watch;
  }

  get name(): World['name'] {
    return this.#world.name;
  }

  get startAtMs(): AtMs {
    return this.#world.startAtMs;
  }

  get venues(): readonly VenueProfile[] {
    return this.#world.venues;
  }

  get sources(): RelaySources | undefined {
    return this.#world.sources;
  }

  async next(deadlineAtMs: AtMs | undefined): Promise<readonly Input[] | 'ended'> {
    const inputs = await this.#world.next(deadlineAtMs);
    const atMs = inputs === 'ended' ? Infinity : (inputs[0]?.atMs ?? 0);
    if (inputs === 'ended') this.#watch.stands('over');
    else this.#watch.stands('passing');
    if (inputs !== 'ended') await this.#passage(atMs);
    return this.#isClosed ? 'ended' : inputs;
  }

  /** Asks again whether it may pass. */
  open(): void {
    this.#wake();
  }

  /** Nothing passes any more: the engine comes to its end. */
  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  perform(request: WorldRequest): void {
    this.#world.perform(request);
  }

  lendBooks(loan: MarketLoan): void {
    this.#world.lendBooks?.(loan);
  }

  stop(): Promise<void> {
    return this.#world.stop();
  }

  async #passage(atMs: number): Promise<void> {
    while (!this.#isClosed && !this.#watch.mayPass(atMs)) {
      this.#watch.stands('waiting');
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
