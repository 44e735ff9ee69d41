import { clientOrderId } from '../../domain/ids.ts';
import { decimal, text } from '../../domain/money.ts';
import type { Fill, VenueBalance } from '../../domain/order.ts';
import { MS_PER_DAY } from '../../domain/units.ts';
import type { AtMs } from '../../domain/units.ts';
import type { Inquiry, StatedPayment, TradedMarket, VenueAccount } from '../../domain/venue-trading.ts';
import { AnswerRow, everyPage, negated } from '../answer-row.ts';
import { settlementOf } from '../private-answers.ts';
import { spotPositions } from '../spot-holdings.ts';

const ROWS_MAX = 100;
/** Recent lists reach back so far; older rows are in an archive, which learns of them later. */
const FILLS_RECENT_MS = 3 * MS_PER_DAY;
const BILLS_RECENT_MS = 7 * MS_PER_DAY;
const TRANSFER = '1';
const FUNDING = '8';
/** One request for settled rates reaches so far around a settlement, ms. */
const SETTLED_REACH_MS = 60_000;

type Params = Readonly<Record<string, unknown>>;

/** All rows of a list, newest first, page by page behind the last row's `idName`. */
export const okxPages = (
  path: string,
  { idName = 'billId', ...params }: Params & { readonly idName?: string },
  { ask }: Inquiry,
) =>
  everyPage<string>(async (after) => {
    const page = { ...params, limit: ROWS_MAX, ...(after === undefined ? {} : { after }) };
    const rows = new AnswerRow(await ask({ api: 'private', method: 'GET', path, params: page })).rows('data');
    const last = rows.length < ROWS_MAX ? undefined : rows.at(-1)?.text(idName);
    return last === undefined || last === after ? { rows } : { rows, next: last };
  });

const typesOf = ({ kinds }: Inquiry): readonly string[] => [
  ...(kinds.some((kind) => kind !== 'spot') ? ['SWAP'] : []),
  ...(kinds.includes('spot') ? ['SPOT'] : []),
];

/** A market of the kinds that are traded here. */
const marketOf = (row: AnswerRow, { markets, kinds }: Inquiry): TradedMarket | undefined => {
  const market = markets.named(row.text('instId'));
  return market !== undefined && kinds.includes(market.kind) ? market : undefined;
};

/** The account; balances are one wallet's. */
export const okxAccount: VenueAccount = {
  openOrders: async (inquiry) => {
    const open = [];
    for (const instType of typesOf(inquiry))
      for (const row of await okxPages('trade/orders-pending', { instType, idName: 'ordId' }, inquiry)) {
        const market = marketOf(row, inquiry)?.market;
        const id = clientOrderId(row.maybe('clOrdId') ?? row.text('ordId'));
        if (market !== undefined) open.push({ clientOrderId: id, market });
      }
    return open;
  },
  positions: async (inquiry) => {
    const held = [];
    if (inquiry.kinds.some((kind) => kind !== 'spot')) {
      const request = {
        api: 'private',
        method: 'GET',
        path: 'account/positions',
        params: { instType: 'SWAP' },
      } as const;
      for (const row of new AnswerRow(await inquiry.ask(request)).rows('data')) {
        const quantity = row.decimal('pos');
        const market = marketOf(row, inquiry)?.market;
        if (market !== undefined && quantity !== '0') held.push({ market, quantity, entryPrice: row.decimal('avgPx') });
      }
    }
    return [...held, ...spotPositions(inquiry.kinds.includes('spot') ? await balances(inquiry) : [], inquiry)];
  },
  balances: (inquiry) => balances(inquiry),
  fills: async (sinceMs, inquiry) => {
    const path = inquiry.nowMs - sinceMs < FILLS_RECENT_MS ? 'trade/fills' : 'trade/fills-history';
    const fills: Fill[] = [];
    for (const instType of typesOf(inquiry))
      for (const row of await okxPages(path, { instType, begin: sinceMs, end: inquiry.nowMs }, inquiry)) {
        const market = marketOf(row, inquiry);
        if (market !== undefined) fills.push(fillOf(row, market));
      }
    return fills;
  },
  payments: async (sinceMs, inquiry) => {
    const path = inquiry.nowMs - sinceMs < BILLS_RECENT_MS ? 'account/bills' : 'account/bills-archive';
    const params = { instType: 'SWAP', type: FUNDING, begin: sinceMs, end: inquiry.nowMs };
    const payments: StatedPayment[] = [];
    for (const row of await okxPages(path, params, inquiry)) {
      const market = marketOf(row, inquiry);
      if (market !== undefined) payments.push(await paymentOf(row, market, inquiry));
    }
    return payments;
  },
  transfers: async (sinceMs, inquiry) => {
    const path = inquiry.nowMs - sinceMs < BILLS_RECENT_MS ? 'account/bills' : 'account/bills-archive';
    const rows = await okxPages(path, { type: TRANSFER, begin: sinceMs, end: inquiry.nowMs }, inquiry);
    return rows.map((row) => ({
      transferId: row.text('billId'),
      coin: row.text('ccy'),
      amount: row.decimal('balChg'),
      venueAtMs: row.instant('ts'),
    }));
  },
};

const balances = async ({ ask }: Inquiry): Promise<readonly VenueBalance[]> => {
  const answer = await ask({ api: 'private', method: 'GET', path: 'account/balance', params: {} });
  return new AnswerRow(answer)
    .rows('data')
    .flatMap((account) => account.rows('details'))
    .map((row) => {
      const total = row.decimal('cashBal');
      return { coin: row.text('ccy'), total, free: row.maybeDecimal('availBal') ?? total };
    });
};

/** A negative fee is a cost here. */
export const fillOf = (row: AnswerRow, { market }: TradedMarket): Fill => ({
  // A forced close was nobody's order.
  clientOrderId: clientOrderId(row.maybe('clOrdId') ?? row.text('ordId')),
  market,
  tradeId: row.text('tradeId'),
  side: row.oneOf('side', { buy: 'buy', sell: 'sell' } as const),
  quantity: row.decimal('fillSz'),
  price: row.decimal('fillPx'),
  fee: negated(row.decimal('fee')),
  feeCoin: row.text('feeCcy'),
  liquidity: row.oneOf('execType', { T: 'taker', M: 'maker' } as const),
  venueAtMs: row.instant('ts'),
});

/** A bill says how much was held, not on which side: that follows from who paid at which rate. */
const paymentOf = async (row: AnswerRow, market: TradedMarket, inquiry: Inquiry): Promise<StatedPayment> => {
  const amount = row.decimal('balChg');
  const settlementAtMs = settlementOf(row.instant('ts'));
  const rate = await settledRate(market, settlementAtMs, inquiry);
  const size = row.maybeDecimal('sz');
  const settlementPrice = row.maybeDecimal('px');
  const isKnown = size !== undefined && rate !== undefined && rate !== '0' && amount !== '0';
  const isLong = amount.startsWith('-') !== (rate ?? '').startsWith('-');
  return {
    market,
    paymentId: row.text('billId'),
    amount,
    coin: row.text('ccy'),
    settlementAtMs,
    ...(rate === undefined ? {} : { rate }),
    ...(isKnown ? { quantity: isLong ? text(decimal(size).abs()) : negated(text(decimal(size).abs())) } : {}),
    ...(settlementPrice === undefined ? {} : { settlementPrice }),
  };
};

/** Rates that were charged, newest first; one request reaches back far enough for one settlement. */
const settledRate = async ({ native: instId }: TradedMarket, settlementAtMs: AtMs, { ask }: Inquiry) => {
  const params = { instId, after: settlementAtMs + SETTLED_REACH_MS, before: settlementAtMs - SETTLED_REACH_MS };
  const answer = await ask({ api: 'public', method: 'GET', path: 'public/funding-rate-history', params });
  const row = new AnswerRow(answer)
    .rows('data')
    .find((one) => settlementOf(one.instant('fundingTime')) === settlementAtMs);
  return row?.maybeDecimal('realizedRate') ?? row?.maybeDecimal('fundingRate');
};
