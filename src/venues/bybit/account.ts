import { clientOrderId } from '../../domain/ids.ts';
import type { MarketKind } from '../../domain/ids.ts';
import { decimal, text } from '../../domain/money.ts';
import type { DecimalText } from '../../domain/money.ts';
import type { AccountTransfer, Fill, VenueBalance } from '../../domain/order.ts';
import { MS_PER_DAY } from '../../domain/units.ts';
import type { AtMs } from '../../domain/units.ts';
import type { Inquiry, StatedPayment, TradedMarket, VenueAccount } from '../../domain/venue-trading.ts';
import type { AnswerRow } from '../answer-row.ts';
import { atLeastZero, everyPage, everySpan, flowing, negated } from '../answer-row.ts';
import { settlementOf } from '../private-answers.ts';
import { spotPositions } from '../spot-holdings.ts';
import { resultOf } from './private-result.ts';

/** Executions and the transaction log are shown for a week at a time. */
const SPAN_MS = 7 * MS_PER_DAY - 1;
const SIDES = { Buy: 'buy', Sell: 'sell' } as const;
/** Executions that change a position; funding and settlements are others. */
const TRADES: ReadonlySet<string> = new Set(['Trade', 'AdlTrade', 'BustTrade', 'BlockTrade', 'MovePosition']);

/** Types of the transaction log by which way the money went. */
const TRANSFERS = [
  ['TRANSFER_IN', 'in'],
  ['TRANSFER_OUT', 'out'],
] as const;

type Params = Readonly<Record<string, unknown>>;
type List = { readonly category: MarketKind; readonly settleCoin?: string };

/** Lists of linear contracts must name the coin they settle in. */
const listsOf = ({ kinds, markets }: Inquiry): readonly List[] =>
  kinds.flatMap((category): readonly List[] => {
    if (category !== 'linear') return [{ category }];
    const coins = new Set(markets.all().flatMap(({ kind, settle }) => (kind === 'linear' ? [settle] : [])));
    return [...coins].map((settleCoin) => ({ category, settleCoin }));
  });

/** All rows of a list by cursor. A cursor comes ready to be sent back as it is. */
const listed = (path: string, params: Params, { ask }: Inquiry): Promise<readonly AnswerRow[]> =>
  everyPage<string>(async (cursor) => {
    const page = cursor === undefined ? params : { ...params, cursor };
    const result = resultOf(await ask({ api: 'private', method: 'GET', path, params: page }));
    const next = result.maybe('nextPageCursor');
    return { rows: result.rows('list'), ...(next === undefined ? {} : { next }) };
  });

export const executions = (params: Params, inquiry: Inquiry): Promise<readonly AnswerRow[]> =>
  listed('v5/execution/list', { ...params, limit: 100 }, inquiry);

/** The account, category by category; balances are one wallet's. */
export const bybitAccount: VenueAccount = {
  openOrders: async (inquiry) => {
    const open = [];
    for (const list of listsOf(inquiry))
      for (const row of await listed('v5/order/realtime', { ...list, openOnly: 0, limit: 50 }, inquiry)) {
        const market = inquiry.markets.named(row.text('symbol'), list.category)?.market;
        const id = row.maybe('orderLinkId') ?? row.text('orderId');
        if (market !== undefined) open.push({ clientOrderId: clientOrderId(id), market });
      }
    return open;
  },
  positions: async (inquiry) => {
    const held = [];
    for (const list of listsOf(inquiry)) {
      if (list.category === 'spot') continue;
      for (const row of await listed('v5/position/list', { ...list, limit: 200 }, inquiry)) {
        const size = row.decimal('size');
        const market = inquiry.markets.named(row.text('symbol'), list.category)?.market;
        if (market === undefined || size === '0') continue;
        held.push({ market, quantity: signed(row, size), entryPrice: row.decimal('avgPrice') });
      }
    }
    return [...held, ...spotPositions(inquiry.kinds.includes('spot') ? await balances(inquiry) : [], inquiry)];
  },
  balances: (inquiry) => balances(inquiry),
  fills: async (sinceMs, inquiry) =>
    (await executionsSince(sinceMs, inquiry)).flatMap(({ row, market }): readonly Fill[] => fillOf(row, market)),
  payments: async (sinceMs, inquiry) =>
    (await executionsSince(sinceMs, inquiry)).flatMap(({ row, market }): readonly StatedPayment[] =>
      row.text('execType') === 'Funding' ? [paymentOf(row, market)] : [],
    ),
  transfers: async (sinceMs, inquiry) => {
    const transfers: AccountTransfer[] = [];
    for (const [type, way] of TRANSFERS) {
      const span = { fromMs: sinceMs, toMs: inquiry.nowMs, spanMs: SPAN_MS };
      const rows = await everySpan(span, ({ fromMs, toMs }) => {
        const params = { accountType: 'UNIFIED', type, startTime: fromMs, endTime: toMs, limit: 50 };
        return listed('v5/account/transaction-log', params, inquiry);
      });
      for (const row of rows) transfers.push(transferOf(row, way));
    }
    return transfers;
  },
};

const transferOf = (row: AnswerRow, way: 'in' | 'out'): AccountTransfer => ({
  transferId: row.text('id'),
  coin: row.text('currency'),
  amount: flowing(way, row.decimal('change')),
  venueAtMs: row.instant('transactionTime'),
});

const balances = async ({ ask }: Inquiry): Promise<readonly VenueBalance[]> => {
  const params = { accountType: 'UNIFIED' };
  const answer = await ask({ api: 'private', method: 'GET', path: 'v5/account/wallet-balance', params });
  return resultOf(answer)
    .rows('list')
    .flatMap((account) => account.rows('coin'))
    .map((row) => {
      const total = row.decimal('walletBalance');
      const bound = ['totalPositionIM', 'totalOrderIM', 'locked'].map((name) => row.maybeDecimal(name) ?? '0');
      const free = bound.reduce((left, part) => left.minus(part), decimal(total));
      return { coin: row.text('coin'), total, free: atLeastZero(text(free)) };
    });
};

const executionsSince = async (
  sinceMs: AtMs,
  inquiry: Inquiry,
): Promise<readonly { readonly row: AnswerRow; readonly market: TradedMarket }[]> => {
  const found: { row: AnswerRow; market: TradedMarket }[] = [];
  for (const category of inquiry.kinds) {
    const span = { fromMs: sinceMs, toMs: inquiry.nowMs, spanMs: SPAN_MS };
    const rows = await everySpan(span, ({ fromMs, toMs }) =>
      executions({ category, startTime: fromMs, endTime: toMs }, inquiry),
    );
    for (const row of rows) {
      const market = inquiry.markets.named(row.text('symbol'), category);
      if (market !== undefined) found.push({ row, market });
    }
  }
  return found;
};

const signed = (row: AnswerRow, size: DecimalText): DecimalText =>
  row.oneOf('side', SIDES) === 'buy' ? size : negated(size);

/** A positive fee is a cost. */
export const fillOf = (row: AnswerRow, { market, settle }: TradedMarket): readonly Fill[] =>
  TRADES.has(row.text('execType'))
    ? [
        {
          // A forced close was nobody's order.
          clientOrderId: clientOrderId(row.maybe('orderLinkId') ?? row.text('orderId')),
          market,
          tradeId: row.text('execId'),
          side: row.oneOf('side', SIDES),
          quantity: row.decimal('execQty'),
          price: row.decimal('execPrice'),
          fee: row.decimal('execFee'),
          feeCoin: row.maybe('feeCurrency') ?? settle,
          liquidity: row.flag('isMaker') ? 'maker' : 'taker',
          venueAtMs: row.instant('execTime'),
        },
      ]
    : [];

/** Among executions a positive fee was paid; the sign of the rate follows from who paid. */
const paymentOf = (row: AnswerRow, market: TradedMarket): StatedPayment => {
  const quantity = signed(row, row.decimal('execQty'));
  const paid = row.decimal('execFee');
  const isPositive = paid.startsWith('-') === quantity.startsWith('-');
  const size = text(decimal(row.decimal('feeRate')).abs());
  return {
    market,
    paymentId: row.text('execId'),
    amount: negated(paid),
    coin: row.maybe('feeCurrency') ?? market.settle,
    settlementAtMs: settlementOf(row.instant('execTime')),
    rate: isPositive ? size : negated(size),
    quantity,
    settlementPrice: row.decimal('execPrice'),
  };
};
