import type { MarketKey } from '../domain/ids.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Decimal } from '../domain/money.ts';
import type { FundingPayment } from '../domain/order.ts';
import type { AtMs } from '../domain/units.ts';
import type { SimSettlement } from './sim-markets.ts';
import type { VenueContext } from './venue-context.ts';
import { clientOrderId as asClientOrderId } from '../domain/ids.ts';
import { decimal, floorTo, text } from '../domain/money.ts';
import { applySettlement, entryPriceOf } from './account.ts';
import { strikes } from './faults.ts';
import { bookFill } from './fill-booking.ts';
import { marginOf } from './margin.ts';
import { cancel } from './order-entry.ts';
import { delay, later, marginView, tell } from './venue-context.ts';
import { ordinal } from './venue-records.ts';

/** What a liquidation costs on top of the taker fee, a fraction of notional. */
const LIQUIDATION_PENALTY = 0.005;

/** Pays or receives a settlement for what is held at its instant; then auto-deleveraging may strike what was held. */
export const settle = (context: VenueContext, settlement: SimSettlement): FundingPayment | undefined => {
  const { markets, records, settings, profile } = context;
  const instrument = markets.instrument(settlement.market);
  if (instrument === undefined) return undefined;
  const settled = applySettlement(records.account, settlement, instrument);
  if (settled === undefined) return undefined;
  records.account = settled.account;
  records.addPayment(settled.payment);
  const key = `${profile.venue}|adl|${settlement.market}|${settlement.atMs}`;
  if (strikes(settings.faults, 'adl', settings.draw(key))) deleverage(context, settlement.market, settlement.atMs);
  return settled.payment;
};

/** Halves a position at its mark, in whole lots, as a venue out of insurance would; reported as a fill not asked for. */
const deleverage = (context: VenueContext, market: MarketKey, atMs: AtMs): void => {
  const instrument = context.markets.instrument(market);
  const held = context.records.account.positions[market];
  if (instrument === undefined || held === undefined) return;
  const half = floorTo(decimal(held.quantity).abs().div(2), instrument.lotSize);
  if (half.greaterThan(0)) forceClose(context, instrument, { quantity: half, prefix: 'adl-autoclose-', atMs });
};

/**
 * Liquidates each settle coin whose equity is under maintenance: its resting orders are cancelled, its positions closed
 * whole at their marks for the taker fee and a penalty. A loss beyond the wallet stays as a negative balance: there is no
 * insurance fund, so that books always add up.
 */
export const liquidate = (context: VenueContext, atMs: AtMs): void => {
  const { markets, records } = context;
  const coins = new Set<string>();
  for (const market of heldMarkets(context)) coins.add(markets.instrument(market)?.settle ?? '');
  for (const coin of coins) {
    const { equity, maintenance } = marginOf(marginView(context), coin);
    if (!equity.lessThan(maintenance)) continue;
    for (const id of records.openIds) cancel(context, id, atMs);
    for (const market of heldMarkets(context))
      if (markets.instrument(market)?.settle === coin) closeByForce(context, market, atMs);
  }
};

/** Liquidates one position, whatever its margin: closed whole at its mark for the taker fee and a penalty. */
export const closeByForce = (context: VenueContext, market: MarketKey, atMs: AtMs): void => {
  const instrument = context.markets.instrument(market);
  const held = context.records.account.positions[market];
  if (instrument === undefined || held === undefined) return;
  const quantity = decimal(held.quantity).abs();
  forceClose(context, instrument, { quantity, prefix: 'autoclose-', penalty: LIQUIDATION_PENALTY, atMs });
};

/** A market has ended: what is held there is closed at its mark, for the taker fee. */
export const settleDelisted = (context: VenueContext, market: MarketKey, atMs: AtMs): void => {
  const instrument = context.markets.instrument(market);
  const held = context.records.account.positions[market];
  if (instrument === undefined || held === undefined) return;
  const quantity = decimal(held.quantity).abs();
  forceClose(context, instrument, { quantity, prefix: 'settlement_autoclose-', atMs });
};

const heldMarkets = ({ records }: VenueContext): readonly MarketKey[] =>
  // Object.keys forgets the brand of its record's keys.
  Object.keys(records.account.positions).sort() as MarketKey[];

interface ForcedClose {
  /** Positive, in the venue's unit. */
  readonly quantity: Decimal;
  readonly prefix: 'autoclose-' | 'adl-autoclose-' | 'settlement_autoclose-';
  readonly penalty?: number;
  readonly atMs: AtMs;
}

/** Client ids with these prefixes are the venue's own, as on real venues: no order of ours is behind the fill. */
const forceClose = (context: VenueContext, instrument: Instrument, close: ForcedClose): void => {
  const { markets, records, settings } = context;
  const { market } = instrument;
  const held = records.account.positions[market];
  if (held === undefined) return;
  const clientOrderId = asClientOrderId(`${close.prefix}${ordinal(records.counters.trades + 1)}`);
  const fill = bookFill(context, instrument, {
    clientOrderId,
    side: decimal(held.quantity).greaterThan(0) ? 'sell' : 'buy',
    quantity: text(close.quantity),
    price: text(markets.mark(market) ?? entryPriceOf(instrument, held)),
    liquidity: 'taker',
    penalty: close.penalty ?? 0,
    atMs: close.atMs,
  });
  const at = later(close.atMs, delay(context, settings.latency.fillMs, `fill|${fill.tradeId}`));
  tell(context, { kind: 'report', atMs: at, report: { kind: 'fill', clientOrderId, fill } }, market);
};
