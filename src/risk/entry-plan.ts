import type { LegView, RouteView } from '../analytics/route-view.ts';
import { evaluateRoute } from '../analytics/signal.ts';
import type { Signal } from '../analytics/signal.ts';
import type { SignalSettings } from '../analytics/signal-settings.ts';
import { bookMid, estimateSlippage } from '../analytics/slippage.ts';
import type { BookDepth } from '../domain/book.ts';
import type { Leg } from '../domain/ids.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { LegOrder } from '../domain/order.ts';
import { fundingFraction, legCaps } from './limits.ts';
import type { LegFunding, LimitSettings, Portfolio } from './limits.ts';
import { legMarket } from './leg-quote.ts';
import type { EntryLeg } from './leg-quote.ts';
import { capPriceOf, limitPriceOf, priceOf, quantityWithin } from './pricing.ts';
import { worstCaseSlippageBps } from './reserve.ts';
import { refusal } from './reason.ts';
import type { GateReason } from './reason.ts';
import { sizeTargetUsd } from './size-target.ts';
import type { Cap, SizingSettings } from './size-target.ts';
import { sizeRoute } from './sizing.ts';
import type { LegMarket, RouteSize } from './sizing.ts';

/** What the account knows of one leg's market. */
export interface LegAccount {
  readonly usdPerQuote: number;
  readonly leverage: number;
  readonly maintenanceFraction: number;
}

export interface EntryPlanAsk {
  readonly view: RouteView;
  readonly signal: Signal;
  readonly accounts: Readonly<Record<Leg, LegAccount>>;
  readonly portfolio: Portfolio;
  readonly limits: LimitSettings;
  readonly sizing: SizingSettings;
  readonly minNetBps: number;
  /** From guard-view.ts. */
  readonly guardMultiplier: number;
}

export type EntryPlan =
  | {
      readonly kind: 'planned';
      readonly long: EntryLeg;
      readonly short: EntryLeg;
      readonly size: Extract<RouteSize, { kind: 'sized' }>;
    }
  | { readonly kind: 'refused'; readonly reasons: readonly GateReason[] };

/** Sizes a candidate and writes both legs' orders, ready for the gate. Must run while the view's books are valid. */
export const planEntry = (ask: EntryPlanAsk): EntryPlan => {
  const { view, signal, portfolio, limits, sizing } = ask;
  const long = draftLeg(ask, 'long');
  const short = draftLeg(ask, 'short');
  if (long === undefined || short === undefined || signal.netBps === undefined)
    return { kind: 'refused', reasons: [refusal('no-price', { limit: 'both books', actual: 'unknown' })] };
  const targetUsd = sizeTargetUsd({
    netBps: signal.netBps,
    minNetBps: ask.minNetBps,
    confidence: signal.confidence?.value ?? 0,
    adjustment: worseAdjustment(view),
    equityUsd: portfolio.equityUsd,
    guardMultiplier: ask.guardMultiplier,
    settings: sizing,
  });
  const { coin } = view.route;
  const legs = [funding(ask, long, targetUsd), funding(ask, short, targetUsd)] as const;
  const caps = [
    ...legCaps({ coin, legs, portfolio, limits, equityFractionMax: sizing.equityFractionMax }),
    depthCap(ask, long),
    depthCap(ask, short),
  ];
  const size = sizeRoute({ targetUsd, caps, long: long.market, short: short.market });
  if (size.kind === 'refused') return size;
  const entryLeg = ({ leg, view: legView }: Draft): EntryLeg => ({
    order: order(ask, leg, size[leg].quantity),
    view: legView,
    ...ask.accounts[leg],
  });
  return { kind: 'planned', long: entryLeg(long), short: entryLeg(short), size };
};

/** Net of a route at any notional, for the gate's last look; `undefined` where the books do not reach. */
export const netBpsAt =
  (view: RouteView, settings: SignalSettings) =>
  (notionalUsd: number): number | undefined =>
    evaluateRoute(view, { ...settings, notionalUsd, costing: 'always' }).netBps;

interface Draft {
  readonly leg: Leg;
  readonly view: LegView;
  readonly instrument: Instrument;
  readonly market: LegMarket;
  readonly book: BookDepth;
  readonly mid: number;
}

const draftLeg = ({ view: route, accounts, limits }: EntryPlanAsk, leg: Leg): Draft | undefined => {
  const view = route[leg];
  const { instrument } = view;
  const book = view.book();
  const mid = book === undefined ? undefined : priceOf(bookMid(book));
  if (instrument === undefined || book === undefined || mid === undefined) return undefined;
  const side = leg === 'long' ? 'buy' : 'sell';
  const { slippageMaxBps } = limits;
  const limitPrice = limitPriceOf({ side, mid, slippageMaxBps, instrument, rounding: 'within' });
  const price = capPriceOf({ side, mid, limitPrice });
  const { usdPerQuote } = accounts[leg];
  return {
    leg,
    view,
    instrument,
    book,
    mid: mid.toNumber(),
    market: legMarket(view, { instrument, price, leg: { usdPerQuote, leg } }),
  };
};

/**
 * What a leg ties up at its venue. The wanted size is the largest there can be, so its slippage is the most; the slippage
 * limit bounds both.
 */
const funding = ({ accounts, limits }: EntryPlanAsk, draft: Draft, usd: number): LegFunding => {
  const { leg, view, instrument, book, mid } = draft;
  const quantityBase = usd / accounts[leg].usdPerQuote / mid;
  const side = leg === 'long' ? 'buy' : 'sell';
  const estimate = quantityBase > 0 ? estimateSlippage(book, { side, quantityBase, mid }) : undefined;
  const slippageBps = estimate?.kind === 'filled' ? estimate.slippageBps : limits.slippageMaxBps;
  return {
    market: view.market,
    perNotionalFraction: fundingFraction({
      kind: instrument.kind,
      leverage: accounts[leg].leverage,
      takerFeeFraction: view.takerFee,
      worstCaseSlippageBps: worstCaseSlippageBps(Math.min(slippageBps, limits.slippageMaxBps)),
    }),
  };
};

/** Neither getting in nor getting out may slip beyond the limit at this size. */
const depthCap = ({ accounts, limits }: EntryPlanAsk, { leg, book, mid }: Draft): Cap => {
  const within = { mid, slippageMaxBps: limits.slippageMaxBps };
  const base = Math.min(quantityWithin(book, 'buy', within), quantityWithin(book, 'sell', within));
  return { code: 'slippage', usd: base * mid * accounts[leg].usdPerQuote };
};

const order = ({ view, limits }: EntryPlanAsk, leg: Leg, quantity: LegOrder['quantity']): LegOrder => ({
  coin: view.route.coin,
  leg,
  market: view.route[leg],
  side: leg === 'long' ? 'buy' : 'sell',
  quantity,
  reduceOnly: false,
  purpose: 'open',
  attempt: 1,
  slippageMaxBps: limits.slippageMaxBps,
});

const worseAdjustment = ({ long, short }: RouteView): number | undefined => {
  const adjustments = [long.spread?.adjustment, short.spread?.adjustment].filter((value) => value !== undefined);
  return adjustments.length === 0 ? undefined : Math.max(...adjustments);
};
