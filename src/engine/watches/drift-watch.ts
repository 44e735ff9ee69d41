import { asJson } from '../../domain/codec.ts';
import { compareText } from '../../domain/compare-text.ts';
import { actorId } from '../../domain/ids.ts';
import type { VenueId } from '../../domain/ids.ts';
import { marginDrift } from '../../risk/margin-drift.ts';
import type { MarginDrift, VenueMargin } from '../../risk/margin-drift.ts';
import { marginPool } from '../../risk/margin-pool.ts';
import { closeReserveUsd } from '../../risk/reserve.ts';
import { collateralUsd } from '../money/collateral.ts';
import { venueConfig } from '../config/config.ts';
import type { Config } from '../config/config.ts';
import type { Outbox } from '../outbox.ts';
import type { PortfolioBook } from '../trading/portfolio-book.ts';
import type { Treasury } from '../money/treasury.ts';

export interface DriftWatchParts {
  readonly outbox: Outbox;
  readonly treasury: Treasury;
  readonly config: Config;
  readonly book: Pick<PortfolioBook, 'committed'>;
  /** Venues whose account has been heard. */
  readonly knownAccounts: () => ReadonlySet<VenueId>;
}

/** How the venues' dollars stood at the last look. */
export interface MarginStatus {
  readonly venues: readonly VenueMargin[];
  readonly drift: MarginDrift | undefined;
}

const ACTOR = actorId('accounts');

/**
 * With a hedged book one venue gains what another loses. Where a venue falls too far below what it should carry, a person is
 * told, with a transfer that would put it right; nothing is ever sent from here.
 */
export class DriftWatch {
  readonly #parts: DriftWatchParts;
  #latest: MarginStatus = { venues: [], drift: undefined };

  constructor(parts: DriftWatchParts) {
    this.#parts = parts;
  }

  latest(): MarginStatus {
    return this.#latest;
  }

  look(): void {
    const { config, outbox } = this.#parts;
    const before = this.#latest.drift;
    const venues = this.#margins();
    const settings = { driftMaxFraction: config.limits.marginDriftMaxFraction };
    const drift = marginDrift(venues, settings, before?.venue);
    this.#latest = { venues, drift };
    if (drift === undefined && before !== undefined) outbox.fact('margin.drift-over', ACTOR, { venue: before.venue });
    if (drift === undefined || isSameTale(drift, before)) return;
    const own = venues.find(({ venue }) => venue === drift.venue);
    const { suggestion, ...found } = drift;
    outbox.fact('margin.drift', ACTOR, {
      ...own,
      ...found,
      ...(suggestion === undefined ? {} : { suggestion: asJson(suggestion) }),
    });
  }

  #margins(): readonly VenueMargin[] {
    const { treasury, config, book, knownAccounts } = this.#parts;
    const { legs, freeMarginUsd } = book.committed();
    const { dollarQuotes } = config.universe;
    const standing = [...knownAccounts()].flatMap((venue) => {
      const pools = treasury
        .walletCoins(venue)
        .filter((coin) => dollarQuotes.includes(coin))
        .map((coin) => ({ coin, pool: marginPool(venue, coin), usd: collateralUsd(treasury, { venue, coin }) }))
        .sort((a, b) => b.usd - a.usd || compareText(a.coin, b.coin));
      const [most] = pools;
      if (most === undefined) return [];
      const total = (of: (pool: (typeof pools)[number]) => number) => pools.reduce((sum, one) => sum + of(one), 0);
      return [
        {
          venue,
          coin: most.coin,
          equityUsd: total(({ usd }) => usd),
          freeUsd: total(({ pool, usd }) => freeMarginUsd.get(pool) ?? usd),
          reserveUsd: total(({ pool }) => closeReserveUsd(pool, legs)),
          weight: Number(venueConfig(config, venue).capitalUsd),
        },
      ];
    });
    const [equityUsd, weights] = [sumOf(standing, (one) => one.equityUsd), sumOf(standing, (one) => one.weight)];
    return standing.map(({ weight, ...one }) => ({
      ...one,
      intendedUsd: weights > 0 ? (equityUsd * weight) / weights : 0,
    }));
  }
}

/** The amount moves with every price: it is told again only with another venue or another reason. */
const isSameTale = (drift: MarginDrift, before: MarginDrift | undefined): boolean =>
  before?.venue === drift.venue &&
  before.why === drift.why &&
  (before.suggestion === undefined) === (drift.suggestion === undefined);

const sumOf = <Row>(rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((total, row) => total + of(row), 0);
