import { kindOf, symbolOf, symbolParts, venueOf } from '../domain/ids.ts';
import type { ClientOrderId, CoinId, Leg, MarketKey } from '../domain/ids.ts';
import { Decimal, decimal, text } from '../domain/money.ts';
import type { DecimalText } from '../domain/money.ts';
import type { AccountTruth, Fill, OrderIntent } from '../domain/order.ts';

/** One leg as we believe it is held: quantity in the direction of the leg, in the venue's unit. */
export interface BelievedLeg {
  readonly coin: CoinId;
  readonly leg: Leg;
  readonly market: MarketKey;
  readonly held: DecimalText;
}

export interface ReconcileAsk {
  readonly report: AccountTruth;
  /** Legs of all positions; those of other venues are not looked at. */
  readonly legs: readonly BelievedLeg[];
  /** Orders whose outcome we do not know yet. */
  readonly openIntents: readonly OrderIntent[];
  readonly isKnownFill: (fill: Fill) => boolean;
  /** The coin and the lot of a market this engine trades; `undefined` for any other market of the account. */
  readonly tradedAs: (market: MarketKey) => { readonly coin: CoinId; readonly lotSize: DecimalText } | undefined;
  /** Whether an id of an order at the venue can only be one that an engine of ours made. */
  readonly isOfOurForm: (order: AccountTruth['openOrders'][number]) => boolean;
}

/** Where a venue's truth and ours part, and what settles it. */
export type Difference =
  /** An execution of ours that was never counted. */
  | { readonly kind: 'fill-missed'; readonly fill: Fill; readonly resolution: 'adopt-fill' }
  /** An intent whose end is not known: only the venue can say, by its client id. */
  | {
      readonly kind: 'intent-open';
      readonly clientOrderId: ClientOrderId;
      readonly market: MarketKey;
      readonly resolution: 'probe-intent';
    }
  /** An order rests at the venue that no intent of ours stands for. */
  | {
      readonly kind: 'order-unknown';
      readonly clientOrderId: ClientOrderId;
      readonly market: MarketKey;
      readonly coin: CoinId | null;
      readonly resolution: 'cancel-order' | 'pause';
    }
  /** A leg holds more or less than we believe; while an order on its market is open that may be the order. */
  | (BelievedLeg & {
      readonly kind: 'quantity-differs';
      /** The venue's word in the direction of the leg. */
      readonly venue: DecimalText;
      readonly resolution: 'adopt-quantity' | 'await-orders';
    })
  /** A position no leg of ours stands for: an orphan where we trade the coin, somebody else's where we do not. */
  | {
      readonly kind: 'position-unknown';
      readonly market: MarketKey;
      readonly coin: CoinId | null;
      /** Signed, the venue's unit. */
      readonly quantity: DecimalText;
      readonly resolution: 'flatten' | 'await-orders' | 'pause';
    };

/**
 * Compares one venue's account with what we believe, fills first: a fill that was missed explains a quantity that differs,
 * so quantities are compared as they are with those fills counted. Nothing is ever concluded from an order in flight.
 */
export const reconcile = (ask: ReconcileAsk): readonly Difference[] => {
  const { venue } = ask.report;
  const missed = ask.report.fills.filter((fill) => !ask.isKnownFill(fill));
  const intents = ask.openIntents.filter(({ market }) => venueOf(market) === venue);
  return [
    ...missed.map((fill): Difference => ({ kind: 'fill-missed', fill, resolution: 'adopt-fill' })),
    ...intents.map(({ clientOrderId, market }): Difference => ({
      kind: 'intent-open',
      clientOrderId,
      market,
      resolution: 'probe-intent',
    })),
    ...unknownOrders(ask),
    ...differingLegs(ask, missed),
    ...unknownPositions(ask),
  ];
};

const unknownOrders = ({ report, openIntents, tradedAs, isOfOurForm }: ReconcileAsk): readonly Difference[] => {
  const ours = new Set(openIntents.map(({ clientOrderId }) => clientOrderId));
  return report.openOrders
    .filter(({ clientOrderId }) => !ours.has(clientOrderId))
    .map((order) => ({
      kind: 'order-unknown',
      ...order,
      coin: tradedAs(order.market)?.coin ?? null,
      // of another journal, or of one that is lost; what may be somebody else's is not ours to cancel
      resolution: isOfOurForm(order) ? 'cancel-order' : 'pause',
    }));
};

const differingLegs = (ask: ReconcileAsk, missed: readonly Fill[]): readonly Difference[] => {
  const { report, legs, tradedAs } = ask;
  return legs
    .filter(({ market }) => venueOf(market) === report.venue)
    .flatMap((leg): readonly Difference[] => {
      const venue = toldOf(report, leg);
      const believed = decimal(leg.held).plus(changeBy(missed, leg));
      // a coin balance may hold more than the position's own; it may not hold less
      const gap = isSpot(leg.market) ? Decimal.max(0, believed.minus(venue)) : believed.minus(venue).abs();
      if (gap.lt(tradedAs(leg.market)?.lotSize ?? 0) || gap.isZero()) return [];
      const resolution = hasOpenOrder(ask, leg.market) ? 'await-orders' : 'adopt-quantity';
      return [{ kind: 'quantity-differs', ...leg, venue: text(venue), resolution }];
    });
};

const unknownPositions = (ask: ReconcileAsk): readonly Difference[] => {
  const believed = new Set(ask.legs.map(({ market }) => market));
  return ask.report.positions
    .filter(({ market }) => !believed.has(market) && !isSpot(market))
    .flatMap(({ market, quantity }): readonly Difference[] => {
      const traded = ask.tradedAs(market);
      if (
        decimal(quantity)
          .abs()
          .lt(traded?.lotSize ?? 0) ||
        decimal(quantity).isZero()
      )
        return [];
      const settled = traded === undefined ? 'pause' : 'flatten';
      const resolution = hasOpenOrder(ask, market) ? 'await-orders' : settled;
      return [{ kind: 'position-unknown', market, coin: traded?.coin ?? null, quantity, resolution }];
    });
};

const toldOf = (report: AccountTruth, { market, leg }: BelievedLeg): Decimal => {
  const quantity = decimal(report.positions.find((position) => position.market === market)?.quantity ?? 0);
  return leg === 'long' ? quantity : quantity.neg();
};

/** What missed fills change of a leg, in its direction; a fee kept in base is off. */
const changeBy = (fills: readonly Fill[], { market, leg }: BelievedLeg): Decimal => {
  let change = decimal(0);
  for (const fill of fills)
    if (fill.market === market) {
      const isKeptInBase = isSpot(market) && fill.side === 'buy' && fill.feeCoin === symbolParts(symbolOf(market)).base;
      const net = decimal(fill.quantity).minus(isKeptInBase ? fill.fee : 0);
      change = (fill.side === 'buy') === (leg === 'long') ? change.plus(net) : change.minus(net);
    }
  return change;
};

const hasOpenOrder = ({ openIntents }: ReconcileAsk, market: MarketKey): boolean =>
  openIntents.some((intent) => intent.market === market);

const isSpot = (market: MarketKey): boolean => kindOf(market) === 'spot';
