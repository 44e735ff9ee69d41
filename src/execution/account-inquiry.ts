import type { AccountTruth, VenueBalance, VenuePosition } from '../domain/order.ts';
import { atMs, MS_PER_DAY } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';
import type { Inquiry, VenueTrading } from '../domain/venue-trading.ts';
import { detailedPayment } from './payment-detail.ts';

/** How often an account that moves under our eyes is asked for anew. */
const ATTEMPTS_MAX = 4;
/** Venues keep trades for three months; some show a week at a time. */
const HISTORY_MAX_MS = 89 * MS_PER_DAY;

/**
 * A venue's account as of one moment: lists are separate questions, so what is held is asked for before and after the rest,
 * and again while it changes. `moving` when it never stood still. Throws where a question gets no answer.
 */
export const askAccount = async (
  trading: VenueTrading,
  askedSinceMs: AtMs,
  open: () => Inquiry,
): Promise<AccountTruth | 'moving'> => {
  const { account, venue } = trading;
  const sinceMs = atMs(Math.max(askedSinceMs, open().nowMs - HISTORY_MAX_MS));
  let before = await holdings(trading, open());
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const openOrders = await account.openOrders(open());
    const fills = oncePerKey(await account.fills(sinceMs, open()), ({ market, tradeId }) => `${market} ${tradeId}`);
    const stated = oncePerKey(
      await account.payments(sinceMs, open()),
      ({ market, paymentId }) => `${market.market} ${paymentId}`,
    );
    const transfers = (await account.transfers?.(sinceMs, open())) ?? [];
    const after = await holdings(trading, open());
    if (isSame(before, after)) {
      const { positions, balances } = after;
      const payments = stated.map((payment) => detailedPayment(payment, { positions, fills }));
      return {
        venue,
        openOrders,
        positions,
        balances,
        fills: fills.sort((a, b) => a.venueAtMs - b.venueAtMs),
        payments: payments.sort((a, b) => a.settlementAtMs - b.settlementAtMs),
        transfers: oncePerKey(transfers, ({ transferId }) => transferId),
      };
    }
    before = after;
  }
  return 'moving';
};

interface Holdings {
  readonly positions: readonly VenuePosition[];
  readonly balances: readonly VenueBalance[];
}

const holdings = async ({ account }: VenueTrading, inquiry: Inquiry): Promise<Holdings> => ({
  positions: await account.positions(inquiry),
  balances: await account.balances(inquiry),
});

/** What is free moves with every mark: it says nothing of trades. */
const isSame = (a: Holdings, b: Holdings): boolean => wordOf(a) === wordOf(b);

const wordOf = ({ positions, balances }: Holdings): string =>
  [
    ...positions.map(({ market, quantity }) => `${market} ${quantity}`),
    ...balances.map(({ coin, total }) => `${coin} ${total}`),
  ]
    .sort()
    .join('|');

const oncePerKey = <Row>(rows: readonly Row[], keyOf: (row: Row) => string): Row[] => [
  ...new Map(rows.map((row) => [keyOf(row), row])).values(),
];
