import type { MarketKey } from '../domain/ids.ts';
import type { AccountTruth, VenuePosition } from '../domain/order.ts';
import type { AtMs } from '../domain/units.ts';
import type { VenueContext } from './venue-context.ts';
import { decimal, text, ZERO } from '../domain/money.ts';
import { balanceOf, entryPriceOf } from './account.ts';
import { freeOf } from './margin.ts';
import { marginView } from './venue-context.ts';

/**
 * The venue's own truth now: open orders, perpetual positions, spot coins as positions of the market they were last traded
 * on (entry price 0: a balance has none), balances, and fills, payments and transfers since `sinceMs`.
 */
export const reportAccount = (context: VenueContext, sinceMs: AtMs): AccountTruth => {
  const { profile, records } = context;
  const { account } = records;
  const view = marginView(context);
  return {
    venue: profile.venue,
    openOrders: view.resting.map(({ order: { clientOrderId, market } }) => ({ clientOrderId, market })),
    positions: [...perpetuals(context), ...spotCoins(context)],
    balances: Object.entries(account.balances)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([coin, total]) => {
        const free = freeOf(view, coin);
        return { coin, total, free: text(free.greaterThan(0) ? free : ZERO) };
      }),
    fills: since(records.fills, ({ venueAtMs }) => venueAtMs < sinceMs),
    payments: since(records.payments, ({ settlementAtMs }) => settlementAtMs < sinceMs),
    transfers: records.transfers.filter(({ venueAtMs }) => venueAtMs >= sinceMs),
  };
};

/** The end of a list in order of time, found from its end: an account is asked often and its past is long. */
const since = <Entry>(entries: readonly Entry[], isOlder: (entry: Entry) => boolean): readonly Entry[] =>
  entries.slice(entries.findLastIndex(isOlder) + 1);

const perpetuals = ({ markets, records }: VenueContext): readonly VenuePosition[] =>
  Object.entries(records.account.positions)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, position]) => {
      // Object.entries forgets the brand of its record's keys.
      const market = key as MarketKey;
      const instrument = markets.instrument(market);
      const entryPrice = instrument === undefined ? ZERO : entryPriceOf(instrument, position);
      return { market, quantity: position.quantity, entryPrice: text(entryPrice) };
    });

const spotCoins = ({ markets, records }: VenueContext): readonly VenuePosition[] =>
  Object.entries(records.account.spotMarkets)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([coin, market]) => {
      const total = balanceOf(records.account.balances, coin);
      const size = markets.instrument(market)?.contractSize ?? decimal(1);
      return total.isZero() ? [] : [{ market, quantity: text(total.div(size)), entryPrice: text(0) }];
    });
