import type { LegView } from '../analytics/route-view.ts';
import type { CoinId, Leg } from '../domain/ids.ts';
import { decimal, floorTo, text } from '../domain/money.ts';
import type { Decimal } from '../domain/money.ts';
import type { AtMs } from '../domain/units.ts';
import { quantityOfCoins } from './coins.ts';
import { bufferReasons, legFunding } from './entry-checks.ts';
import type { LegAccount } from './entry-plan.ts';
import { quoteLeg } from './leg-quote.ts';
import type { LegQuote, Quoted } from './leg-quote.ts';
import { legCaps } from './limits.ts';
import type { LimitSettings, Portfolio } from './limits.ts';
import { priceOf } from './pricing.ts';
import { refusal } from './reason.ts';
import type { EntryRefusal, GateReason } from './reason.ts';

/** A leg that is to be opened, or hedged, on another market of its coin. */
export interface MoveConditions {
  readonly nowMs: AtMs;
  readonly coin: CoinId;
  readonly leg: Leg;
  /** `hedge` where its other leg stands naked, `open` where it is held elsewhere. */
  readonly purpose: 'hedge' | 'open';
  readonly coins: Decimal;
  /** What it has there already. */
  readonly coinsThere: Decimal;
  readonly attempt: number;
  readonly view: LegView;
  readonly account: LegAccount;
  /** Without the place itself: what it may come to is checked here. */
  readonly portfolio: Portfolio;
  readonly limits: LimitSettings;
  readonly equityFractionMax: number;
  readonly slippageMaxBps: number;
  /** Coins the lots of the market may leave over, fraction. */
  readonly toleranceFraction: number;
  /** What speaks against it besides. */
  readonly reasons: readonly EntryRefusal[];
}

/** Everything an order on another market must meet: mode apart, what each leg of an entry must. */
export const quoteMove = (
  ask: MoveConditions,
): Exclude<Quoted, { kind: 'refused' }> | { readonly kind: 'refused'; readonly reasons: readonly EntryRefusal[] } => {
  const { nowMs, coin, leg, purpose, view, account, attempt, slippageMaxBps, portfolio } = ask;
  const order = { coin, leg, market: view.market, reduceOnly: false, purpose, attempt, slippageMaxBps } as const;
  const side = leg === 'long' ? 'buy' : 'sell';
  const quantity = text(quantityIn(ask));
  const quoted = quoteLeg({
    leg: { order: { ...order, side, quantity }, view, ...account },
    nowMs,
    slippageMaxBps,
  });
  const reasons = [...ask.reasons];
  const inDoubt = portfolio.legs.filter((own) => own.coin === coin && own.state === 'in-doubt').length;
  if (inDoubt > 0) reasons.push(refusal('symbol-frozen', { limit: 0, actual: inDoubt }));
  if (quoted.kind === 'refused') return { kind: 'refused', reasons: [...reasons, ...quoted.reasons] };
  reasons.push(...lotReasons(ask, quoted.quote), ...capReasons(ask, quoted.quote));
  reasons.push(...bufferReasons(ask.limits, quoted.quote));
  return reasons.length === 0 ? quoted : { kind: 'refused', reasons };
};

/** Whole lots of the market in the coins; 0 where it has no price. */
const quantityIn = ({ view: { instrument, mid }, coins }: MoveConditions): Decimal => {
  const price = priceOf(mid);
  if (instrument === undefined || price === undefined) return decimal(0);
  return floorTo(quantityOfCoins(instrument, coins, price), instrument.lotSize);
};

/** Lots too coarse to hold what the other leg holds. */
const lotReasons = ({ coins, toleranceFraction }: MoveConditions, { coins: got }: LegQuote): GateReason[] => {
  const limit = coins.times(toleranceFraction);
  const apart = coins.minus(got).abs();
  return apart.lte(limit) ? [] : [refusal('unequal-base', { limit: limit.toNumber(), actual: apart.toNumber() })];
};

const capReasons = (ask: MoveConditions, quote: LegQuote): GateReason[] => {
  const { coin, coins, coinsThere, portfolio, limits, equityFractionMax } = ask;
  const notionalUsd = quote.notionalUsd * coinsThere.plus(coins).div(coins).toNumber();
  const caps = legCaps({ coin, legs: [legFunding(quote)], portfolio, limits, equityFractionMax });
  return caps.flatMap(({ code, usd, venue }) =>
    code === 'target' || notionalUsd <= usd
      ? []
      : [refusal(code, { limit: usd, actual: notionalUsd, ...(venue === undefined ? {} : { venue }) })],
  );
};
