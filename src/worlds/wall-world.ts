import type { Clock } from '../clock/clock.ts';
import { breathe } from '../clock/wall-clock.adapter.ts';
import type { Input } from '../domain/input.ts';
import type { MarketLoan, RelaySources, VenueProfile, World, WorldMachine, WorldRequest } from '../domain/ports.ts';
import { atMs } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';
import type { ReplayGateway } from '../replay/replay-world.adapter.ts';
import type { PaperFeeds } from './paper-feeds.ts';

export interface WallWorldParts {
  readonly name: 'paper' | 'live';
  readonly venues: readonly VenueProfile[];
  readonly feeds: PaperFeeds;
  /** Paper: orders meet the books that the engine keeps. Live: they go to the venues. */
  readonly gateway: ReplayGateway;
  readonly clock: Clock;
  readonly sources: RelaySources | undefined;
  /** Time never runs backwards over a restart, whatever the clock says. */
  readonly startAtMs: AtMs;
  readonly close: () => Promise<void>;
}

/** Inputs handed over at once: between two batches orders, settlements and deadlines get their turn. */
const BATCH_MAX = 256;
/** Timers of the platform hold no longer waits. */
const WAIT_MAX_MS = 60_000;

/**
 * Real feeds on the wall clock. What sockets and requests bring waits in the feeds' buffer until the engine asks; deadlines become ticks when nothing comes.
 */
export class WallWorld implements World {
  readonly name: 'paper' | 'live';
  readonly startAtMs: AtMs;
  readonly venues: readonly VenueProfile[];
  readonly sources: RelaySources | undefined;
  readonly #parts: WallWorldParts;
  #wake: (() => void) | undefined;
  #last: 'feeds' | 'other' = 'other';
  #isStopped = false;

  constructor(parts: WallWorldParts) {
    this.#parts = parts;
    this.name = parts.name;
    this.venues = parts.venues;
    this.sources = parts.sources;
    this.startAtMs = parts.startAtMs;
    parts.feeds.onNews(() => this.wake());
    parts.feeds.start();
  }

  async next(deadlineAtMs: AtMs | undefined): Promise<readonly Input[] | 'ended'> {
    const { feeds, gateway } = this.#parts;
    // sockets, timers and signals get their turn: the loop above never lets go by itself
    await breathe();
    while (!this.#isStopped) {
      const nowMs = this.#now();
      // the engine has handled what was handed out: its books are current now
      gateway.followBooks(nowMs);
      const due = this.#due(nowMs, deadlineAtMs);
      if (due !== undefined && (this.#last === 'feeds' || feeds.waiting === 0)) {
        this.#last = 'other';
        return due();
      }
      if (feeds.waiting > 0) {
        this.#last = 'feeds';
        return [...feeds.take(BATCH_MAX), { kind: 'turn', atMs: nowMs }];
      }
      await this.#sleepUntil(
        Math.min(deadlineAtMs ?? Infinity, gateway.nextAtMs() ?? Infinity, gateway.nextSettlementAtMs() ?? Infinity),
      );
    }
    return 'ended';
  }

  /** A gateway has an answer: whoever waits need not wait longer. */
  wake(): void {
    this.#wake?.();
  }

  perform(request: WorldRequest): void {
    if (request.kind === 'resync') this.#parts.feeds.resync(request.market, request.recovery);
    else this.#parts.gateway.perform(request, this.#now());
  }

  lendBooks(loan: MarketLoan): void {
    this.#parts.gateway.lendBooks(loan);
  }

  machines(): readonly WorldMachine[] {
    return this.#parts.feeds.machines();
  }

  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#wake?.();
    this.#parts.feeds.stop();
    await this.#parts.close();
  }

  /** At one instant: settlement, order report, tick; market data has its own turn between. */
  #due(nowMs: AtMs, deadlineAtMs: AtMs | undefined): (() => readonly Input[]) | undefined {
    const { gateway } = this.#parts;
    if ((gateway.nextSettlementAtMs() ?? Infinity) <= nowMs) return () => gateway.settle(nowMs);
    if ((gateway.nextAtMs() ?? Infinity) <= nowMs) return () => gateway.advanceTo(nowMs);
    if (deadlineAtMs !== undefined && deadlineAtMs <= nowMs) return () => [{ kind: 'tick', atMs: nowMs }];
    return undefined;
  }

  #now(): AtMs {
    return atMs(Math.max(this.#parts.clock.now(), this.startAtMs));
  }

  /** Until then, until something comes, or until the world stops. */
  #sleepUntil(untilMs: number): Promise<void> {
    const { clock } = this.#parts;
    return new Promise((resolve) => {
      const timer = clock.timers.setTimeout(
        () => this.#wake?.(),
        Math.min(WAIT_MAX_MS, Math.max(1, untilMs - clock.now())),
      );
      this.#wake = () => {
        clock.timers.clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
    });
  }
}
