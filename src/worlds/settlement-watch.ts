import type { FundingObservation } from '../domain/funding.ts';
import { nextMultiple } from '../clock/deadline.ts';
import { kindOf } from '../domain/ids.ts';
import type { MarketKey } from '../domain/ids.ts';
import { text } from '../domain/money.ts';
import { MS_PER_HOUR, atMs } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';
import type { SimSettlement } from '../simulator/sim-markets.ts';

export interface SettlementSources {
  readonly funding: (market: MarketKey) => FundingObservation | undefined;
  /** The price the market's venue settles on: its mark, or its index. */
  readonly price: (market: MarketKey) => number | undefined;
}

/**
 * When funding falls due on markets where orders went, at which rate and price: the last predicted rate heard for a
 * settlement, at the price heard with it. A venue whose next rate arrives early has settled by then, whatever our clock says.
 */
export class SettlementWatch {
  readonly #sources: SettlementSources;
  readonly #coming = new Map<MarketKey, SimSettlement>();
  readonly #watched = new Set<MarketKey>();
  readonly #lastDueAtMs = new Map<MarketKey, AtMs>();
  #passed: SimSettlement[] = [];

  constructor(sources: SettlementSources) {
    this.#sources = sources;
  }

  /** An order goes to this market: from here on its settlements count. Spot has none. */
  watch(market: MarketKey): void {
    if (kindOf(market) !== 'spot') this.#watched.add(market);
  }

  /** Looks at the rates as they stand. Call after the market data of an instant. */
  observe(nowMs: AtMs): void {
    for (const market of this.#watched) {
      const funding = this.#sources.funding(market);
      const price = this.#sources.price(market);
      if (funding === undefined || price === undefined) continue;
      const coming = comingOf(funding, nowMs);
      // a rate whose settlement is over says nothing about the coming one
      if (coming === undefined || coming.atMs <= Math.max(nowMs, this.#lastDueAtMs.get(market) ?? 0)) continue;
      const known = this.#coming.get(market);
      if (known !== undefined && coming.atMs > known.atMs) this.#pass(known);
      this.#coming.set(market, { market, settlementPrice: text(price), ...coming });
    }
  }

  /** When something falls due: 0 for what has passed already, Infinity for nothing. */
  nextAtMs(): AtMs {
    if (this.#passed.length > 0) return atMs(0);
    return Math.min(Infinity, ...[...this.#coming.values()].map((coming) => coming.atMs)) as AtMs;
  }

  /** What is due by now, each once, by instant and market. */
  takeDue(nowMs: AtMs): readonly SimSettlement[] {
    for (const coming of this.#coming.values()) if (coming.atMs <= nowMs) this.#pass(coming);
    const due = this.#passed;
    this.#passed = [];
    return due.sort((a, b) => a.atMs - b.atMs || (a.market < b.market ? -1 : 1));
  }

  #pass(settlement: SimSettlement): void {
    this.#passed.push(settlement);
    this.#coming.delete(settlement.market);
    this.#lastDueAtMs.set(settlement.market, settlement.atMs);
  }
}

/**
 * What an observation says of the coming settlement. A rate that accrues continuously is posted on the full hour, an
 * hour's share of it at the last word before.
 */
const comingOf = (
  { kind, rate, intervalHours, settlementAtMs }: FundingObservation,
  nowMs: AtMs,
): Pick<SimSettlement, 'rate' | 'atMs'> | undefined => {
  if (kind === 'predicted') return { rate: text(rate), atMs: settlementAtMs };
  if (kind === 'settled') return undefined;
  return { rate: text(rate / intervalHours), atMs: nextMultiple(atMs(nowMs), MS_PER_HOUR) };
};
