import type { Clock } from '../clock/clock.ts';
import type { AtMs } from '../domain/units.ts';
import { atMs } from '../domain/units.ts';
import { backoffMs } from './backoff.ts';
import { ConnectWindow } from './connect-window.ts';
import type { FeedSettings } from './feed-settings.ts';
import type { Rate } from './venue-link.ts';

export interface ConnectBudgetParts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly settings: Pick<FeedSettings, 'backoffBaseMs' | 'backoffMaxMs' | 'budgetFraction' | 'connectsAtOnce'>;
}

interface Waiting {
  readonly host: string;
  readonly connects: Rate;
  /** `answered` is to be called when the handshake has been answered or given up, whatever comes of it later. */
  readonly go: (answered: () => void) => void;
}

interface HostRecord {
  failures: number;
  notBeforeMs: number;
  /** Attempts whose outcome is not known. */
  pending: number;
}

/**
 * Whose turn it is to connect, over all sockets of one venue: within the venue's rate of new connections however late they
 * arrive there, a few at a time, first come first served. While a host fails, its sockets share one back-off: one of them tries, the others wait for how
 * it went, so that 50 lost sockets are one attempt at a time and not 50.
 */
export class ConnectBudget {
  readonly #parts: ConnectBudgetParts;
  readonly #hosts = new Map<string, HostRecord>();
  readonly #windows = new Map<string, ConnectWindow>();
  #waiting: Waiting[] = [];
  #pending = 0;
  #timer: unknown;

  constructor(parts: ConnectBudgetParts) {
    this.#parts = parts;
  }

  /** Runs `go` when it may connect, perhaps at once; whoever went must tell `ended` once. Returns a way to step back. */
  ask(waiting: Waiting): () => void {
    this.#waiting.push(waiting);
    this.#pump();
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== waiting);
    };
  }

  /** How an attempt ended. A failure gives the number of failures of this host in a row. */
  ended(host: string, outcome: 'open' | 'given-up' | { readonly retryAfterMs?: number }): number {
    const { clock, random, settings } = this.#parts;
    const record = this.#host(host);
    record.pending -= 1;
    this.#pending -= 1;
    if (typeof outcome === 'object') {
      record.failures += 1;
      const waitMs = backoffMs(
        { baseMs: settings.backoffBaseMs, maxMs: settings.backoffMaxMs },
        record.failures,
        random,
      );
      const notBeforeMs = clock.now() + Math.max(waitMs, outcome.retryAfterMs ?? 0);
      record.notBeforeMs = Math.max(record.notBeforeMs, notBeforeMs);
    } else if (outcome === 'open') record.failures = 0;
    this.#pump();
    return record.failures;
  }

  stop(): void {
    this.#waiting = [];
    this.#disarm();
  }

  #pump(): void {
    this.#disarm();
    const nowMs = this.#parts.clock.now();
    for (const waiting of this.#waiting) {
      // Whoever went before may have failed at once, and let another go.
      if (!this.#waiting.includes(waiting) || this.#readyAtMs(waiting, nowMs) !== nowMs) continue;
      this.#waiting = this.#waiting.filter((other) => other !== waiting);
      this.#host(waiting.host).pending += 1;
      this.#pending += 1;
      waiting.go(this.#begin(waiting.connects, nowMs));
    }
    this.#arm(nowMs);
  }

  /** When the budget lets it go; `undefined` when that depends on how another attempt ends. */
  #readyAtMs({ host, connects }: Waiting, nowMs: number): AtMs | undefined {
    const record = this.#host(host);
    if (this.#pending >= this.#parts.settings.connectsAtOnce) return undefined;
    if (record.failures > 0 && record.pending > 0) return undefined;
    const admitsAtMs = this.#window(connects).admitsAtMs(nowMs);
    return admitsAtMs === undefined ? undefined : atMs(Math.max(record.notBeforeMs, admitsAtMs));
  }

  /** One more is under way; what to call once it was answered. */
  #begin(connects: Rate, nowMs: number): () => void {
    const window = this.#window(connects);
    let isUnderWay = true;
    window.begin(nowMs);
    return () => {
      if (!isUnderWay) return;
      isUnderWay = false;
      window.answered(this.#parts.clock.now());
      this.#pump();
    };
  }

  #arm(nowMs: number): void {
    this.#disarm();
    let earliestMs = Infinity;
    for (const waiting of this.#waiting)
      earliestMs = Math.min(earliestMs, this.#readyAtMs(waiting, nowMs) ?? earliestMs);
    if (earliestMs === Infinity) return;
    this.#timer = this.#parts.clock.timers.setTimeout(() => {
      this.#timer = undefined;
      this.#pump();
    }, earliestMs - nowMs);
  }

  #disarm(): void {
    if (this.#timer !== undefined) this.#parts.clock.timers.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #host(host: string): HostRecord {
    const known = this.#hosts.get(host);
    if (known !== undefined) return known;
    const record = { failures: 0, notBeforeMs: 0, pending: 0 };
    this.#hosts.set(host, record);
    return record;
  }

  /** One count of new connections a venue, whatever they are for; kinds with different rates count for themselves. */
  #window(connects: Rate): ConnectWindow {
    const key = `${connects.count}/${connects.perMs}`;
    const known = this.#windows.get(key);
    if (known !== undefined) return known;
    const window = new ConnectWindow(connects, this.#parts.settings);
    this.#windows.set(key, window);
    return window;
  }
}
