import { actorId } from '../../domain/ids.ts';
import type { Input } from '../../domain/input.ts';
import type { AtMs } from '../../domain/units.ts';
import type { Config } from '../config/config.ts';
import type { Outbox } from '../outbox.ts';

type LendingInput = Extract<Input, { kind: 'lending' }>;

const ACTOR = actorId('lending');

/**
 * What idle dollars earn: the last rate a lending market told while it is young enough, else the configured one. Every
 * change of the rate in force, and the first failure of a row, is a fact. Economics 2, 5.
 */
export class LendingDesk {
  readonly #outbox: Outbox;
  readonly #config: Config;
  #live: { readonly source: string; readonly apr: number; readonly asOfMs: AtMs } | undefined;
  #failing: string | undefined;

  constructor(outbox: Outbox, config: Config) {
    this.#outbox = outbox;
    this.#config = config;
  }

  /** Annual fraction, not compounded. */
  get apr(): number {
    return this.#live?.apr ?? this.#config.universe.lendingAprFraction;
  }

  hear({ source, told, atMs }: LendingInput): void {
    if ('fault' in told) return this.#failed(source, told);
    const asOfMs = told.asOfMs ?? atMs;
    this.#failing = undefined;
    if (this.#isTooOld(asOfMs, atMs)) return this.#dropped({ source, asOfMs });
    const before = this.#live;
    this.#live = { source, apr: told.apr, asOfMs };
    if (before?.apr === told.apr) return;
    this.#outbox.fact('lending.rate', ACTOR, { source, apr: told.apr, asOfMs });
  }

  /** Called often: a rate that has grown too old gives way to the configured one. */
  look(nowMs: AtMs): void {
    if (this.#live !== undefined && this.#isTooOld(this.#live.asOfMs, nowMs)) this.#dropped(this.#live);
  }

  #isTooOld(asOfMs: AtMs, nowMs: AtMs): boolean {
    return nowMs - asOfMs > this.#config.lending.maxAgeMs;
  }

  #dropped({ source, asOfMs }: { readonly source: string; readonly asOfMs: AtMs }): void {
    this.#live = undefined;
    this.#outbox.fact('lending.stale', ACTOR, { source, asOfMs, apr: this.apr });
  }

  #failed(source: string, { code, fault }: { readonly code: string; readonly fault: string }): void {
    if (this.#failing === code) return;
    this.#failing = code;
    this.#outbox.fact('lending.failed', ACTOR, { source, code, reason: fault, apr: this.apr });
  }
}
