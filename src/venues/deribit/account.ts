import { clientOrderId } from '../../domain/ids.ts';
import { decimal, text } from '../../domain/money.ts';
import type { AccountTransfer, Fill } from '../../domain/order.ts';
import { MS_PER_DAY } from '../../domain/units.ts';
import type { AtMs } from '../../domain/units.ts';
import type { Inquiry, StatedPayment, TradedMarket, VenueAccount } from '../../domain/venue-trading.ts';
import { AnswerRow, atLeastZero, everyPage, negated, rowsOf } from '../answer-row.ts';
import { settlementOf } from '../private-answers.ts';

const TRADES_MAX = 1000;
const LOG_MAX = 250;
/** Types of the log that are no business of a market; their change is signed. */
const TRANSFERS: ReadonlySet<string> = new Set(['deposit', 'withdrawal', 'transfer']);
/** Older trades are in another index. */
const RECENT_MS = MS_PER_DAY - 3_600_000;

export const resultIn = (body: unknown): AnswerRow => new AnswerRow(body).row('result');

const ask = (path: string, params: Readonly<Record<string, unknown>>, inquiry: Inquiry): Promise<unknown> =>
  inquiry.ask({ api: 'private', method: 'GET', path, params });

const currenciesOf = ({ markets }: Inquiry): readonly string[] => [
  ...new Set(markets.all().map(({ settle }) => settle)),
];

export const deribitAccount: VenueAccount = {
  openOrders: async (inquiry) => {
    const answer = new AnswerRow(await ask('get_open_orders', { kind: 'future' }, inquiry));
    return answer.rows('result').flatMap((row) => {
      const market = inquiry.markets.named(row.text('instrument_name'))?.market;
      const id = clientOrderId(row.maybe('label') ?? row.text('order_id'));
      return market === undefined ? [] : [{ clientOrderId: id, market }];
    });
  },
  positions: async (inquiry) => {
    const answer = new AnswerRow(await ask('get_positions', { currency: 'any', kind: 'future' }, inquiry));
    return answer.rows('result').flatMap((row) => {
      const market = inquiry.markets.named(row.text('instrument_name'))?.market;
      const size = text(decimal(row.decimal('size')).abs());
      if (market === undefined || size === '0') return [];
      const quantity = row.text('direction') === 'sell' ? negated(size) : size;
      return [{ market, quantity, entryPrice: row.decimal('average_price') }];
    });
  },
  // Cash: profit of the running session is added to it at a settlement.
  balances: async (inquiry) => {
    const answer = resultIn(await ask('get_account_summaries', {}, inquiry));
    return answer.rows('summaries').map((row) => ({
      coin: row.text('currency'),
      total: row.decimal('balance'),
      free: atLeastZero(row.decimal('available_funds')),
    }));
  },
  fills: async (sinceMs, inquiry) => {
    const fills = new Map<string, Fill>();
    for (const currency of currenciesOf(inquiry))
      for (const row of await tradesSince(sinceMs, currency, inquiry)) {
        const market = inquiry.markets.named(row.text('instrument_name'));
        if (market !== undefined) fills.set(row.text('trade_id'), fillOf(row, market));
      }
    return [...fills.values()];
  },
  payments: async (sinceMs, inquiry) => {
    const payments: StatedPayment[] = [];
    for (const currency of currenciesOf(inquiry))
      for (const row of await logSince(sinceMs, currency, inquiry)) {
        const market = inquiry.markets.named(row.maybe('instrument_name') ?? '');
        const amount = row.maybeDecimal('interest_pl') ?? '0';
        if (market !== undefined && amount !== '0') payments.push(paymentOf(row, market));
      }
    return payments;
  },
  transfers: async (sinceMs, inquiry) => {
    const transfers: AccountTransfer[] = [];
    for (const currency of currenciesOf(inquiry))
      for (const row of await logSince(sinceMs, currency, inquiry))
        if (TRANSFERS.has(row.text('type')))
          transfers.push({
            transferId: row.text('id'),
            coin: row.text('currency'),
            amount: row.decimal('change'),
            venueAtMs: row.instant('timestamp'),
          });
    return transfers;
  },
};

/** Ascending; the next page begins where the last one ended, so that some rows come twice. */
const tradesSince = (sinceMs: AtMs, currency: string, inquiry: Inquiry): Promise<readonly AnswerRow[]> =>
  everyPage<AtMs>(async (fromMs = sinceMs) => {
    const range = { start_timestamp: fromMs, end_timestamp: inquiry.nowMs, count: TRADES_MAX, sorting: 'asc' };
    const old = inquiry.nowMs - sinceMs > RECENT_MS ? { historical: true } : {};
    const params = { currency, kind: 'future', ...range, ...old };
    const page = resultIn(await ask('get_user_trades_by_currency_and_time', params, inquiry));
    const rows = page.rows('trades');
    const last = page.flag('has_more') ? rows.at(-1)?.instant('timestamp') : undefined;
    return last === undefined ? { rows } : { rows, next: last };
  });

const logSince = (sinceMs: AtMs, currency: string, inquiry: Inquiry): Promise<readonly AnswerRow[]> =>
  everyPage<string>(async (continuation) => {
    const range = { start_timestamp: sinceMs, end_timestamp: inquiry.nowMs, count: LOG_MAX };
    const params = { currency, ...range, ...(continuation === undefined ? {} : { continuation }) };
    const page = resultIn(await ask('get_transaction_log', params, inquiry));
    const next = page.maybe('continuation');
    return { rows: rowsOf(page.value('logs')), ...(next === undefined ? {} : { next }) };
  });

/** A positive fee is a cost. A forced close may have no order. */
export const fillOf = (row: AnswerRow, { market }: TradedMarket): Fill => ({
  clientOrderId: clientOrderId(row.maybe('label') ?? row.maybe('order_id') ?? row.text('trade_id')),
  market,
  tradeId: row.text('trade_id'),
  side: row.oneOf('direction', { buy: 'buy', sell: 'sell' } as const),
  quantity: row.decimal('amount'),
  price: row.decimal('price'),
  fee: row.decimal('fee'),
  feeCoin: row.text('fee_currency'),
  liquidity: row.oneOf('liquidity', { T: 'taker', M: 'maker' } as const),
  venueAtMs: row.instant('timestamp'),
});

/** Interest that was paid; its rate follows from what was held. */
const paymentOf = (row: AnswerRow, market: TradedMarket): StatedPayment => ({
  market,
  paymentId: row.text('id'),
  amount: row.decimal('interest_pl'),
  coin: row.text('currency'),
  settlementAtMs: settlementOf(row.instant('timestamp')),
  quantity: row.decimal('position'),
  settlementPrice: row.decimal('price'),
});
