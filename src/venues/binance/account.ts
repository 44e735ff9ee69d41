import { clientOrderId } from '../../domain/ids.ts';
import type { ClientOrderId, MarketKind } from '../../domain/ids.ts';
import { decimal, text } from '../../domain/money.ts';
import type { AccountTransfer, Fill, VenueBalance } from '../../domain/order.ts';
import { MS_PER_DAY } from '../../domain/units.ts';
import type { AtMs } from '../../domain/units.ts';
import type { Inquiry, StatedPayment, TradedMarket, VenueAccount, VenueOrders } from '../../domain/venue-trading.ts';
import { AnswerRow, atLeastZero, everyPage, everySpan, rowsOf } from '../answer-row.ts';
import { orAbsent, settlementOf } from '../private-answers.ts';
import { heldSpotMarkets, spotPositions, summedBalances } from '../spot-holdings.ts';
import { PRIVATE, PUBLIC } from './interfaces.ts';

const ROWS_MAX = 1000;
/** Trades are shown for a week at a time. */
const TRADES_SPAN_MS = 7 * MS_PER_DAY - 1;
/** One request for settled rates reaches so far around a settlement, ms. */
const SETTLED_REACH_MS = 60_000;

/** Where the newest version of a list is. */
const NEWEST: Readonly<Record<MarketKind, string>> = { ...PRIVATE, linear: 'fapiPrivateV3' };

const futuresOf = ({ kinds }: Inquiry): readonly MarketKind[] => kinds.filter((kind) => kind !== 'spot');

/** The account, product by product. */
export const binanceAccount: VenueAccount = {
  openOrders: async ({ ask, markets, kinds }) => {
    const open: { clientOrderId: ClientOrderId; market: TradedMarket['market'] }[] = [];
    for (const kind of kinds)
      for (const row of rowsOf(await ask({ api: PRIVATE[kind], method: 'GET', path: 'openOrders', params: {} }))) {
        const market = markets.named(row.text('symbol'), kind)?.market;
        if (market !== undefined) open.push({ clientOrderId: clientOrderId(row.text('clientOrderId')), market });
      }
    return open;
  },
  positions: async (inquiry) => {
    const { ask, markets, kinds } = inquiry;
    const held = [];
    for (const kind of futuresOf(inquiry))
      for (const row of rowsOf(await ask({ api: NEWEST[kind], method: 'GET', path: 'positionRisk', params: {} }))) {
        const quantity = row.decimal('positionAmt');
        const market = markets.named(row.text('symbol'), kind)?.market;
        if (market !== undefined && quantity !== '0')
          held.push({ market, quantity, entryPrice: row.decimal('entryPrice') });
      }
    return kinds.includes('spot') ? [...held, ...spotPositions(await spotBalances(inquiry), inquiry)] : held;
  },
  balances: async (inquiry) => {
    const rows: VenueBalance[] = [];
    for (const kind of futuresOf(inquiry)) rows.push(...(await futuresBalances(kind, inquiry)));
    return summedBalances(inquiry.kinds.includes('spot') ? [...rows, ...(await spotBalances(inquiry))] : rows);
  },
  fills: async (sinceMs, inquiry) => {
    const fills: Fill[] = [];
    for (const market of await tradedSince(sinceMs, inquiry)) {
      const span = { fromMs: sinceMs, toMs: inquiry.nowMs, spanMs: TRADES_SPAN_MS };
      const rows = await everySpan(span, (part) => tradesWithin(market, part, inquiry));
      for (const row of rows) fills.push(await fillOf(row, market, inquiry));
    }
    return fills;
  },
  payments: async (sinceMs, inquiry) => {
    const payments: StatedPayment[] = [];
    for (const kind of futuresOf(inquiry))
      for (const row of await incomeSince(sinceMs, { kind, type: 'FUNDING_FEE' }, inquiry)) {
        const market = inquiry.markets.named(row.text('symbol'), kind);
        if (market !== undefined) payments.push(await paymentOf(row, market, inquiry));
      }
    return payments;
  },
  // spot and futures wallets are one account here: what moves between them moves nothing
  transfers: async (sinceMs, inquiry) => {
    if (inquiry.kinds.includes('spot')) return [];
    const transfers: AccountTransfer[] = [];
    for (const kind of futuresOf(inquiry))
      for (const row of await incomeSince(sinceMs, { kind, type: 'TRANSFER' }, inquiry))
        transfers.push({
          transferId: `${kind}-${row.text('tranId')}`,
          coin: row.text('asset'),
          amount: row.decimal('income'),
          venueAtMs: row.instant('time'),
        });
    return transfers;
  },
};

const futuresBalances = async (kind: MarketKind, { ask }: Inquiry): Promise<readonly VenueBalance[]> =>
  rowsOf(await ask({ api: NEWEST[kind], method: 'GET', path: 'balance', params: {} })).map((row) => ({
    coin: row.text('asset'),
    total: row.decimal('balance'),
    free: atLeastZero(row.decimal('availableBalance')),
  }));

const spotBalances = async ({ ask }: Inquiry): Promise<readonly VenueBalance[]> =>
  new AnswerRow(await ask({ api: 'private', method: 'GET', path: 'account', params: {} }))
    .rows('balances')
    .map((row) => ({
      coin: row.text('asset'),
      total: text(decimal(row.decimal('free')).plus(row.decimal('locked'))),
      free: row.decimal('free'),
    }));

/** Trades are asked for by symbol: those that paid a commission since then; of spot, those of coins that are held. */
const tradedSince = async (sinceMs: AtMs, inquiry: Inquiry): Promise<readonly TradedMarket[]> => {
  const traded = new Set<TradedMarket>();
  for (const kind of futuresOf(inquiry))
    for (const row of await incomeSince(sinceMs, { kind, type: 'COMMISSION' }, inquiry)) {
      const market = inquiry.markets.named(row.text('symbol'), kind);
      if (market !== undefined) traded.add(market);
    }
  if (inquiry.kinds.includes('spot'))
    for (const market of heldSpotMarkets(await spotBalances(inquiry), inquiry.markets)) traded.add(market);
  return [...traded];
};

/** Ascending; the next page begins where the last one ended, so that rows of that instant come twice. */
const incomeSince = async (
  sinceMs: AtMs,
  { kind, type }: { readonly kind: MarketKind; readonly type: string },
  { ask }: Inquiry,
): Promise<readonly AnswerRow[]> => {
  const rows = await everyPage<AtMs>(async (fromMs = sinceMs) => {
    const params = { incomeType: type, startTime: fromMs, limit: ROWS_MAX };
    const page = rowsOf(await ask({ api: PRIVATE[kind], method: 'GET', path: 'income', params }));
    const last = page.length < ROWS_MAX ? undefined : page.at(-1)?.instant('time');
    return { rows: page, ...(last === undefined ? {} : { next: last }) };
  });
  const byId = new Map(rows.map((row) => [`${row.maybe('symbol') ?? ''} ${row.text('tranId')}`, row]));
  return [...byId.values()];
};

const tradesPath = (kind: MarketKind): string => (kind === 'spot' ? 'myTrades' : 'userTrades');

/** Ascending. After the first page the trade's number leads on, which may not be sent together with times. */
const tradesWithin = (
  { kind, native: symbol }: TradedMarket,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  { ask }: Inquiry,
): Promise<readonly AnswerRow[]> =>
  everyPage<string>(async (fromId) => {
    const range = fromId === undefined ? { startTime: fromMs, endTime: toMs } : { fromId };
    const params = { symbol, limit: ROWS_MAX, ...range };
    const page = rowsOf(await ask({ api: PRIVATE[kind], method: 'GET', path: tradesPath(kind), params }));
    const rows = page.filter((row) => row.instant('time') <= toMs);
    const isLast = page.length < ROWS_MAX || rows.length < page.length;
    return isLast ? { rows } : { rows, next: following(page) };
  });

/** The number after the last trade of a page. */
const following = (page: readonly AnswerRow[]): string => text(decimal(page.at(-1)?.text('id') ?? 0).plus(1));

export const tradesOfOrder: VenueOrders['fillsOf'] = async ({ clientOrderId: id, market }, found, { ask }) => {
  const { kind, native: symbol } = market;
  const rows = await everyPage<string>(async (fromId) => {
    const params = {
      symbol,
      orderId: found.venueOrderId,
      limit: ROWS_MAX,
      ...(fromId === undefined ? {} : { fromId }),
    };
    const page = rowsOf(await ask({ api: PRIVATE[kind], method: 'GET', path: tradesPath(kind), params }));
    return page.length < ROWS_MAX ? { rows: page } : { rows: page, next: following(page) };
  });
  return rows.map((row) => readFill(row, { market, id }));
};

/** Trades name the venue's number of their order only: its client id is asked for once. */
const fillOf = async (row: AnswerRow, market: TradedMarket, inquiry: Inquiry): Promise<Fill> => {
  const orderId = row.text('orderId');
  const key = `${market.market} ${orderId}`;
  const known = inquiry.clientIds.get(key);
  if (known !== undefined) return readFill(row, { market, id: known });
  const params = { symbol: market.native, orderId };
  const order = await orAbsent(() => inquiry.ask({ api: PRIVATE[market.kind], method: 'GET', path: 'order', params }));
  // An order of long ago is forgotten; its trades are not.
  const id = clientOrderId(order === 'absent' ? orderId : new AnswerRow(order).text('clientOrderId'));
  inquiry.clientIds.set(key, id);
  return readFill(row, { market, id });
};

const readFill = (
  row: AnswerRow,
  { market, id }: { readonly market: TradedMarket; readonly id: ClientOrderId },
): Fill => ({
  clientOrderId: id,
  market: market.market,
  tradeId: row.text('id'),
  side: row.flag(market.kind === 'spot' ? 'isBuyer' : 'buyer') ? 'buy' : 'sell',
  quantity: row.decimal('qty'),
  price: row.decimal('price'),
  fee: row.decimal('commission'),
  feeCoin: row.text('commissionAsset'),
  liquidity: row.flag(market.kind === 'spot' ? 'isMaker' : 'maker') ? 'maker' : 'taker',
  venueAtMs: row.instant('time'),
});

/** Of a payment only the amount is told; rate and mark stand in the settled series. */
const paymentOf = async (row: AnswerRow, market: TradedMarket, { ask }: Inquiry): Promise<StatedPayment> => {
  const settlementAtMs = settlementOf(row.instant('time'));
  const range = { startTime: settlementAtMs - SETTLED_REACH_MS, endTime: settlementAtMs + SETTLED_REACH_MS };
  const params = { symbol: market.native, ...range, limit: 10 };
  const answer = await ask({ api: PUBLIC[market.kind], method: 'GET', path: 'fundingRate', params });
  const settled = rowsOf(answer).find((one) => settlementOf(one.instant('fundingTime')) === settlementAtMs);
  const rate = settled?.maybeDecimal('fundingRate');
  const settlementPrice = settled?.maybeDecimal('markPrice');
  return {
    market,
    paymentId: row.text('tranId'),
    amount: row.decimal('income'),
    coin: row.text('asset'),
    settlementAtMs,
    ...(rate === undefined ? {} : { rate }),
    ...(settlementPrice === undefined ? {} : { settlementPrice }),
  };
};
