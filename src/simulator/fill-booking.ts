import type { FeeRates } from '../domain/fees.ts';
import type { ClientOrderId } from '../domain/ids.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Decimal, DecimalText } from '../domain/money.ts';
import type { Fill } from '../domain/order.ts';
import type { AtMs } from '../domain/units.ts';
import type { Execution } from './matching.ts';
import type { VenueContext } from './venue-context.ts';
import { symbolParts } from '../domain/ids.ts';
import { baseQuantityOf } from '../domain/instrument.ts';
import { decimal, text } from '../domain/money.ts';
import { applyFill, booked, settleValue } from './account.ts';
import { countVolume, ratesAt } from './venue-fees.ts';
import { ordinal } from './venue-records.ts';

/** An execution before it has a trade id and a fee. */
export interface FillDraft extends Execution {
  readonly clientOrderId: ClientOrderId;
  readonly side: Fill['side'];
  readonly liquidity: Fill['liquidity'];
  readonly atMs: AtMs;
  /** Added to the fee rate: what a liquidation costs on top. A fraction of notional, default 0. */
  readonly penalty?: number;
}

/** Gives an execution its trade id and fee and books it: account, fills, counters. */
export const bookFill = (context: VenueContext, instrument: Instrument, draft: FillDraft): Fill => {
  const { records } = context;
  const { clientOrderId, side, quantity, price, liquidity } = draft;
  const fill: Fill = {
    clientOrderId,
    market: instrument.market,
    tradeId: `t${ordinal(records.count('trades'))}`,
    side,
    quantity,
    price,
    ...feeOf(ratesAt(context, instrument.kind, draft.atMs), instrument, draft),
    liquidity,
    venueAtMs: draft.atMs,
  };
  records.account = applyFill(records.account, fill, instrument);
  records.addFill(fill);
  countVolume(context, instrument, fill);
  return fill;
};

type Charged = Pick<FillDraft, 'side' | 'quantity' | 'price' | 'liquidity' | 'penalty'>;

/**
 * Fee and its coin: perpetuals pay in the settle coin on their notional; a spot buy pays in the coin bought (what arrives
 * is less than what was ordered), a spot sell in the quote coin. A negative fee is a rebate.
 */
export const feeOf = (
  rates: FeeRates,
  instrument: Instrument,
  { side, quantity, price, liquidity, penalty = 0 }: Charged,
): { readonly fee: DecimalText; readonly feeCoin: string } => {
  const rate = decimal(rates[liquidity]).plus(penalty);
  const charge = (amount: Decimal, feeCoin: string): { fee: DecimalText; feeCoin: string } => ({
    fee: text(booked(amount.times(rate))),
    feeCoin,
  });
  const traded = decimal(quantity);
  if (instrument.kind === 'spot' && side === 'buy')
    return charge(baseQuantityOf(instrument, traded, decimal(price)), symbolParts(instrument.symbol).base);
  return charge(settleValue(instrument, traded, decimal(price)), instrument.settle);
};
