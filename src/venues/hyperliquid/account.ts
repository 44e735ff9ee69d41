import { clientOrderId } from '../../domain/ids.ts';
import { decimal, sum, text } from '../../domain/money.ts';
import type { Fill } from '../../domain/order.ts';
import type { AtMs } from '../../domain/units.ts';
import type { Inquiry, StatedPayment, TradedMarket, VenueAccount } from '../../domain/venue-trading.ts';
import { AnswerRow, atLeastZero, everyPage, rowsOf } from '../answer-row.ts';
import { settlementOf } from '../private-answers.ts';
import { transfersIn } from './transfers.ts';

const FILLS_MAX = 2000;
const PAYMENTS_MAX = 500;
const LEDGER_MAX = 500;

/** What anybody may ask of an address; the gateway adds the key's own. */
const ask = (inquiry: Inquiry, params: Readonly<Record<string, unknown>>): Promise<unknown> =>
  inquiry.ask({ api: 'public', method: 'POST', path: 'info', params, asUser: true });

const marketOf = (row: AnswerRow, { markets }: Inquiry): TradedMarket | undefined =>
  markets.named(row.text('coin'), 'linear');

/** Rows of a range of time, oldest first; the next page begins where the last one ended, so that some rows come twice. */
const pagesSince = async (
  sinceMs: number,
  { type, most }: { readonly type: string; readonly most: number },
  inquiry: Inquiry,
): Promise<readonly AnswerRow[]> =>
  everyPage<AtMs | number>(async (startTime = sinceMs) => {
    const rows = rowsOf(await ask(inquiry, { type, startTime, endTime: inquiry.nowMs }));
    const last = rows.length < most ? undefined : rows.at(-1)?.instant('time');
    return last === undefined || last === startTime ? { rows } : { rows, next: last };
  });

export const hyperliquidAccount: VenueAccount = {
  openOrders: async (inquiry) => {
    const rows = rowsOf(await ask(inquiry, { type: 'frontendOpenOrders' }));
    return rows.flatMap((row) => {
      const market = marketOf(row, inquiry)?.market;
      return market === undefined
        ? []
        : [{ clientOrderId: clientOrderId(row.maybe('cloid') ?? row.text('oid')), market }];
    });
  },
  positions: async (inquiry) =>
    (await held(inquiry)).flatMap((row) => {
      const market = marketOf(row, inquiry)?.market;
      const quantity = row.decimal('szi');
      return market === undefined || quantity === '0' ? [] : [{ market, quantity, entryPrice: row.decimal('entryPx') }];
    }),
  // What the account is worth counts profit that is not realised; cash does not.
  balances: async (inquiry) => {
    const state = new AnswerRow(await ask(inquiry, { type: 'clearinghouseState' }));
    const unrealised = sum(positionsIn(state).map((row) => decimal(row.decimal('unrealizedPnl'))));
    const worth = state.row('marginSummary').decimal('accountValue');
    const free = atLeastZero(state.decimal('withdrawable'));
    return [{ coin: 'USDC', total: text(decimal(worth).minus(unrealised)), free }];
  },
  fills: async (sinceMs, inquiry) => (await fillsSince(sinceMs, inquiry)).map(({ fill }) => fill),
  payments: async (sinceMs, inquiry) => {
    const rows = await pagesSince(sinceMs, { type: 'userFunding', most: PAYMENTS_MAX }, inquiry);
    const payments = new Map<string, StatedPayment>();
    for (const row of rows) {
      const delta = row.row('delta');
      const market = marketOf(delta, inquiry);
      if (market === undefined) continue;
      const payment = paymentOf(row, market);
      payments.set(`${market.market} ${payment.paymentId}`, payment);
    }
    return [...payments.values()];
  },
  transfers: async (sinceMs, inquiry) =>
    transfersIn(
      await pagesSince(sinceMs, { type: 'userNonFundingLedgerUpdates', most: LEDGER_MAX }, inquiry),
      inquiry.address,
    ),
};

const held = async (inquiry: Inquiry): Promise<readonly AnswerRow[]> =>
  positionsIn(new AnswerRow(await ask(inquiry, { type: 'clearinghouseState' })));

const positionsIn = (state: AnswerRow): readonly AnswerRow[] =>
  state.rows('assetPositions').map((row) => row.row('position'));

/** Fills with the rows that told them, each once. */
export const fillsSince = async (
  sinceMs: number,
  inquiry: Inquiry,
): Promise<readonly { readonly row: AnswerRow; readonly fill: Fill }[]> => {
  const found = new Map<string, { row: AnswerRow; fill: Fill }>();
  for (const row of await pagesSince(sinceMs, { type: 'userFillsByTime', most: FILLS_MAX }, inquiry)) {
    const market = marketOf(row, inquiry);
    if (market !== undefined) found.set(`${market.market} ${row.text('tid')}`, { row, fill: fillOf(row, market) });
  }
  return [...found.values()];
};

/** A positive fee is a cost; who crossed the book took. */
export const fillOf = (row: AnswerRow, { market }: TradedMarket): Fill => ({
  clientOrderId: clientOrderId(row.maybe('cloid') ?? row.text('oid')),
  market,
  tradeId: row.text('tid'),
  side: row.oneOf('side', { B: 'buy', A: 'sell' } as const),
  quantity: row.decimal('sz'),
  price: row.decimal('px'),
  fee: row.decimal('fee'),
  feeCoin: row.text('feeToken'),
  liquidity: row.flag('crossed') ? 'taker' : 'maker',
  venueAtMs: row.instant('time'),
});

/** A row may stand for several settlements: its rate is then that of all together. It has no id but its instant. */
const paymentOf = (row: AnswerRow, market: TradedMarket): StatedPayment => {
  const delta = row.row('delta');
  const settlements = delta.maybeDecimal('nSamples') ?? text(1);
  return {
    market,
    paymentId: row.text('time'),
    amount: delta.decimal('usdc'),
    coin: market.settle,
    settlementAtMs: settlementOf(row.instant('time')),
    rate: text(decimal(delta.decimal('fundingRate')).times(settlements)),
    quantity: delta.decimal('szi'),
  };
};
