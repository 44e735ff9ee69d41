import type { ClientOrderId, MarketKey } from '../../domain/ids.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { Decimal, DecimalText } from '../../domain/money.ts';
import type { Fill, OrderIntent } from '../../domain/order.ts';
import type { AtMs } from '../../domain/units.ts';
import type { VenueMarkets } from '../venue-context.ts';
import type { SimOrder } from '../venue-records.ts';
import type { DeskOrder, DeskRefusal } from './venue-face.ts';
import { decimal, sum, text, ZERO } from '../../domain/money.ts';

/** What the desk keeps of an order beside its record. */
export interface OrderNote {
  readonly type: 'limit' | 'market';
  readonly updatedAtMs: AtMs;
}

/** Fills as the wire tells them: trade ids are plain digits. */
export const wireFill = (fill: Fill): Fill => ({ ...fill, tradeId: digitsOf(fill.tradeId) });

/** `o000000000012` as `12`: venues number their orders and trades. */
export const digitsOf = (id: string): string => String(Number(id.replace(/^\D+/, '')));

/** Quantity-weighted price; inverse contracts average by their worth in coins. 0 where nothing was filled. */
export const averagePriceOf = (fills: readonly Fill[], kind: Instrument['kind'] | undefined): DecimalText => {
  if (fills.length === 0) return text(0);
  const quantity = quantityOf(fills);
  const weighted = (weight: (price: Decimal) => Decimal): Decimal =>
    sum(fills.map((fill) => decimal(fill.quantity).times(weight(decimal(fill.price)))));
  const average =
    kind === 'inverse'
      ? quantity.div(weighted((price) => decimal(1).div(price)))
      : weighted((price) => price).div(quantity);
  return text(average.toSignificantDigits(12));
};

export const quantityOf = (fills: readonly Fill[]): Decimal => sum(fills.map(({ quantity }) => decimal(quantity)));

/** An order as the wire shows it. */
export const orderView = (
  { order, state, venueOrderId, arrivesAtMs }: SimOrder,
  of: { readonly fills: readonly Fill[]; readonly note: OrderNote | undefined; readonly kind: Instrument['kind'] },
): DeskOrder => ({
  venueOrderId: digitsOf(venueOrderId),
  clientOrderId: order.clientOrderId,
  market: order.market,
  side: order.side,
  quantity: order.quantity,
  limitPrice: order.limitPrice,
  type: of.note?.type ?? 'limit',
  timeInForce: order.timeInForce,
  reduceOnly: order.reduceOnly,
  state: state === 'in-flight' ? 'open' : state,
  filledQuantity: text(quantityOf(of.fills)),
  averagePrice: averagePriceOf(of.fills, of.kind),
  createdAtMs: arrivesAtMs,
  updatedAtMs: of.note?.updatedAtMs ?? arrivesAtMs,
  fills: of.fills,
});

/** A close that the venue forced: an order that nobody placed. */
export const forcedOrderView = (fill: Fill): DeskOrder => ({
  // trades and orders are numbered apart; forced ones begin above every order of ours
  venueOrderId: String(FORCED_FROM + Number(digitsOf(fill.clientOrderId))),
  clientOrderId: fill.clientOrderId,
  market: fill.market,
  side: fill.side,
  quantity: fill.quantity,
  limitPrice: fill.price,
  type: 'market',
  timeInForce: 'ioc',
  reduceOnly: true,
  state: 'filled',
  filledQuantity: fill.quantity,
  averagePrice: fill.price,
  createdAtMs: fill.venueAtMs,
  updatedAtMs: fill.venueAtMs,
  fills: [wireFill(fill)],
});

const FORCED_FROM = 900_000_000;

/** What a record of an order needs beside what a client says. */
export interface IntentParts {
  readonly clientOrderId: ClientOrderId;
  readonly instrument: Instrument;
  readonly limitPrice: DecimalText;
  readonly atMs: AtMs;
}

/** A client's order in the form in which venues keep orders; members that only our engine knows are neutral. */
export const intentOf = (
  order: Pick<OrderIntent, 'market' | 'side' | 'quantity' | 'timeInForce' | 'reduceOnly'>,
  { clientOrderId, instrument, limitPrice, atMs }: IntentParts,
): OrderIntent => ({
  clientOrderId,
  coin: instrument.coin,
  leg: order.side === 'buy' ? 'long' : 'short',
  market: order.market,
  side: order.side,
  quantity: text(order.quantity),
  reduceOnly: order.reduceOnly,
  purpose: 'open',
  attempt: 1,
  slippageMaxBps: 0,
  limitPrice: text(limitPrice),
  timeInForce: order.timeInForce,
  decisionMid: limitPrice,
  decidedAtMs: atMs,
});

/** The worst price that the book shows now: a market order takes what is there, and no more. */
export const worstPrice = (
  { side }: Pick<OrderIntent, 'side'>,
  { book, instrument }: { readonly book: ReturnType<VenueMarkets['book']>; readonly instrument: Instrument },
): DecimalText => {
  const levels = side === 'buy' ? book?.asks : book?.bids;
  return text(levels?.prices[Math.max(0, levels.count - 1)] ?? instrument.tickSize);
};

/** A position that was closed, as account frames say it. */
export const flatPosition = (market: MarketKey) => ({ market, quantity: text(ZERO), entryPrice: text(ZERO) });

export const refusal = (code: DeskRefusal['code'], message: string): DeskRefusal => ({
  kind: 'refused',
  code,
  message,
});

/** Whether a client's text is a plain number. */
export const isNumber = (value: string): boolean =>
  /^-?\d+(\.\d+)?(e-?\d+)?$/i.test(value) && Number.isFinite(Number(value));
