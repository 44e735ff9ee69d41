import type { Decimal } from '../../../domain/money.ts';
import { ZERO, decimal, text } from '../../../domain/money.ts';
import type { AccountTransfer, Fill, FundingPayment } from '../../../domain/order.ts';
import { shownClientId } from '../declined-orders.ts';
import type { VenueHouse } from '../venue-face.ts';

/** Funding has no hash of its own, and neither has anything here. */
const HASH = `0x${'0'.repeat(64)}`;
/** Stamps of settlements are some ms late. */
const STAMP_LATE_MS = 31;

interface Held {
  readonly quantity: Decimal;
  readonly entryPrice: Decimal;
}

/** Every fill with the position it met and what it realised, oldest first. */
export const fillRows = (house: VenueHouse) => {
  const held = new Map<string, Held>();
  return house.desk.fills().map((fill) => {
    const before = held.get(fill.market) ?? { quantity: ZERO, entryPrice: ZERO };
    held.set(fill.market, afterFill(before, fill));
    return fillRow(fill, before, coinOf(house, fill.market));
  });
};

export const coinOf = ({ markets }: VenueHouse, key: string): string =>
  markets.find(({ instrument }) => instrument.market === key)?.instrument.nativeSymbol ?? '';

const signed = ({ side, quantity }: Fill): Decimal => decimal(quantity).times(side === 'buy' ? 1 : -1);

const fillRow = (fill: Fill & { readonly venueOrderId: string }, before: Held, coin: string) => {
  const cloid = shownClientId(fill);
  return {
    coin,
    px: fill.price,
    sz: fill.quantity,
    side: fill.side === 'buy' ? 'B' : 'A',
    time: fill.venueAtMs,
    startPosition: text(before.quantity),
    dir: directionOf(before.quantity, fill),
    closedPnl: text(realised(before, fill)),
    hash: HASH,
    oid: Number(fill.venueOrderId),
    crossed: fill.liquidity === 'taker',
    fee: fill.fee,
    tid: Number(fill.tradeId),
    ...(cloid === '' ? {} : { cloid }),
    feeToken: fill.feeCoin,
    twapId: null,
  };
};

const directionOf = (before: Decimal, fill: Fill): string => {
  const change = signed(fill);
  const after = before.plus(change);
  if (before.isZero() || before.isNegative() === change.isNegative())
    return change.isNegative() ? 'Open Short' : 'Open Long';
  if (after.isZero() || after.isNegative() === before.isNegative())
    return before.isNegative() ? 'Close Short' : 'Close Long';
  return before.isNegative() ? 'Short > Long' : 'Long > Short';
};

/** Profit of what a fill closes, against the average price it was opened at. */
const realised = ({ quantity, entryPrice }: Held, fill: Fill): Decimal => {
  const change = signed(fill);
  if (quantity.isZero() || quantity.isNegative() === change.isNegative()) return ZERO;
  const closed = change.abs().lessThan(quantity.abs()) ? change.abs() : quantity.abs();
  const perUnit = decimal(fill.price).minus(entryPrice);
  return closed.times(quantity.isNegative() ? perUnit.negated() : perUnit);
};

const afterFill = ({ quantity, entryPrice }: Held, fill: Fill): Held => {
  const change = signed(fill);
  const after = quantity.plus(change);
  const price = decimal(fill.price);
  if (after.isZero()) return { quantity: ZERO, entryPrice: ZERO };
  if (quantity.isZero() || after.isNegative() !== quantity.isNegative()) return { quantity: after, entryPrice: price };
  if (quantity.isNegative() !== change.isNegative()) return { quantity: after, entryPrice };
  const worth = quantity.abs().times(entryPrice).plus(change.abs().times(price));
  return { quantity: after, entryPrice: worth.div(after.abs()) };
};

/** A payment; positive was received. */
export const fundingRow = (payment: FundingPayment, house: VenueHouse) => ({
  time: payment.settlementAtMs + STAMP_LATE_MS,
  hash: HASH,
  delta: {
    type: 'funding',
    coin: coinOf(house, payment.market),
    usdc: payment.amount,
    szi: payment.quantity,
    fundingRate: payment.rate,
    nSamples: null,
  },
});

/** What comes in is a deposit; what goes out goes to the spot wallet. */
export const transferRow = ({ transferId, amount, venueAtMs }: AccountTransfer) => {
  const usdc = text(decimal(amount).abs());
  return {
    time: venueAtMs,
    hash: `0x${Number(transferId).toString(16).padStart(64, '0')}`,
    delta: amount.startsWith('-') ? { type: 'accountClassTransfer', usdc, toPerp: false } : { type: 'deposit', usdc },
  };
};
