import { actorId } from '../../domain/ids.ts';
import type { CoinId, MarketKey } from '../../domain/ids.ts';
import { decimal } from '../../domain/money.ts';
import type { ExitReason } from '../../position/position-event.ts';
import { averageEntry } from '../../ledger/lot.ts';
import { backedDistanceFraction, dailyMoveFraction, liquidationDistanceFraction } from '../../risk/liquidation.ts';
import { marginPool } from '../../risk/margin-pool.ts';
import type { MarginPool } from '../../risk/margin-pool.ts';
import { backingFraction, marginRatio } from '../../risk/margin-ratio.ts';
import { known } from '../../risk/reason.ts';
import { riskLevel } from '../../risk/risk-level.ts';
import type { RiskLevel } from '../../risk/risk-level.ts';
import { collateralUsd } from '../money/collateral.ts';
import type { Config } from '../config/config.ts';
import type { HeldLeg, HeldRoute } from './held-legs.ts';
import type { FactBody, Outbox } from '../outbox.ts';
import type { Treasury } from '../money/treasury.ts';

export interface MarginWatchParts {
  readonly outbox: Outbox;
  readonly treasury: Treasury;
  readonly config: Pick<Config, 'limits' | 'entry'>;
  /** Venues whose account has been heard: of the others nobody knows what stands behind a leg. */
  readonly knownAccounts: () => ReadonlySet<string>;
  readonly leave: (coin: CoinId, reason: ExitReason, figures: FactBody) => void;
}

interface Pool {
  readonly equityUsd: number;
  readonly legs: readonly HeldLeg[];
  /** Equity over maintenance, and what backs each dollar of its legs (risk/margin-ratio.ts). */
  readonly ratio: number;
  readonly backingFraction: number;
}

/** How one held leg stood when it was looked at last. A figure that has no end is `undefined`: no price liquidates it. */
export interface LegMargin {
  /** From the mark to liquidation, a fraction of the mark. */
  readonly distanceFraction: number | undefined;
  /** That distance in days' moves of the mark; told below `warnBelow`, left below `leaveBelow`. */
  readonly moves: number | undefined;
  readonly warnBelow: number;
  readonly leaveBelow: number;
  readonly level: RiskLevel;
  /** Equity of the account that margins it over what the venue asks: it liquidates at 1. */
  readonly marginRatio: number | undefined;
  readonly equityUsd: number | undefined;
}

/** A leg with its distance to liquidation in days' moves. */
interface Measured {
  readonly held: HeldLeg;
  readonly pool: Pool | undefined;
  readonly distanceFraction: number;
  readonly moveFraction: number;
  readonly ratio: number;
}

/** How near held legs and the pools that margin them are to liquidation, and liquidations around them. */
export class MarginWatch {
  readonly #parts: MarginWatchParts;
  readonly #legs = new Map<MarketKey, RiskLevel>();
  readonly #latest = new Map<MarketKey, LegMargin>();
  readonly #pools = new Map<MarginPool, RiskLevel>();
  readonly #bursts = new Set<MarketKey>();

  constructor(parts: MarginWatchParts) {
    this.#parts = parts;
  }

  look(routes: readonly HeldRoute[]): void {
    const legs = routes.flatMap((route) => route.legs).filter(({ kind }) => kind !== 'spot');
    const pools = this.#poolsOf(legs);
    const measured = legs.map((held) => this.#measure(held, pools.get(marginPool(held.venue, held.settle))));
    for (const one of measured) this.#judgeLeg(one);
    const leaving = new Set(routes.flatMap(({ position }) => (position.exit === null ? [] : [position.coin])));
    for (const [pool, standing] of pools)
      this.#judgePool(pool, standing, {
        measured: measured.filter((one) => one.pool === standing),
        leaving,
      });
    for (const one of measured) this.#judgeBurst(one);
    const held = new Set(legs.map(({ market }) => market));
    forgetOthers(this.#legs, held);
    forgetOthers(this.#latest, held);
    forgetOthers(this.#pools, new Set(pools.keys()));
  }

  /** Of a leg that was held at the last look. */
  latest(market: MarketKey): LegMargin | undefined {
    return this.#latest.get(market);
  }

  #poolsOf(legs: readonly HeldLeg[]): ReadonlyMap<MarginPool, Pool> {
    const { treasury, knownAccounts } = this.#parts;
    const heard = knownAccounts();
    const members = new Map<MarginPool, HeldLeg[]>();
    for (const held of legs) {
      const pool = marginPool(held.venue, held.settle);
      const own = members.get(pool);
      if (own !== undefined) own.push(held);
      else if (heard.has(held.venue)) members.set(pool, [held]);
    }
    const prices = new Map(legs.map(({ market, price }) => [market, price?.price]));
    const markOf = (market: MarketKey) => {
      const price = prices.get(market);
      return price === undefined ? undefined : decimal(price);
    };
    return new Map(
      [...members].map(([pool, own]) => {
        const [first] = own;
        const equityUsd =
          first === undefined ? 0 : collateralUsd(treasury, { venue: first.venue, coin: first.settle }, markOf);
        return [pool, poolOf(equityUsd, own)];
      }),
    );
  }

  /** By what backs it where the account is known, else by the configured leverage from its entry on. */
  #measure(held: HeldLeg, pool: Pool | undefined): Measured {
    const { assumedDailyMoveFraction } = this.#parts.config.limits;
    const sd5m = held.sight.view?.markSd5m;
    const moveFraction = sd5m === undefined ? assumedDailyMoveFraction : dailyMoveFraction(sd5m);
    const distanceFraction =
      pool === undefined ? this.#isolatedDistance(held) : backedDistanceFraction(backingOf(held, pool));
    const ratio = moveFraction > 0 ? distanceFraction / moveFraction : Infinity;
    return { held, pool, distanceFraction, moveFraction, ratio };
  }

  #isolatedDistance({ kind, leg, market, price, account }: HeldLeg): number {
    const lot = this.#parts.treasury.ledger.lot(market);
    const entryPrice = lot === undefined ? undefined : averageEntry(lot)?.toNumber();
    if (entryPrice === undefined || price === undefined) return Infinity;
    const { leverage, maintenanceFraction } = account;
    return liquidationDistanceFraction({
      kind,
      leg,
      entryPrice,
      markPrice: price.price,
      leverage,
      maintenanceFraction,
    });
  }

  #judgeLeg(measured: Measured): void {
    const { outbox, config, leave } = this.#parts;
    const { liquidationBufferRatio: warnBelow, liquidationExitRatio: leaveBelow } = config.limits;
    const { market, coin } = measured.held;
    const before = this.#legs.get(market) ?? 'safe';
    const level = riskLevel(measured.ratio, before, { warnBelow, leaveBelow });
    this.#legs.set(market, level);
    this.#latest.set(market, { ...standingOf(measured), level, warnBelow, leaveBelow });
    const figures = { ...figuresOf(measured), warnBelow, leaveBelow };
    if ((level === 'safe') !== (before === 'safe'))
      outbox.fact(`risk.leg-${level === 'safe' ? 'safe' : 'near-liquidation'}`, actorId(`position/${coin}`), figures);
    if (level === 'leave') leave(coin, 'liquidation-distance', figures);
  }

  /** One position at a time, the one nearest to its liquidation: what is left may stand well without it. */
  #judgePool(
    pool: MarginPool,
    { equityUsd, legs, ratio }: Pool,
    { measured, leaving }: { readonly measured: readonly Measured[]; readonly leaving: ReadonlySet<CoinId> },
  ): void {
    const { outbox, config, leave } = this.#parts;
    const { marginWarnRatio: warnBelow, marginExitRatio: leaveBelow } = config.limits;
    const before = this.#pools.get(pool) ?? 'safe';
    const level = riskLevel(ratio, before, { warnBelow, leaveBelow });
    this.#pools.set(pool, level);
    const [first] = legs;
    if (first === undefined) return;
    const figures = { coin: first.settle, equityUsd, ratio: known(ratio), warnBelow, leaveBelow };
    if ((level === 'safe') !== (before === 'safe'))
      outbox.fact(`risk.margin-${level === 'safe' ? 'safe' : 'low'}`, actorId(`venue/${first.venue}`), figures);
    if (level !== 'leave' || legs.some(({ coin }) => leaving.has(coin))) return;
    const worst = measured.toSorted((a, b) => a.ratio - b.ratio || b.held.notionalUsd - a.held.notionalUsd)[0];
    if (worst !== undefined) leave(worst.held.coin, 'venue-margin', { venue: first.venue, ...figures });
  }

  /** Liquidations around a leg are told once a burst; where its own buffer is thin already nobody waits for the next. */
  #judgeBurst({ held, ratio }: Measured): void {
    const { outbox, config, leave } = this.#parts;
    const { market, coin } = held;
    const limitUsd = config.entry.liquidationBurstUsd;
    const liquidatedUsd = held.sight.view?.liquidated60sUsd ?? 0;
    if (liquidatedUsd < limitUsd) {
      this.#bursts.delete(market);
      return;
    }
    const figures = { market, liquidatedUsd, limitUsd, ratio: known(ratio) };
    if (!this.#bursts.has(market)) outbox.fact('risk.liquidation-burst', actorId(`position/${coin}`), figures);
    this.#bursts.add(market);
    if (this.#legs.get(market) !== 'safe') leave(coin, 'liquidation-burst', figures);
  }
}

const poolOf = (equityUsd: number, legs: readonly HeldLeg[]): Pool => {
  const standing = { equityUsd, legs: legs.map(({ notionalUsd, account }) => ({ notionalUsd, ...account })) };
  return { equityUsd, legs, ratio: marginRatio(standing), backingFraction: backingFraction(standing) };
};

const backingOf = ({ kind, leg, account }: HeldLeg, pool: Pool) => ({
  kind,
  leg,
  maintenanceFraction: account.maintenanceFraction,
  backingFraction: pool.backingFraction,
});

const standingOf = ({ distanceFraction, ratio, pool }: Measured) => ({
  distanceFraction: finite(distanceFraction),
  moves: finite(ratio),
  marginRatio: finite(pool?.ratio),
  equityUsd: pool?.equityUsd,
});

const finite = (value: number | undefined): number | undefined => (Number.isFinite(value) ? value : undefined);

const figuresOf = ({ held, distanceFraction, moveFraction, ratio }: Measured): FactBody => ({
  market: held.market,
  leg: held.leg,
  price: known(held.price?.price),
  priceFrom: held.price?.source ?? 'nobody',
  distanceFraction: known(distanceFraction),
  moveFraction,
  ratio: known(ratio),
});

const forgetOthers = <Key>(levels: Map<Key, unknown>, held: ReadonlySet<Key>): void => {
  for (const key of levels.keys()) if (!held.has(key)) levels.delete(key);
};
