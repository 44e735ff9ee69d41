import type { CoinId } from '../../domain/ids.ts';
import type { Sight } from '../sight.ts';
import { coinOf, coinsIn, notionalUsd, venueHoldings } from '../sight.ts';

/** What of one coin stands unhedged at the venues, whatever the engine believes. */
export interface NakedReading {
  readonly coin: CoinId;
  readonly usd: number;
}

/** A small part of the whole, or less than a lot of any of its markets, is what lots leave over. */
const LEFT_OVER_FRACTION = 0.021;

export const nakedNow = (sight: Sight): readonly NakedReading[] => {
  const coins = new Map<CoinId, { net: number; gross: number; lot: number; netUsd: number; lotUsd: number }>();
  for (const { market, quantity } of venueHoldings(sight)) {
    const coin = coinOf(sight, market);
    const known = coins.get(coin) ?? { net: 0, gross: 0, lot: 0, netUsd: 0, lotUsd: 0 };
    const own = coinsIn(sight, market, quantity);
    const listed = sight.instrument(market);
    const least =
      listed === undefined ? quantity : listed.minQuantity.gt(listed.lotSize) ? listed.minQuantity : listed.lotSize;
    coins.set(coin, {
      net: known.net + own,
      gross: known.gross + Math.abs(own),
      lot: Math.max(known.lot, coinsIn(sight, market, least)),
      netUsd: known.netUsd + notionalUsd(sight, market, quantity),
      lotUsd: Math.max(known.lotUsd, listed?.minNotional.toNumber() ?? 0),
    });
  }
  return [...coins].flatMap(([coin, { net, gross, lot, netUsd, lotUsd }]) => {
    const isLeftOver = Math.abs(net) <= Math.max((gross / 2) * LEFT_OVER_FRACTION, lot);
    const usd = Math.abs(netUsd);
    return isLeftOver || usd <= lotUsd * 1.05 ? [] : [{ coin, usd }];
  });
};

/** One stretch without a hedge. */
interface Stretch {
  readonly sinceMs: number;
  atMs: number;
  usd: number;
  usdMs: number;
  /** Time in it while no engine lived. */
  downMs: number;
  troubles: number;
}

/** What an order that does not simply fill may cost on top: acknowledgement, look-up and its repeat, the next try's wait. */
const TROUBLE_MS = { answers: 3000 + 2000 + 2 * 2000, retry: 10_000 };
/** A start asks every venue, and asks again those that do not answer. */
const START_MS = 10_000;
/** Order and answer, and the longest wait before the next try. */
const TRAVEL_MS = 10_000;
/** However much goes wrong. */
const MOST_TROUBLES = 30;

/**
 * Naked notional times time, coin by coin: bounded by the leg timeout and the venues' visibility delay, by what each order
 * of the stretch that did not simply fill may cost on top, and by the downtime of crashes.
 */
export class NakedClock {
  readonly #stretches = new Map<CoinId, Stretch>();
  #troublesSeen = 0;
  #downMs = 0;

  /** An engine lives again after so long. */
  wasDown(downMs: number): void {
    this.#downMs += downMs + START_MS;
  }

  look(readings: readonly NakedReading[], sight: Sight): string | undefined {
    const { chronicle } = sight;
    const { nowMs, troubles } = chronicle;
    const fresh = troubles.slice(this.#troublesSeen);
    this.#troublesSeen = troubles.length;
    const naked = new Map(readings.map(({ coin, usd }) => [coin, usd]));
    for (const coin of this.#stretches.keys()) if (!naked.has(coin)) this.#stretches.delete(coin);
    let broken: string | undefined;
    for (const [coin, usd] of naked) {
      const stretch = this.#stretches.get(coin) ?? {
        sinceMs: nowMs,
        atMs: nowMs,
        usd,
        usdMs: 0,
        downMs: 0,
        troubles: 0,
      };
      this.#stretches.set(coin, stretch);
      stretch.usdMs += stretch.usd * (nowMs - stretch.atMs);
      stretch.downMs += this.#downMs;
      stretch.troubles += fresh.filter((trouble) => trouble.coin === coin).length;
      Object.assign(stretch, { atMs: nowMs, usd });
      broken ??= overBound(coin, stretch, sight);
    }
    this.#downMs = 0;
    return broken;
  }
}

const overBound = (coin: CoinId, stretch: Stretch, { config, visibilityMs }: Sight): string | undefined => {
  const { sinceMs, atMs, usdMs, downMs, troubles } = stretch;
  const { legTimeoutMs } = config.execution;
  const perTroubleMs = TROUBLE_MS.answers + 3 * visibilityMs + TROUBLE_MS.retry;
  const boundMs = legTimeoutMs + visibilityMs + TRAVEL_MS + downMs + Math.min(troubles, MOST_TROUBLES) * perTroubleMs;
  const boundUsdMs = boundMs * config.limits.legNotionalMaxUsd * USD_SLACK;
  const lastedMs = atMs - sinceMs;
  if (lastedMs <= boundMs && usdMs <= boundUsdMs) return undefined;
  const why = `${troubles} orders in trouble, ${Math.round(downMs / 1000)} s down`;
  return `${stretch.usd.toFixed(0)} USD of ${coin} naked for ${(lastedMs / 1000).toFixed(1)} s of at most ${(boundMs / 1000).toFixed(1)} s (${why})`;
};

/** Prices move meanwhile. */
const USD_SLACK = 1.2;
