import { nextMultiple } from '../../clock/deadline.ts';
import type { AtMs } from '../../domain/units.ts';
import type { Config } from '../config/config.ts';
import type { Desks } from '../desks.ts';
import { reviewHoldings } from './holding-review.ts';

/** Equity is observed and hedged routes are looked at this often, engine time. */
const EVERY_MS = 60_000;

/** Once a minute: equity to the guard, settlements to the positions, what a pause asks for. */
export class MinuteWatch {
  readonly #desks: Desks;
  readonly #config: Config;
  #nextAtMs: AtMs | undefined;

  constructor(desks: Desks, config: Config) {
    this.#desks = desks;
    this.#config = config;
  }

  get deadlineAtMs(): AtMs | undefined {
    return this.#nextAtMs;
  }

  begin(startAtMs: AtMs): void {
    this.#nextAtMs = nextMultiple(startAtMs, EVERY_MS);
  }

  tick(atMs: AtMs): void {
    if (this.#nextAtMs === undefined || atMs < this.#nextAtMs) return;
    this.#nextAtMs = nextMultiple(atMs, EVERY_MS);
    this.#desks.returns.look(atMs);
    this.#desks.lending.look(atMs);
    this.look();
  }

  look(): void {
    const { treasury, guards, positions, recovery, sources, fundings, outbox, scout, accounts, drift } = this.#desks;
    sources.watch();
    fundings.watch();
    if (!recovery.isOver) return;
    accounts.refresh(recovery.heard());
    const openCycles = positions.openCycles();
    const equity = treasury.equity(openCycles);
    if (equity === undefined) guards.failClosed('equity-unknown', 'begins');
    else {
      guards.failClosed('equity-unknown', 'ends');
      guards.observe(equity, openCycles.size);
    }
    drift.look();
    if (guards.guard().risk === 'paused' && this.#config.guard.onPause === 'unwind')
      positions.requestExit('all', 'guard');
    const { engine, entry } = this.#config;
    reviewHoldings({ outbox, scout, positions, horizonHours: engine.horizonHours, belief: entry.belief });
  }
}
