import type { Fact } from '../domain/fact.ts';
import type { Input, SequencedInput } from '../domain/input.ts';
import type { JournalStore, World } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';
import type { StepOutput } from './outbox.ts';
import type { Stopwatch } from './view/stopwatch.ts';

/** The synchronous heart, as the driver sees it. */
export interface Core {
  begin(inputSeq: number): StepOutput;
  handle(input: SequencedInput): StepOutput;
  earliestDeadlineAtMs(): AtMs | undefined;
}

export interface DriverOptions {
  readonly world: World;
  readonly core: Core;
  readonly store: JournalStore;
  /** Called before the inputs of an instant are handled: ties virtual time to real time, lets the process breathe. */
  readonly pace: (atMs: AtMs) => Promise<void>;
  /** Sees every input before it is handled (the recorder). */
  readonly onInput?: (input: SequencedInput) => void;
  readonly onFacts: (facts: readonly Fact[]) => void;
  readonly stopwatch: Stopwatch;
  /** What is to be told besides what the world tells; a complete recording says it itself. */
  readonly watch?: (nowMs: AtMs) => Input | undefined;
  /** A recording that holds the flush acknowledgements itself: none are made here. */
  readonly inputsAreComplete?: boolean;
}

/**
 * The only loop: asks the world for what comes next, stamps it, lets the core handle it, commits what it led to in one
 * transaction, waits for the disk where orders are involved, and only then performs the requests.
 */
export class Driver {
  readonly #options: DriverOptions;
  readonly #commands: Input[] = [];
  #seq: number;
  #nowMs: AtMs;
  #isStopping = false;

  constructor(options: DriverOptions) {
    this.#options = options;
    this.#seq = options.store.lastInputSeq;
    this.#nowMs = options.world.startAtMs;
  }

  /** Inputs handled so far, over all lives of the journal. */
  get seq(): number {
    return this.#seq;
  }

  get nowMs(): AtMs {
    return this.#nowMs;
  }

  /** Queues an operator command: it is handled at the next instant, stamped like every other input. */
  command(command: Extract<Input, { kind: 'command' }>['command']): void {
    this.#commands.push({ kind: 'command', atMs: this.#nowMs, command });
  }

  /** Ends `run` after the instant in hand. */
  stop(): void {
    this.#isStopping = true;
  }

  /** Runs until the world ends, `untilAtMs` (virtual) is reached, or `stop`. */
  async run(untilAtMs?: AtMs): Promise<void> {
    const { world, core, pace, stopwatch, watch, inputsAreComplete } = this.#options;
    while (!this.#isStopping) {
      for (const command of this.#commands.splice(0)) await this.#take(command);
      const inputs = await world.next(core.earliestDeadlineAtMs());
      if (inputs === 'ended') return;
      const [first] = inputs;
      if (first === undefined) continue;
      if (untilAtMs !== undefined && first.atMs > untilAtMs) return;
      await pace(first.atMs);
      stopwatch.handed();
      for (const input of inputs) await this.#take(input);
      const told = inputsAreComplete === true ? undefined : watch?.(this.#nowMs);
      if (told !== undefined) await this.#take(told);
    }
  }

  /** What the start leads to, before any input. */
  begin(): void {
    this.#carryOut(this.#options.core.begin(this.#seq));
  }

  async #take(input: Input): Promise<void> {
    const flushSeq = this.#handle(input);
    if (flushSeq !== undefined) await this.#flush(flushSeq);
  }

  /** Waits for the disk, then lets the orders of that input go. */
  async #flush(throughSeq: number): Promise<void> {
    await this.#options.store.flushed();
    this.#handle({ kind: 'flushed', atMs: this.#nowMs, throughSeq });
  }

  /** Returns the seq to flush when the input opened intents. */
  #handle(input: Input): number | undefined {
    const { core, onInput, stopwatch, inputsAreComplete } = this.#options;
    this.#seq += 1;
    if (input.atMs > this.#nowMs) this.#nowMs = input.atMs;
    const sequenced: SequencedInput = { ...input, atMs: this.#nowMs, seq: this.#seq };
    onInput?.(sequenced);
    stopwatch.begins();
    const output = core.handle(sequenced);
    stopwatch.decided(output.batch);
    this.#carryOut(output);
    const opened = output.batch?.intents.some(({ kind }) => kind === 'opened') === true;
    return opened && inputsAreComplete !== true ? this.#seq : undefined;
  }

  /** Commits first, tells and performs after: nothing leaves that the journal does not hold. */
  #carryOut({ batch, requests }: StepOutput): void {
    const { store, world, onFacts, stopwatch } = this.#options;
    if (batch !== undefined) onFacts(stopwatch.commits(batch, store, () => store.commit(batch)));
    for (const request of requests) {
      stopwatch.performs(request);
      world.perform(request);
    }
  }
}
