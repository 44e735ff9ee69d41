import { kindOf } from '../../domain/ids.ts';
import type { Leg, MarketKey } from '../../domain/ids.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { decimal, text } from '../../domain/money.ts';
import type { DecimalText } from '../../domain/money.ts';
import type { AccountReport, ApprovedOrder, RefusalCode } from '../../domain/order.ts';
import type { OrderEffect } from '../../execution/order.ts';
import type { LegTerms, SentOrder } from '../../position/position-event.ts';
import { coinsOf } from '../../risk/coins.ts';

/** What a position must know of a leg's market, at the price of its entry. */
export const legTerms = (instrument: Instrument, price: number): LegTerms => ({
  market: instrument.market,
  coinsPerUnit: text(coinsOf(instrument, decimal(1), decimal(price))),
  lotSize: text(instrument.lotSize),
  minQuantity: text(instrument.minQuantity),
});

export const sentOrder = ({ leg, market, clientOrderId, purpose, quantity }: ApprovedOrder): SentOrder => ({
  leg,
  market,
  clientOrderId,
  purpose,
  quantity,
});

/** A venue's word on one leg, in the direction of the leg; of spot coins at most what the position itself owns. */
export const heldAt = (
  report: AccountReport | undefined,
  own: { readonly market: MarketKey; readonly held: DecimalText; readonly leg: Leg },
): DecimalText => {
  const found = report?.positions.find(({ market }) => market === own.market)?.quantity ?? '0';
  const directed = own.leg === 'long' ? decimal(found) : decimal(found).neg();
  return kindOf(own.market) === 'spot' && directed.gt(own.held) ? own.held : text(directed);
};

/** How an order ended for its position: what met the other side of the book may rest at another price. */
export const outcomeOf = ({ outcome, reason }: OrderEnd): OrderEnd['outcome'] | 'would-take' =>
  outcome === 'refused' && reason?.startsWith(WOULD_TAKE) === true ? 'would-take' : outcome;

type OrderEnd = Extract<OrderEffect, { type: 'order.ended' }>;
const WOULD_TAKE: RefusalCode = 'post-only-would-take';
