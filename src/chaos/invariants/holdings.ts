import { venueOf } from '../../domain/ids.ts';
import type { MarketKey } from '../../domain/ids.ts';
import { ZERO, decimal } from '../../domain/money.ts';
import { walletAccount } from '../../ledger/account.ts';
import type { Sight } from '../sight.ts';
import { believedHoldings, isDust, venueHoldings } from '../sight.ts';

/** Something that may be so for a moment, by what it is about, in words. */
export type Differences = ReadonlyMap<string, string>;

/** Exposure that no position owns, or owns otherwise than the venue has it. An order on its way may explain any of it. */
export const unowned = (sight: Sight): Differences => {
  const believed = believedHoldings(sight);
  const held = new Map(venueHoldings(sight).map(({ market, quantity }) => [market, quantity]));
  const onTheWay = new Set([...sight.chronicle.open.values()].map(({ market }) => market));
  const found = new Map<string, string>();
  for (const market of new Set<MarketKey>([...held.keys(), ...believed.keys()])) {
    const venue = held.get(market) ?? ZERO;
    const ours = believed.get(market) ?? ZERO;
    if (venue.eq(ours) || onTheWay.has(market) || isDust(sight, market, venue.minus(ours))) continue;
    found.set(market, `${market}: held ${venue.toString()}, owned ${ours.toString()}`);
  }
  return found;
};

/** Wallets that the ledger has otherwise than the venues. */
export const unbooked = ({ accounts, chronicle }: Sight): Differences => {
  const busy = new Set([...chronicle.open.values()].map(({ market }) => venueOf(market)));
  const found = new Map<string, string>();
  for (const [venue, { balances }] of accounts) {
    if (busy.has(venue) || !chronicle.heard.has(venue)) continue;
    for (const [coin, total] of Object.entries(balances)) {
      const booked = chronicle.rows.get(walletAccount(venue, coin)) ?? '0';
      if (!decimal(booked).eq(total)) found.set(`${venue} ${coin}`, `${venue} ${coin}: ${total}, booked ${booked}`);
    }
  }
  return found;
};

/** Since when each difference has been there without a break while an engine was running. */
export class Lasting {
  readonly #graceMs: number;
  readonly #since = new Map<string, number>();

  constructor(graceMs: number) {
    this.#graceMs = graceMs;
  }

  /** The first difference that has lasted too long. */
  look(differences: Differences, nowMs: number): string | undefined {
    for (const key of this.#since.keys()) if (!differences.has(key)) this.#since.delete(key);
    for (const [key, words] of differences) {
      const sinceMs = this.#since.get(key) ?? nowMs;
      this.#since.set(key, sinceMs);
      if (nowMs - sinceMs > this.#graceMs) return `${words}, for ${Math.round((nowMs - sinceMs) / 1000)} s`;
    }
    return undefined;
  }

  /** Nobody was there to see: the time begins anew. */
  forget(): void {
    this.#since.clear();
  }
}
