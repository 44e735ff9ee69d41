import type { SimMarket } from '../../sim-market.ts';
import { baseQuantityOf, notionalOf } from '../../../domain/instrument.ts';
import type { AccountTransfer, Fill, FundingPayment } from '../../../domain/order.ts';
import { decimal, text } from '../../../domain/money.ts';
import type { Ask } from './answers.ts';
import { askedMarkets, isAnswer, namedMarket, ok, rangeOf, wholeOf } from './answers.ts';
import { pairOf } from './rest.ts';
import type { WireAnswer } from '../venue-face.ts';

type DeskFill = Fill & { readonly venueOrderId: string };

/** `userTrades`, spot: `myTrades`; of one symbol, ascending. */
export const tradeRows = (ask: Ask): WireAnswer => {
  const market = namedMarket(ask);
  if (isAnswer(market)) return market;
  const orderId = ask.fields.get('orderId');
  const fromId = wholeOf(ask.fields, 'fromId') ?? 0;
  const rows = ask.house.desk
    .fills()
    .filter((fill) => fill.market === market.instrument.market && Number(fill.tradeId) >= fromId)
    .filter((fill) => orderId === null || fill.venueOrderId === orderId)
    .map((fill) => tradeRow(market, fill));
  return ok(rangeOf(rows, ask.fields, { atMs: ({ time }) => time, limit: 500 }));
};

const tradeRow = ({ instrument }: SimMarket, fill: DeskFill) => {
  const { nativeSymbol: symbol, kind, settle } = instrument;
  const [quantity, price] = [decimal(fill.quantity), decimal(fill.price)];
  const quoteQty = text(notionalOf(instrument, quantity, price));
  const isBuyer = fill.side === 'buy';
  const isMaker = fill.liquidity === 'maker';
  const common = {
    symbol,
    id: Number(fill.tradeId),
    orderId: Number(fill.venueOrderId),
    price: fill.price,
    qty: fill.quantity,
    commission: fill.fee,
    commissionAsset: fill.feeCoin,
    time: fill.venueAtMs,
  };
  if (kind === 'spot') return { ...common, quoteQty, isBuyer, isMaker, isBestMatch: true };
  const worth =
    kind === 'inverse'
      ? { pair: pairOf(symbol), marginAsset: settle, baseQty: baseQuantityOf(instrument, quantity, price).toFixed(8) }
      : { quoteQty };
  const sides = { side: isBuyer ? 'BUY' : 'SELL', positionSide: 'BOTH', buyer: isBuyer, maker: isMaker };
  // What a single fill realised is not kept; the wallet has it.
  return { ...common, ...worth, realizedPnl: '0', ...sides };
};

/** `income`: funding, commissions and transfers of the product, ascending. */
export const incomeRows = (ask: Ask): WireAnswer => {
  const markets = askedMarkets(ask);
  if (isAnswer(markets)) return markets;
  const byKey = new Map(markets.map((market) => [market.instrument.market, market.instrument.nativeSymbol]));
  const wanted = ask.fields.get('incomeType');
  const { desk } = ask.house;
  const coins = new Set(markets.map(({ instrument }) => instrument.settle));
  // Transfers name no symbol, and are in no list of one.
  const transfers = ask.fields.has('symbol') ? [] : desk.transfers().filter(({ coin }) => coins.has(coin));
  const rows = [
    ...desk.payments().flatMap((payment) => incomeRow(byKey.get(payment.market), payment)),
    ...desk.fills().flatMap((fill) => commissionRow(byKey.get(fill.market), fill)),
    ...transfers.map(transferRow),
  ].filter(({ incomeType }) => wanted === null || incomeType === wanted);
  rows.sort((a, b) => a.time - b.time);
  return ok(rangeOf(rows, ask.fields, { atMs: ({ time }) => time, limit: 100 }));
};

const incomeRow = (symbol: string | undefined, payment: FundingPayment) => {
  if (symbol === undefined) return [];
  const { amount: income, coin: asset, settlementAtMs: time, paymentId } = payment;
  const tranId = Number(paymentId.replace(/^\D+/, ''));
  return [{ symbol, incomeType: 'FUNDING_FEE', income, asset, info: 'FUNDING_FEE', time, tranId, tradeId: '' }];
};

const transferRow = ({ transferId, coin: asset, amount: income, venueAtMs: time }: AccountTransfer) => ({
  symbol: '',
  incomeType: 'TRANSFER',
  income,
  asset,
  info: 'TRANSFER',
  time,
  tranId: Number(transferId),
  tradeId: '',
});

const commissionRow = (symbol: string | undefined, { fee, feeCoin, venueAtMs, tradeId }: DeskFill) => {
  if (symbol === undefined) return [];
  const income = text(decimal(fee).negated());
  const row = { income, asset: feeCoin, info: 'COMMISSION', time: venueAtMs, tranId: Number(tradeId), tradeId };
  return [{ symbol, incomeType: 'COMMISSION', ...row }];
};
