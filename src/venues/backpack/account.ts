import { clientOrderId } from '../../domain/ids.ts';
import type { AccountTransfer, Fill } from '../../domain/order.ts';
import { decimal, text } from '../../domain/money.ts';
import { MS_PER_DAY } from '../../domain/units.ts';
import type { AtMs } from '../../domain/units.ts';
import type { Inquiry, StatedPayment, TradedMarket, VenueAccount } from '../../domain/venue-trading.ts';
import { AnswerRow, everyPage, flowing, rowsOf } from '../answer-row.ts';
import { settlementOf } from '../private-answers.ts';
import { fromNaive } from './instants.ts';

const ROWS_MAX = 1000;

/** A deposit waits for the chain no longer than this. */
const UNDER_WAY_MAX_MS = MS_PER_DAY;
/** States in which what is withdrawn has left the balance. */
const LEFT: ReadonlySet<string> = new Set(['confirmed', 'pending']);

type Params = Readonly<Record<string, unknown>>;

const ask = (path: string, params: Params, inquiry: Inquiry): Promise<unknown> =>
  inquiry.ask({ api: 'private', method: 'GET', path, params });

/** All rows of a history, newest first. `untilMs`: rows before it are not wanted, and end the pages. */
export const historyOf = (
  list: string,
  { untilMs, ...params }: Params & { readonly untilMs?: (row: AnswerRow) => boolean },
  inquiry: Inquiry,
): Promise<readonly AnswerRow[]> =>
  listed(`wapi/v1/history/${list}`, { ...params, ...(untilMs === undefined ? {} : { untilMs }) }, inquiry);

const listed = (
  path: string,
  { untilMs, ...params }: Params & { readonly untilMs?: (row: AnswerRow) => boolean },
  inquiry: Inquiry,
): Promise<readonly AnswerRow[]> =>
  everyPage<number>(async (offset = 0) => {
    const rows = rowsOf(await ask(path, { ...params, limit: ROWS_MAX, offset }, inquiry));
    const last = rows.at(-1);
    const isLast = rows.length < ROWS_MAX || last === undefined || untilMs?.(last) === true;
    return isLast ? { rows } : { rows, next: offset + rows.length };
  });

const marketOf = (row: AnswerRow, { markets }: Inquiry): TradedMarket | undefined =>
  markets.named(row.text('symbol'), 'linear');

export const backpackAccount: VenueAccount = {
  openOrders: async (inquiry) =>
    rowsOf(await ask('api/v1/orders', {}, inquiry)).flatMap((row) => {
      const market = marketOf(row, inquiry)?.market;
      const id = clientOrderId(row.maybe('clientId') ?? row.text('id'));
      return market === undefined ? [] : [{ clientOrderId: id, market }];
    }),
  positions: async (inquiry) =>
    rowsOf(await ask('api/v1/position', {}, inquiry)).flatMap((row) => {
      const market = marketOf(row, inquiry)?.market;
      const quantity = row.decimal('netQuantity');
      return market === undefined || quantity === '0'
        ? []
        : [{ market, quantity, entryPrice: row.decimal('entryPrice') }];
    }),
  // What is lent out is collateral all the same, and is in no other list.
  balances: async (inquiry) =>
    new AnswerRow(await ask('api/v1/capital/collateral', {}, inquiry)).rows('collateral').map((row) => ({
      coin: row.text('symbol'),
      total: row.decimal('totalQuantity'),
      free: row.decimal('availableQuantity'),
    })),
  fills: async (sinceMs, inquiry) => {
    const rows = await historyOf('fills', { from: sinceMs, to: inquiry.nowMs }, inquiry);
    return rows.flatMap((row) => {
      const market = marketOf(row, inquiry);
      return market === undefined ? [] : [fillOf(row, market)];
    });
  },
  // This list knows no times to ask for.
  payments: async (sinceMs, inquiry) => {
    const untilMs = (row: AnswerRow) => settledAt(row) < sinceMs;
    const rows = await historyOf('funding', { untilMs }, inquiry);
    return rows.flatMap((row): readonly StatedPayment[] => {
      const market = marketOf(row, inquiry);
      return market === undefined || settledAt(row) < sinceMs ? [] : [paymentOf(row, market)];
    });
  },
  // Rows are listed by when they began; a transfer is told once by its id, however often it is listed.
  transfers: async (sinceMs, inquiry) => {
    const transfers: AccountTransfer[] = [];
    const range = { from: sinceMs - UNDER_WAY_MAX_MS, to: inquiry.nowMs };
    for (const row of await listed('wapi/v1/capital/deposits', range, inquiry))
      if (row.text('status') === 'confirmed') transfers.push(transferOf(row, 'in'));
    for (const row of await listed('wapi/v1/capital/withdrawals', range, inquiry))
      if (LEFT.has(row.text('status'))) transfers.push(transferOf(row, 'out'));
    return transfers;
  },
};

/** Deposits and withdrawals are numbered apart. A withdrawal's fee comes on top. */
const transferOf = (row: AnswerRow, way: 'in' | 'out'): AccountTransfer => ({
  transferId: `${way}-${row.text('id')}`,
  coin: row.text('symbol'),
  amount: flowing(
    way,
    text(decimal(row.decimal('quantity')).plus((way === 'out' ? row.maybeDecimal('fee') : undefined) ?? 0)),
  ),
  venueAtMs: naive(row, 'createdAt'),
});

/** UTC without saying so. */
const naive = (row: AnswerRow, name: string): AtMs => fromNaive(row.value(name)) ?? row.instant(name);

const settledAt = (row: AnswerRow): AtMs => settlementOf(naive(row, 'intervalEndTimestamp'));

/** A positive fee is a cost. A forced close was nobody's order. */
export const fillOf = (row: AnswerRow, { market }: TradedMarket): Fill => ({
  clientOrderId: clientOrderId(row.maybe('clientId') ?? row.text('orderId')),
  market,
  tradeId: row.text('tradeId'),
  side: row.oneOf('side', { Bid: 'buy', Ask: 'sell' } as const),
  quantity: row.decimal('quantity'),
  price: row.decimal('price'),
  fee: row.decimal('fee'),
  feeCoin: row.text('feeSymbol'),
  liquidity: row.flag('isMaker') ? 'maker' : 'taker',
  venueAtMs: naive(row, 'timestamp'),
});

/** Its `quantity` is the amount, positive received; it has no id but its settlement. */
const paymentOf = (row: AnswerRow, market: TradedMarket): StatedPayment => ({
  market,
  paymentId: row.text('intervalEndTimestamp'),
  amount: row.decimal('quantity'),
  coin: market.settle,
  settlementAtMs: settledAt(row),
  rate: row.decimal('fundingRate'),
});
