import { venueOf } from '../../domain/ids.ts';
import type { CoinId, MarketKey, VenueId } from '../../domain/ids.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { Decimal } from '../../domain/money.ts';
import { committedCoins } from '../../position/committed.ts';
import { coinsHeld, everyLeg } from '../../position/position.ts';
import type { LegState, Position } from '../../position/position.ts';
import { isFlat } from '../../position/repair.ts';
import type { LegAccount } from '../../risk/entry-plan.ts';
import type { LegExposure } from '../../risk/exposure.ts';
import type { CorrelationOf, Portfolio } from '../../risk/limits.ts';
import { marginPool, poolOf } from '../../risk/margin-pool.ts';
import type { MarginPool } from '../../risk/margin-pool.ts';
import { closeCostUsd, worstCaseSlippageBps } from '../../risk/reserve.ts';
import { collateralUsd } from '../money/collateral.ts';
import type { Config } from '../config/config.ts';
import { venueConfig } from '../config/config.ts';
import type { Outbox } from '../outbox.ts';
import type { Scout } from './scout.ts';
import type { Treasury } from '../money/treasury.ts';

export interface PortfolioBookParts {
  readonly config: Config;
  readonly scout: Scout;
  readonly outbox: Outbox;
  readonly treasury: Treasury;
  readonly positions: () => readonly Position[];
  readonly correlationOf: CorrelationOf;
  readonly priceOf: (market: MarketKey) => number | undefined;
  readonly instrumentOf: (market: MarketKey) => Instrument | undefined;
  /** Venues whose account has been heard; the others get no order. */
  readonly knownAccounts: () => ReadonlySet<VenueId>;
}

/** What is held and may come to be held, valued: the gate's limits and margins stand on it. */
export class PortfolioBook {
  readonly #parts: PortfolioBookParts;

  constructor(parts: PortfolioBookParts) {
    this.#parts = parts;
  }

  /** What the account knows of one leg's market. */
  account(market: MarketKey): LegAccount {
    const { config, treasury, instrumentOf } = this.#parts;
    const { leverageRatio, maintenanceFraction } = venueConfig(config, venueOf(market));
    const instrument = instrumentOf(market);
    const isSpot = instrument?.kind === 'spot';
    return {
      usdPerQuote: instrument === undefined ? 0 : treasury.usdPer(instrument.quote),
      leverage: isSpot ? 1 : leverageRatio,
      maintenanceFraction: isSpot ? 0 : maintenanceFraction,
    };
  }

  /**
   * Everything held, on order or in doubt, and what each coin of each venue has free for more. What the entry of the coin
   * that asks still lacks is left out: it is what is asked for.
   */
  portfolio(asking?: CoinId): Portfolio {
    return {
      equityUsd: this.#parts.treasury.totalEquityUsd() ?? 0,
      ...this.committed(asking),
      correlationOf: this.#parts.correlationOf,
    };
  }

  /** The same without what all of it is worth. */
  committed(asking?: CoinId): Pick<Portfolio, 'legs' | 'freeMarginUsd'> {
    const legs = this.#parts
      .positions()
      .flatMap((position) => this.#exposures(position.coin === asking ? { ...position, approach: null } : position));
    return { legs, freeMarginUsd: this.#freeMargins(legs) };
  }

  #freeMargins(legs: readonly LegExposure[]): ReadonlyMap<MarginPool, number> {
    const { config, treasury, knownAccounts, instrumentOf } = this.#parts;
    const free = new Map<MarginPool, number>();
    for (const venue of knownAccounts())
      for (const coin of treasury.walletCoins(venue))
        free.set(marginPool(venue, coin), collateralUsd(treasury, { venue, coin }));
    for (const { market, notionalUsd, state } of legs) {
      const isSpot = instrumentOf(market)?.kind === 'spot';
      // bought coins have left the wallet, coins on order have not: an order in flight counts as filled
      if (isSpot && (state === 'held' || state === 'dust')) continue;
      const leverage = isSpot ? 1 : venueConfig(config, venueOf(market)).leverageRatio;
      const pool = poolOf(market);
      free.set(pool, (free.get(pool) ?? 0) - notionalUsd / leverage);
    }
    return free;
  }

  #exposures(position: Position): readonly LegExposure[] {
    const { coin, entry, roll } = position;
    const committed = committedCoins(position);
    return everyLeg(position).map(({ leg, state }) => {
      const coins = committed[state === roll?.to ? 'rolled' : leg];
      // a leg nobody can price now counts as what it was entered for, never as nothing
      const notionalUsd = this.#legNotionalUsd(state.market, coins) ?? entry?.notionalUsd ?? Infinity;
      const takerFeeFraction = this.#parts.scout.takerFee(state.market);
      return {
        coin,
        market: state.market,
        leg,
        state: exposureState(state, coins),
        notionalUsd,
        closeCostUsd: closeCostUsd({
          notionalUsd,
          takerFeeFraction,
          worstCaseSlippageBps: worstCaseSlippageBps(this.#parts.config.limits.slippageMaxBps),
        }),
      };
    });
  }

  /** What a leg holds or may come to hold, at its price; `undefined` where nobody can price it now. */
  #legNotionalUsd(market: MarketKey, coins: Decimal): number | undefined {
    const { instrumentOf, priceOf, treasury } = this.#parts;
    const instrument = instrumentOf(market);
    const price = priceOf(market);
    if (instrument === undefined || price === undefined) return undefined;
    return (coins.toNumber() * price * treasury.usdPer(instrument.quote)) / instrument.multiplier;
  }
}

const exposureState = (leg: LegState, coins: Decimal): LegExposure['state'] => {
  if (leg.order?.status === 'in-doubt') return 'in-doubt';
  if (leg.order !== null || coins.gt(coinsHeld(leg).abs())) return 'pending';
  return isFlat(leg) ? 'dust' : 'held';
};
