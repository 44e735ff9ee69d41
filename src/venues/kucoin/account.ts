import { clientOrderId } from '../../domain/ids.ts';
import type { ClientOrderId } from '../../domain/ids.ts';
import { decimal, text } from '../../domain/money.ts';
import type { AccountTransfer, Fill, VenueBalance } from '../../domain/order.ts';
import { MS_PER_DAY } from '../../domain/units.ts';
import type { AtMs } from '../../domain/units.ts';
import type { Inquiry, StatedPayment, TradedMarket, VenueAccount } from '../../domain/venue-trading.ts';
import { AnswerRow, atLeastZero, everyPage, everySpan, flowing, rowsOf } from '../answer-row.ts';
import { orAbsent, settlementOf } from '../private-answers.ts';

const PAGE_SIZE = 100;
/** Fills are shown for a week at a time. */
const SPAN_MS = 7 * MS_PER_DAY - 1;

/** The ledger may be shown for a day at a time. */
const LEDGER_SPAN_MS = MS_PER_DAY;
/** Types of the ledger, in small letters, by which way the money went. */
const MOVES: ReadonlyMap<string, 'in' | 'out'> = new Map([
  ['transferin', 'in'],
  ['deposit', 'in'],
  ['transferout', 'out'],
  ['withdrawal', 'out'],
]);

type Params = Readonly<Record<string, unknown>>;

const ask = async (path: string, params: Params, inquiry: Inquiry): Promise<unknown> =>
  new AnswerRow(await inquiry.ask({ api: 'futuresPrivate', method: 'GET', path, params })).value('data');

/** All rows of a list that is numbered by pages. */
export const pagesOf = (path: string, params: Params, inquiry: Inquiry): Promise<readonly AnswerRow[]> =>
  everyPage<number>(async (currentPage = 1) => {
    const page = new AnswerRow(await ask(path, { ...params, currentPage, pageSize: PAGE_SIZE }, inquiry));
    const isLast = currentPage >= Number(page.maybe('totalPage') ?? 0);
    return { rows: page.rows('items'), ...(isLast ? {} : { next: currentPage + 1 }) };
  });

/** The newest thousand of the last day. */
export const recentFills = async (symbol: string, inquiry: Inquiry): Promise<readonly AnswerRow[]> =>
  rowsOf(await ask('recentFills', { symbol }, inquiry));

/** XBT is what this venue calls bitcoin. */
const coinOf = (currency: string): string => (currency === 'XBT' ? 'BTC' : currency);
const currencyOf = (coin: string): string => (coin === 'BTC' ? 'XBT' : coin);

export const kucoinAccount: VenueAccount = {
  openOrders: async (inquiry) =>
    (await pagesOf('orders', { status: 'active' }, inquiry)).flatMap((row) => {
      const market = inquiry.markets.named(row.text('symbol'))?.market;
      const id = clientOrderId(row.maybe('clientOid') ?? row.text('id'));
      return market === undefined ? [] : [{ clientOrderId: id, market }];
    }),
  positions: async (inquiry) =>
    rowsOf(await ask('positions', {}, inquiry)).flatMap((row) => {
      const market = inquiry.markets.named(row.text('symbol'))?.market;
      const quantity = row.decimal('currentQty');
      return market === undefined || quantity === '0'
        ? []
        : [{ market, quantity, entryPrice: row.decimal('avgEntryPrice') }];
    }),
  balances: async (inquiry) => {
    const balances: VenueBalance[] = [];
    for (const coin of new Set(inquiry.markets.all().map(({ settle }) => settle))) {
      const row = new AnswerRow(await ask('account-overview', { currency: currencyOf(coin) }, inquiry));
      const total = text(decimal(row.decimal('accountEquity')).minus(row.decimal('unrealisedPNL')));
      balances.push({ coin, total, free: atLeastZero(row.decimal('availableBalance')) });
    }
    return balances;
  },
  fills: async (sinceMs, inquiry) => {
    const span = { fromMs: sinceMs, toMs: inquiry.nowMs, spanMs: SPAN_MS };
    const rows = await everySpan(span, ({ fromMs, toMs }) =>
      pagesOf('fills', { startAt: fromMs, endAt: toMs }, inquiry),
    );
    const fills: Fill[] = [];
    for (const row of rows) {
      const market = inquiry.markets.named(row.text('symbol'));
      if (market !== undefined)
        fills.push(readFill(row, { market, id: await clientIdOf(row.text('orderId'), inquiry) }));
    }
    return fills;
  },
  // Payments are listed a contract at a time: of what is held, and of what was traded since then.
  payments: async (sinceMs, inquiry) => {
    const payments: StatedPayment[] = [];
    for (const symbol of await concernedSince(sinceMs, inquiry)) {
      const market = inquiry.markets.named(symbol);
      for (const row of market === undefined ? [] : await paymentsSince(sinceMs, symbol, inquiry))
        if (market !== undefined) payments.push(paymentOf(row, market));
    }
    return payments;
  },
  // The ledger has realised profit as well; which types of it can be asked for is spelt in two ways.
  transfers: async (sinceMs, inquiry) => {
    const span = { fromMs: sinceMs, toMs: inquiry.nowMs, spanMs: LEDGER_SPAN_MS };
    return (await everySpan(span, (part) => ledgerWithin(part, inquiry))).flatMap(transfersIn);
  },
};

/** Newest first; the next page begins below the last row's offset. */
const ledgerWithin = (
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  inquiry: Inquiry,
): Promise<readonly AnswerRow[]> =>
  everyPage<string>(async (offset) => {
    const params = { startAt: fromMs, endAt: toMs, maxCount: PAGE_SIZE, ...(offset === undefined ? {} : { offset }) };
    const page = new AnswerRow(await ask('transaction-history', params, inquiry));
    const rows = page.rows('dataList');
    const last = page.flag('hasMore') ? rows.at(-1)?.text('offset') : undefined;
    return last === undefined || last === offset ? { rows } : { rows, next: last };
  });

const transfersIn = (row: AnswerRow): readonly AccountTransfer[] => {
  const way = MOVES.get(row.text('type').toLowerCase());
  if (way === undefined || row.text('status') !== 'Completed') return [];
  const amount = flowing(way, row.decimal('amount'));
  const coin = coinOf(row.text('currency'));
  return [{ transferId: row.text('offset'), coin, amount, venueAtMs: row.instant('time') }];
};

const concernedSince = async (sinceMs: AtMs, inquiry: Inquiry): Promise<ReadonlySet<string>> => {
  const held = rowsOf(await ask('positions', {}, inquiry));
  const span = { fromMs: sinceMs, toMs: inquiry.nowMs, spanMs: SPAN_MS };
  const traded = await everySpan(span, ({ fromMs, toMs }) =>
    pagesOf('fills', { startAt: fromMs, endAt: toMs }, inquiry),
  );
  return new Set([...held, ...traded].map((row) => row.text('symbol')));
};

/** Newest first; the next page ends before the last row. */
const paymentsSince = (sinceMs: AtMs, symbol: string, inquiry: Inquiry): Promise<readonly AnswerRow[]> =>
  everyPage<number>(async (endAt = inquiry.nowMs) => {
    const params = { symbol, startAt: sinceMs, endAt, maxCount: PAGE_SIZE };
    const page = new AnswerRow(await ask('funding-history', params, inquiry));
    const rows = page.rows('dataList');
    const last = page.flag('hasMore') ? rows.at(-1)?.instant('timePoint') : undefined;
    return last === undefined ? { rows } : { rows, next: last - 1 };
  });

/** Fills name the venue's number of their order only: its client id is asked for once. */
const clientIdOf = async (orderId: string, inquiry: Inquiry): Promise<ClientOrderId> => {
  const known = inquiry.clientIds.get(orderId);
  if (known !== undefined) return known;
  const request = { api: 'futuresPrivate', method: 'GET', path: 'orders/{orderId}', params: { orderId } } as const;
  const order = await orAbsent(() => inquiry.ask(request));
  const told = order === 'absent' ? undefined : new AnswerRow(order).row('data').maybe('clientOid');
  const id = clientOrderId(told ?? orderId);
  inquiry.clientIds.set(orderId, id);
  return id;
};

/** A positive fee was paid. */
export const readFill = (
  row: AnswerRow,
  { market, id }: { readonly market: TradedMarket; readonly id: ClientOrderId },
): Fill => ({
  clientOrderId: id,
  market: market.market,
  tradeId: row.text('tradeId'),
  side: row.oneOf('side', { buy: 'buy', sell: 'sell' } as const),
  quantity: row.decimal('size'),
  price: row.decimal('price'),
  fee: row.decimal('fee'),
  feeCoin: coinOf(row.text('feeCurrency')),
  liquidity: row.oneOf('liquidity', { taker: 'taker', maker: 'maker' } as const),
  venueAtMs: row.instant('createdAt'),
});

/** A negative amount was paid. */
const paymentOf = (row: AnswerRow, market: TradedMarket): StatedPayment => ({
  market,
  paymentId: row.text('id'),
  amount: row.decimal('funding'),
  coin: coinOf(row.text('settleCurrency')),
  settlementAtMs: settlementOf(row.instant('timePoint')),
  rate: row.decimal('fundingRate'),
  quantity: row.decimal('positionQty'),
  settlementPrice: row.decimal('markPrice'),
});
