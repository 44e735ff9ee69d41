import { createActor } from 'xstate';
import type { Snapshot } from 'xstate';
import { text } from '../../src/domain/money.ts';
import { atMs } from '../../src/domain/units.ts';
import { defaultGuardSettings } from '../../src/risk/drawdown.ts';
import type { GuardSettings } from '../../src/risk/drawdown.ts';
import { drawdownMachine } from '../../src/risk/drawdown.machine.ts';
import type { GuardEvent } from '../../src/risk/drawdown.machine.ts';
import { guardView } from '../../src/risk/guard-view.ts';
import type { GuardView } from '../../src/risk/guard-view.ts';

export const DAY_MS = 86_400_000;
export const MORNING = Date.UTC(2026, 2, 3, 6);

/** A guard told its story step by step; every step says where it then stands. */
export class GuardStory {
  #actor: ReturnType<typeof start>;
  #atMs = MORNING;

  constructor(settings: GuardSettings = defaultGuardSettings) {
    this.#actor = start(settings);
  }

  /** Realized equity and open profit, USD, an hour after the last step unless a time is given. */
  equity(realized: number, { open = 0, positions = 1, at = this.#atMs + 3_600_000 } = {}): string {
    this.#atMs = at;
    return this.send({
      type: 'equity.observed',
      atMs: atMs(at),
      realizedEquity: text(realized),
      unrealizedPnl: text(open),
      totalEquity: text(realized + open),
      openPositions: positions,
    });
  }

  /** The clock strikes the next UTC midnight. */
  midnight(): string {
    this.#atMs = (Math.floor(this.#atMs / DAY_MS) + 1) * DAY_MS;
    return this.send({ type: 'tick', atMs: atMs(this.#atMs) });
  }

  operatorResumes(): string {
    return this.send({ type: 'operator.resume', atMs: atMs(this.#atMs) });
  }

  transfer(amount: number): string {
    return this.send({ type: 'transfer', amount: text(amount) });
  }

  send(event: GuardEvent): string {
    this.#actor.send(event);
    return this.state;
  }

  /** Stops here and goes on as a process that read the snapshot back from its store. */
  restart(): { readonly before: unknown; readonly after: unknown } {
    const before: unknown = JSON.parse(JSON.stringify(this.#actor.getPersistedSnapshot()));
    this.#actor.stop();
    this.#actor = start(defaultGuardSettings, before);
    return { before, after: JSON.parse(JSON.stringify(this.#actor.getPersistedSnapshot())) };
  }

  get state(): string {
    const { risk, entries } = this.view;
    return `${risk} ${entries}`;
  }

  get view(): GuardView {
    const { value, context } = this.#actor.getSnapshot();
    return guardView(value, context);
  }

  get marks() {
    return this.context.marks;
  }

  get context() {
    return this.#actor.getSnapshot().context;
  }
}

const start = (input: GuardSettings, snapshot?: unknown) =>
  createActor(
    drawdownMachine,
    snapshot === undefined ? { input } : { input, snapshot: snapshot as Snapshot<unknown> },
  ).start();
