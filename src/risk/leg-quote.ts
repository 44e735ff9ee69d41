import type { LegView } from '../analytics/route-view.ts';
import { bookMid, estimateSlippage } from '../analytics/slippage.ts';
import type { SlippageEstimate } from '../analytics/slippage.ts';
import type { Leg } from '../domain/ids.ts';
import { baseQuantityOf, notionalOf } from '../domain/instrument.ts';
import type { Instrument } from '../domain/instrument.ts';
import { decimal, text } from '../domain/money.ts';
import type { Decimal } from '../domain/money.ts';
import type { LegOrder, OrderRequest } from '../domain/order.ts';
import type { AtMs } from '../domain/units.ts';
import { minimumsMissed, netCoins } from './sizing.ts';
import type { LegMarket } from './sizing.ts';
import { bestPriceOf, capPriceOf, levelsTaken, limitPriceOf, priceOf } from './pricing.ts';
import { known, refusal } from './reason.ts';
import type { GateReason } from './reason.ts';

/** One leg of an entry as it is asked for, with the market it goes to. */
export interface EntryLeg {
  readonly order: LegOrder;
  readonly view: LegView;
  /** USD for one quote unit. */
  readonly usdPerQuote: number;
  /** Leverage the venue account runs this market at; 1 for spot. */
  readonly leverage: number;
  /** Maintenance margin, fraction of notional. */
  readonly maintenanceFraction: number;
}

/** What an approval stood on; journaled with it. Plain JSON. */
export interface LegEvidence {
  readonly market: string;
  readonly mid: number;
  readonly vwap: number;
  readonly slippageBps: number;
  readonly bookAgeMs: number | 'unknown';
  readonly fundingAgeMs: number | 'unknown';
  /** Funding rate per its interval, a fraction; absent for spot. */
  readonly rate?: number;
  readonly intervalHours?: number;
  readonly levels: readonly (readonly [number, number])[];
}

/** A leg that can be ordered, with everything the checks of the pair need. */
export interface LegQuote {
  readonly leg: EntryLeg;
  readonly market: LegMarket;
  readonly request: OrderRequest;
  readonly coins: Decimal;
  readonly notionalUsd: number;
  readonly worstCaseSlippageBps: number;
  readonly evidence: LegEvidence;
}

export type Quoted =
  | { readonly kind: 'quoted'; readonly quote: LegQuote }
  | { readonly kind: 'refused'; readonly reasons: readonly GateReason[] };

export interface QuoteAsk {
  readonly leg: EntryLeg;
  readonly nowMs: AtMs;
  readonly slippageMaxBps: number;
  /** `rests`: post-only at the own best price [takes]. */
  readonly manner?: 'takes' | 'rests';
}

/** Walks one leg's book and prices its order, or says everything that stands in the way. */
export const quoteLeg = (ask: QuoteAsk): Quoted => {
  const { leg } = ask;
  const { view, order } = leg;
  const reasons = [...marketReasons(view), ...freshnessReasons(view, ask.nowMs)];
  const { instrument } = view;
  const book = view.book();
  const mid = book === undefined ? undefined : priceOf(bookMid(book));
  if (mid === undefined) reasons.push(refusal('no-price', { limit: 'book', actual: 'unknown', market: view.market }));
  if (instrument === undefined || book === undefined || mid === undefined) return { kind: 'refused', reasons };
  const { side, quantity: quantityText } = order;
  const quantity = decimal(quantityText);
  const slippageMaxBps = Math.min(order.slippageMaxBps, ask.slippageMaxBps);
  const reach = limitPriceOf({ side, mid, slippageMaxBps, instrument, rounding: 'within' });
  const limitPrice = ask.manner === 'rests' ? (bestPriceOf(book, side, instrument) ?? reach) : reach;
  const market = legMarket(view, {
    instrument,
    price: capPriceOf({ side, mid, limitPrice: reach }),
    leg: { usdPerQuote: leg.usdPerQuote, leg: order.leg },
  });
  reasons.push(...quantityReasons(instrument, quantity), ...minimumsMissed(market, quantity));
  const base = baseQuantityOf(instrument, quantity, mid).toNumber();
  const estimate = base > 0 ? estimateSlippage(book, { side, quantityBase: base, mid: mid.toNumber() }) : undefined;
  reasons.push(...slippageReasons(estimate, slippageMaxBps, instrument));
  if (reasons.length > 0 || estimate?.kind !== 'filled') return { kind: 'refused', reasons };
  const request = {
    ...order,
    slippageMaxBps,
    limitPrice: text(limitPrice),
    timeInForce: ask.manner === 'rests' ? ('post-only' as const) : ('ioc' as const),
    decisionMid: text(mid),
  };
  const notionalUsd = notionalOf(instrument, quantity, market.price).times(leg.usdPerQuote).toNumber();
  const { worstCaseSlippageBps, slippageBps, vwap } = estimate;
  const levels = levelsTaken(book, side, base);
  const evidence = { ...observed(view), mid: mid.toNumber(), vwap, slippageBps, levels };
  const coins = netCoins(market, quantity);
  return { kind: 'quoted', quote: { leg, market, request, coins, notionalUsd, worstCaseSlippageBps, evidence } };
};

/** The sizing's view of a leg: a spot buy pays its taker fee in the coin it buys. */
export const legMarket = (
  view: Pick<LegView, 'takerFee'>,
  at: {
    readonly instrument: Instrument;
    readonly price: Decimal;
    readonly leg: { readonly usdPerQuote: number; readonly leg: Leg };
  },
): LegMarket => ({
  instrument: at.instrument,
  price: at.price,
  usdPerQuote: at.leg.usdPerQuote,
  feeInBaseFraction: at.instrument.kind === 'spot' && at.leg.leg === 'long' ? Math.max(0, view.takerFee) : 0,
});

const marketReasons = ({ market, instrument, status }: LegView): GateReason[] => {
  if (instrument === undefined) return [refusal('instrument-unknown', { limit: 'listed', actual: 'unknown', market })];
  const reasons: GateReason[] = [];
  if (instrument.source === 'assumed')
    reasons.push(refusal('instrument-assumed', { limit: 'listed', actual: 'assumed', market }));
  if (status !== 'live' || instrument.status !== 'trading')
    reasons.push(refusal('market-not-live', { limit: 'live', actual: status === 'live' ? 'halted' : status, market }));
  return reasons;
};

/** An age that is not known (no clock offset yet) is as bad as one that is over. */
const freshnessReasons = (view: LegView, nowMs: AtMs): GateReason[] => {
  const { market, bookAgeMs, fundingAgeMs, funding } = view;
  const reasons: GateReason[] = [];
  if (bookAgeMs === undefined || !(bookAgeMs <= view.bookBudgetMs))
    reasons.push(refusal('stale-book', { limit: view.bookBudgetMs, actual: known(bookAgeMs), market }));
  if (view.instrument?.kind === 'spot') return reasons;
  if (fundingAgeMs === undefined || !(fundingAgeMs <= view.fundingBudgetMs))
    reasons.push(refusal('stale-funding', { limit: view.fundingBudgetMs, actual: known(fundingAgeMs), market }));
  if (funding?.kind === 'predicted' && funding.settlementAtMs <= nowMs)
    reasons.push(refusal('settlement-passed', { limit: 0, actual: nowMs - funding.settlementAtMs, market }));
  return reasons;
};

const quantityReasons = ({ lotSize, market }: Instrument, quantity: Decimal): GateReason[] =>
  quantity.mod(lotSize).isZero()
    ? []
    : [refusal('off-lot', { limit: lotSize.toNumber(), actual: quantity.toNumber(), market })];

const slippageReasons = (
  estimate: SlippageEstimate | undefined,
  limit: number,
  { market }: Instrument,
): GateReason[] => {
  if (estimate === undefined) return [];
  if (estimate.kind === 'insufficient')
    return [refusal('insufficient-depth', { limit: 1, actual: estimate.fillableFraction, market })];
  return estimate.slippageBps <= limit ? [] : [refusal('slippage', { limit, actual: estimate.slippageBps, market })];
};

const observed = ({ market, bookAgeMs, fundingAgeMs, funding }: LegView) => ({
  market,
  bookAgeMs: known(bookAgeMs),
  fundingAgeMs: known(fundingAgeMs),
  ...(funding === undefined ? {} : { rate: funding.rate, intervalHours: funding.intervalHours }),
});
