import { MS_PER_HOUR } from '../../../domain/units.ts';
import type { SimMarket } from '../../sim-market.ts';
import { historyRows, indexNameOf, instrumentRow, plainSides, summaryRow, tickerRow } from './rows.ts';
import type { Call, Method, Outcome } from './rpc.ts';
import { failure, invalidParams, result } from './rpc.ts';
import type { VenueHouse } from '../venue-face.ts';

/** Depths that an order book can be asked for; the invented ladders have 20 levels. */
const DEPTHS: ReadonlySet<number> = new Set([1, 5, 10, 20, 50, 100, 1000, 10_000]);
const CURRENCIES: readonly (readonly [string, string])[] = [
  ['BTC', 'Bitcoin'],
  ['ETH', 'Ethereum'],
  ['USDC', 'USD Coin'],
];
/** Rows of one answer of the settled series. */
const HISTORY_ROWS_MAX = 744;

/** What an instrument named in the parameters is; else the venue's refusal. */
export const namedMarket = ({ params, house }: Call): SimMarket | Outcome => {
  const name = params.text('instrument_name');
  if (name === undefined) return invalidParams('instrument_name', 'instrument_name must be present');
  return house.market(name) ?? failure(13_020, 'not_found');
};

export const isOutcome = (value: SimMarket | Outcome): value is Outcome => 'result' in value || 'error' in value;

const ofMarket =
  (read: (market: SimMarket, call: Call) => Outcome): Method =>
  (call) => {
    const market = namedMarket(call);
    return isOutcome(market) ? market : read(market, call);
  };

/** Markets of a currency (what they settle in), or all. */
export const marketsIn = (house: VenueHouse, currency: string | undefined): readonly SimMarket[] =>
  currency === undefined || currency === 'any'
    ? house.markets
    : house.markets.filter(({ instrument }) => instrument.settle === currency);

/** Perpetuals are of kind `future`; other kinds are not listed here. */
const isKindListed = (kind: string | undefined): boolean => kind === undefined || kind === 'future' || kind === 'any';

const orderBook = (market: SimMarket, { params, house }: Call): Outcome => {
  const depth = params.number('depth') ?? 5;
  if (!DEPTHS.has(depth)) return invalidParams('depth', 'must be one of 1, 5, 10, 20, 50, 100, 1000, 10000');
  const row = tickerRow(market, market.published, house.nowMs);
  return result({ ...row, ...plainSides(market, depth), change_id: market.lastId });
};

/** Public methods by their name without `public/`. */
export const deribitPublic: Readonly<Record<string, Method>> = {
  get_time: ({ house }) => result(house.nowMs),
  test: () => result({ version: '1.2.26' }),
  hello: () => result({ version: '1.2.26' }),
  status: () => result({ locked: 'false', locked_indices: [] }),
  get_currencies: () =>
    result(
      CURRENCIES.map(([currency, currency_long]) => ({
        currency,
        currency_long,
        coin_type: currency === 'BTC' ? 'BITCOIN' : 'ETHER',
        fee_precision: 4,
        min_confirmations: 1,
        withdrawal_fee: 0,
        withdrawal_priorities: [],
        in_cross_collateral_pool: false,
      })),
    ),
  get_instruments: ({ params, house }) =>
    result(
      isKindListed(params.text('kind')) && !params.flag('expired')
        ? marketsIn(house, params.text('currency')).map(instrumentRow)
        : [],
    ),
  get_instrument: ofMarket((market) => result(instrumentRow(market))),
  ticker: ofMarket((market, { house }) => result(tickerRow(market, market.published, house.nowMs))),
  get_order_book: ofMarket(orderBook),
  get_book_summary_by_currency: ({ params, house }) => {
    const currency = params.text('currency');
    if (currency === undefined) return invalidParams('currency', 'currency must be present');
    return result(
      isKindListed(params.text('kind'))
        ? marketsIn(house, currency).map((market) => summaryRow(market, house.nowMs))
        : [],
    );
  },
  get_book_summary_by_instrument: ofMarket((market, { house }) => result([summaryRow(market, house.nowMs)])),
  get_index_price: ({ params, house }) => {
    const market = house.markets.find((one) => indexNameOf(one) === params.text('index_name'));
    if (market === undefined) return invalidParams('index_name', 'unknown index');
    const index = Number(market.published.index);
    return result({ index_price: index, estimated_delivery_price: index });
  },
  get_funding_rate_history: ofMarket((market, call) => {
    const span = spanOf(call);
    return 'fromMs' in span ? result(historyRows(market, span).slice(0, HISTORY_ROWS_MAX)) : span;
  }),
  get_funding_rate_value: ofMarket((market, call) => {
    const span = spanOf(call);
    return 'fromMs' in span ? result(accruedWithin(market, span, call.house.nowMs)) : span;
  }),
  // Nobody keeps the invented trades.
  get_last_trades_by_instrument: ofMarket(() => result({ trades: [], has_more: false })),
  get_last_trades_by_instrument_and_time: ofMarket(() => result({ trades: [], has_more: false })),
  get_last_trades_by_currency: () => result({ trades: [], has_more: false }),
};

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

const spanOf = ({ params }: Call): Span | Outcome => {
  const fromMs = params.number('start_timestamp') ?? NaN;
  const toMs = params.number('end_timestamp') ?? NaN;
  if (!Number.isFinite(fromMs)) return invalidParams('start_timestamp', 'must be an integer');
  if (!Number.isFinite(toMs)) return invalidParams('end_timestamp', 'must be an integer');
  return { fromMs, toMs };
};

/** What accrued between two instants: whole hours and the parts of them that lie within. */
const accruedWithin = ({ history, settled, funding }: SimMarket, { fromMs, toMs }: Span, nowMs: number): number => {
  const hours = [...history, ...settled].map(({ atMs, rate }) => ({
    startMs: atMs - MS_PER_HOUR,
    endMs: atMs,
    rate: Number(rate),
  }));
  const startMs = funding?.previousAtMs ?? nowMs;
  // The running hour has cost its mean so far for as long as it has lasted.
  const elapsed = (nowMs - startMs) / MS_PER_HOUR;
  hours.push({ startMs, endMs: nowMs, rate: elapsed * (funding?.estimate() ?? 0) });
  let sum = 0;
  for (const hour of hours) {
    const overlapMs = Math.min(hour.endMs, toMs) - Math.max(hour.startMs, fromMs);
    if (overlapMs > 0) sum += (hour.rate * overlapMs) / (hour.endMs - hour.startMs);
  }
  return sum;
};
