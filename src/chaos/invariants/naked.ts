import type { CoinId, VenueId } from '../../domain/ids.ts';
import { venueOf } from '../../domain/ids.ts';
import type { Trouble } from '../chronicle.ts';
import type { Sight } from '../sight.ts';
import { coinOf, coinsIn, legsOf, notionalUsd, venueHoldings } from '../sight.ts';

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
  /** Time in it while a venue that could end it was cut off: nobody takes orders there. */
  awayMs: number;
  readonly troubles: Trouble[];
}

/** Order and answer, and deadlines that are kept to the next 100 ms. */
const TRAVEL_MS = 500;
/** A start asks every venue first, and an order in flight at the kill is asked about before anything is sent. */
const START_MS = 3000;
/** An order that was not told to have arrived is in doubt after this. */
const DOUBT_MS = 3000;
/** A look-up that got no answer is made again after so much for each so far, at most four seconds; its answer takes a delay. */
const AGAIN_MS = 500;
const AGAIN_MOST_MS = 4000;
/** The wait before the next try doubles with each, ms. */
const RETRY = { firstMs: 250, mostMs: 10_000 };
/** However much goes wrong: what does not end after so many is a loop. */
const MOST_TROUBLES = 16;

/**
 * Naked notional times time, coin by coin: bounded by the leg timeout and the venues' visibility delay, by what each order
 * of the stretch that did not simply fill costs on top, and by the time in which nobody lived or no orders were taken.
 */
export class NakedClock {
  readonly #stretches = new Map<CoinId, Stretch>();
  /** As of the last look. */
  readonly #awayMs = new Map<VenueId, number>();
  #troublesSeen = 0;
  #downMs = 0;

  /** An engine lives again after so long. */
  wasDown(downMs: number): void {
    this.#downMs += downMs + START_MS;
  }

  look(readings: readonly NakedReading[], sight: Sight): string | undefined {
    const { nowMs, troubles } = sight.chronicle;
    const fresh = troubles.slice(this.#troublesSeen);
    this.#troublesSeen = troubles.length;
    const naked = new Map(readings.map(({ coin, usd }) => [coin, usd]));
    for (const coin of this.#stretches.keys()) if (!naked.has(coin)) this.#stretches.delete(coin);
    const cutOff = this.#cutOffSince(sight);
    let broken: string | undefined;
    for (const [coin, usd] of naked) {
      const stretch = this.#stretches.get(coin) ?? begun(nowMs, usd);
      this.#stretches.set(coin, stretch);
      stretch.usdMs += stretch.usd * (nowMs - stretch.atMs);
      stretch.downMs += this.#downMs;
      stretch.awayMs += Math.max(0, ...venuesOf(coin, sight).map((venue) => cutOff.get(venue) ?? 0));
      stretch.troubles.push(...fresh.filter((trouble) => trouble.coin === coin));
      Object.assign(stretch, { atMs: nowMs, usd });
      broken ??= overBound(coin, stretch, sight);
    }
    this.#downMs = 0;
    return broken;
  }

  /** How long each venue was cut off since the last look. */
  #cutOffSince({ chronicle, accounts }: Sight): ReadonlyMap<VenueId, number> {
    const cutOff = new Map<VenueId, number>();
    for (const venue of accounts.keys()) {
      const totalMs = chronicle.awayMs(venue, chronicle.nowMs);
      cutOff.set(venue, totalMs - (this.#awayMs.get(venue) ?? 0));
      this.#awayMs.set(venue, totalMs);
    }
    return cutOff;
  }
}

const begun = (nowMs: number, usd: number): Stretch => ({
  sinceMs: nowMs,
  atMs: nowMs,
  usd,
  usdMs: 0,
  downMs: 0,
  awayMs: 0,
  troubles: [],
});

/** Where the coin is held, or is to be. */
const venuesOf = (coin: CoinId, sight: Sight): readonly VenueId[] => {
  return [
    ...venueHoldings(sight).flatMap(({ market, venue }) => (coinOf(sight, market) === coin ? [venue] : [])),
    ...legsOf(sight.positions, coin).map(({ state }) => venueOf(state.market)),
  ];
};

const overBound = (coin: CoinId, stretch: Stretch, { config, visibilityMs }: Sight): string | undefined => {
  const { sinceMs, atMs, usdMs, downMs, awayMs, troubles } = stretch;
  const troublesMs = troubleMs(troubles, visibilityMs);
  const boundMs = config.execution.legTimeoutMs + visibilityMs + TRAVEL_MS + downMs + awayMs + troublesMs;
  const boundUsdMs = boundMs * config.limits.legNotionalMaxUsd * USD_SLACK;
  const lastedMs = atMs - sinceMs;
  if (lastedMs <= boundMs && usdMs <= boundUsdMs) return undefined;
  const kinds = troubles.map(({ kind }) => kind).join(', ') || 'no trouble';
  const why = `${kinds}; ${seconds(downMs)} s down, ${seconds(awayMs)} s cut off`;
  return `${stretch.usd.toFixed(0)} USD of ${coin} naked for ${seconds(lastedMs)} s of at most ${seconds(boundMs)} s (${why})`;
};

/** What troubles may cost, one after another. */
export const troubleMs = (troubles: readonly Pick<Trouble, 'kind'>[], visibilityMs: number): number => {
  let totalMs = 0;
  let unanswered = 0;
  for (const [tries, { kind }] of troubles.slice(0, MOST_TROUBLES).entries()) {
    totalMs += Math.min(RETRY.mostMs, RETRY.firstMs * 2 ** tries);
    if (kind === 'in-doubt') totalMs += DOUBT_MS + visibilityMs;
    if (kind === 'unanswered') {
      unanswered += 1;
      totalMs += visibilityMs + Math.min(AGAIN_MOST_MS, AGAIN_MS * unanswered);
    }
  }
  return totalMs;
};

const seconds = (timeMs: number): string => (timeMs / 1000).toFixed(1);

/** Prices move meanwhile. */
const USD_SLACK = 1.2;
