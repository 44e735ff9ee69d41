import type { LegView, RouteView } from '../analytics/route-view.ts';
import { evaluateRoute } from '../analytics/signal.ts';
import type { Signal } from '../analytics/signal.ts';
import type { SignalSettings } from '../analytics/signal-settings.ts';
import { bookMid, estimateSlippage } from '../analytics/slippage.ts';
import type { BookDepth } from '../domain/book.ts';
import type { Leg } from '../domain/ids.ts';
import type { Instrument } from '../domain/instrument.ts';
import { Decimal, decimal, text } from '../domain/money.ts';
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
import { coinUsd, sizeRoute } from './sizing.ts';
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
  /** In place of the size target: what an entry that is under way still lacks. */
  readonly lackingCoins?: Decimal;
  /** The number of each leg's next order [1]. */
  readonly attempts?: Readonly<Record<Leg, number>>;
}

export type EntryPlan =
  | {
      readonly kind: 'planned';
      readonly long: EntryLeg;
      readonly short: EntryLeg;
      readonly size: Extract<RouteSize, { kind: 'sized' }>;
      /** Coins both legs would carry if their books were deep enough. */
      readonly wantedCoins: Decimal;
    }
  | { readonly kind: 'refused'; readonly reasons: readonly GateReason[] };

/** Sizes a candidate and writes both legs' orders, ready for the gate. Must run while the view's books are valid. */
export const planEntry = (ask: EntryPlanAsk): EntryPlan => {
  const { view, signal, portfolio, limits, sizing } = ask;
  const long = draftLeg(ask, 'long');
  const short = draftLeg(ask, 'short');
  if (long === undefined || short === undefined || signal.netBps === undefined)
    return { kind: 'refused', reasons: [refusal('no-price', { limit: 'both books', actual: 'unknown' })] };
  const targetUsd =
    ask.lackingCoins === undefined ? targetOf(ask, signal.netBps) : usdOf(ask.lackingCoins, { long, short });
  const { coin } = view.route;
  const legs = [funding(ask, long, targetUsd), funding(ask, short, targetUsd)] as const;
  const ownCaps = legCaps({
    coin,
    legs,
    portfolio,
    limits,
    equityFractionMax: sizing.equityFractionMax,
    part: ask.lackingCoins === undefined ? 'new' : 'further',
  });
  const markets = { long: long.market, short: short.market };
  const caps = [...ownCaps, depthCap(ask, long), depthCap(ask, short)];
  const size = sizeRoute({ targetUsd, caps, ...markets });
  if (size.kind === 'refused') return size;
  const wanted = sizeRoute({ targetUsd, caps: ownCaps, ...markets });
  const entryLeg = ({ leg, view: legView }: Draft): EntryLeg => ({
    order: order(ask, leg, size[leg].quantity),
    view: legView,
    ...ask.accounts[leg],
  });
  const wantedCoins = decimal(wanted.kind === 'sized' ? wanted.baseQuantity : size.baseQuantity);
  return { kind: 'planned', long: entryLeg(long), short: entryLeg(short), size, wantedCoins };
};

/** Both legs' orders for quantities decided before, the venue's unit. */
export const planRest = (ask: EntryPlanAsk, quantities: Readonly<Record<Leg, Decimal>>): Record<Leg, EntryLeg> => {
  const rest = (leg: Leg): EntryLeg => ({
    order: order(ask, leg, text(quantities[leg])),
    view: ask.view[leg],
    ...ask.accounts[leg],
  });
  return { long: rest('long'), short: rest('short') };
};

const targetOf = (ask: EntryPlanAsk, netBps: number): number =>
  sizeTargetUsd({
    netBps,
    minNetBps: ask.minNetBps,
    confidence: ask.signal.confidence?.value ?? 0,
    adjustment: worseAdjustment(ask.view),
    equityUsd: ask.portfolio.equityUsd,
    guardMultiplier: ask.guardMultiplier,
    settings: ask.sizing,
  });

/** A hair more than the coins are worth, so that they come out of the sizing again. */
const usdOf = (coins: Decimal, { long, short }: Record<Leg, Draft>): number =>
  coins.times(Decimal.max(coinUsd(long.market), coinUsd(short.market))).toNumber() * (1 + 1e-9);

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

const order = ({ view, limits, attempts }: EntryPlanAsk, leg: Leg, quantity: LegOrder['quantity']): LegOrder => ({
  coin: view.route.coin,
  leg,
  market: view.route[leg],
  side: leg === 'long' ? 'buy' : 'sell',
  quantity,
  reduceOnly: false,
  purpose: 'open',
  attempt: attempts?.[leg] ?? 1,
  slippageMaxBps: limits.slippageMaxBps,
});

const worseAdjustment = ({ long, short }: RouteView): number | undefined => {
  const adjustments = [long.spread?.adjustment, short.spread?.adjustment].filter((value) => value !== undefined);
  return adjustments.length === 0 ? undefined : Math.max(...adjustments);
};
