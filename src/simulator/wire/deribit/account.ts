import { baseQuantityOf, notionalOf } from '../../../domain/instrument.ts';
import type { Decimal } from '../../../domain/money.ts';
import { ZERO, decimal, sum, text } from '../../../domain/money.ts';
import type { SimMarket } from '../../sim-market.ts';
import { digitsOfId, fillRow, marketOf, transferRow } from './order-rows.ts';
import { isOutcome, marketsIn, namedMarket } from './public.ts';
import type { Call, Method, Outcome } from './rpc.ts';
import { invalidParams, result } from './rpc.ts';
import type { VenueHouse } from '../venue-face.ts';

/** Of a position's worth, what is asked of it and what must be kept. */
const INITIAL_FRACTION = 0.02;
const MAINTENANCE_FRACTION = 0.01;
const FILLS_MAX = 1000;

/** Funding payments and transfers of a currency as rows of the ledger, newest first. */
const transactionLog: Method = ({ params, house }) => {
  const currency = params.text('currency');
  if (currency === undefined) return invalidParams('currency', 'currency must be present');
  const fromMs = params.number('start_timestamp') ?? 0;
  const toMs = params.number('end_timestamp') ?? Infinity;
  const logs = house.desk.payments().flatMap((payment, at) => {
    const { settlementAtMs: timestamp, amount, quantity, settlementPrice } = payment;
    if (payment.coin !== currency || timestamp < fromMs || timestamp > toMs) return [];
    return [
      {
        id: at + 1,
        type: 'settlement',
        timestamp,
        currency,
        instrument_name: marketOf(house, payment.market)?.instrument.nativeSymbol,
        interest_pl: Number(amount),
        total_interest_pl: Number(amount),
        session_rpl: 0.0,
        session_upl: 0.0,
        change: Number(amount),
        cashflow: Number(amount),
        position: Number(quantity),
        side: decimal(quantity).greaterThan(0) ? 'long' : 'short',
        amount: Number(text(decimal(quantity).abs())),
        price: Number(settlementPrice),
        commission: 0.0,
        username: 'simulated',
        user_id: 1,
        info: '',
      },
    ];
  });
  const transfers = house.desk.transfers().flatMap((transfer) => {
    const isShown = transfer.coin === currency && transfer.venueAtMs >= fromMs && transfer.venueAtMs <= toMs;
    return isShown ? [transferRow(transfer)] : [];
  });
  const newestFirst = [...logs, ...transfers].sort((a, b) => b.timestamp - a.timestamp);
  return result({ logs: newestFirst, continuation: null });
};

/** The account: positions, balances, fills, funding. https://docs.deribit.com/api-reference/account-management */
export const deribitAccount: Readonly<Record<string, Method>> = {
  get_positions: ({ params, house }) =>
    result(
      params.text('kind') === undefined || params.text('kind') === 'future'
        ? marketsIn(house, params.text('currency'))
            .map((market) => positionRow(market, house))
            .filter(({ direction }) => direction !== 'zero')
        : [],
    ),
  get_position: (call) => {
    const market = namedMarket(call);
    return isOutcome(market) ? market : result(positionRow(market, call.house));
  },
  get_account_summary: ({ params, house }) => {
    const currency = params.text('currency');
    if (currency === undefined) return invalidParams('currency', 'currency must be present');
    return result(summaryOf(currency, house));
  },
  get_account_summaries: ({ house }) =>
    result({
      id: 1,
      email: 'user@example.com',
      username: 'simulated',
      type: 'main',
      creation_timestamp: 1_687_352_432_143,
      summaries: currenciesOf(house).map((currency) => summaryOf(currency, house)),
    }),
  get_user_trades_by_currency: (call) => fillsAnswer(call, inCurrency(call)),
  get_user_trades_by_currency_and_time: (call) => fillsAnswer(call, inCurrency(call)),
  get_user_trades_by_instrument: (call) => fillsAnswer(call, inInstrument(call)),
  get_user_trades_by_instrument_and_time: (call) => fillsAnswer(call, inInstrument(call)),
  get_user_trades_by_order: ({ params, house }) => {
    const id = digitsOfId(params.text('order_id') ?? '');
    const order = house.desk.order({ venueOrderId: id });
    const market = order === undefined ? undefined : marketOf(house, order.market);
    return result(market === undefined ? [] : (order?.fills ?? []).map((fill) => fillRow(fill, market, order)));
  },
  get_transaction_log: transactionLog,
};

/** A position with what the venue computes from it; `direction` is `zero` where nothing is held. Sizes of shorts are negative. */
export const positionRow = (market: SimMarket, { desk }: VenueHouse) => {
  const { instrument, published } = market;
  const held = desk.positions().find((one) => one.market === instrument.market);
  const quantity = decimal(held?.quantity ?? 0);
  const entryPrice = decimal(held?.entryPrice ?? 0);
  const worth = worthAt(market, quantity, decimal(published.mark));
  const profit = quantity.isZero() ? ZERO : profitOf(market, { quantity, entryPrice });
  const funding = sum(
    desk.payments().flatMap((payment) => (payment.market === instrument.market ? [decimal(payment.amount)] : [])),
  );
  const size = quantity.toNumber();
  const inCoins = instrument.kind === 'inverse' ? worth.toNumber() : size;
  return {
    average_price: entryPrice.toNumber(),
    delta: inCoins,
    direction: size === 0 ? 'zero' : size > 0 ? 'buy' : 'sell',
    estimated_liquidation_price: null,
    floating_profit_loss: eight(profit),
    index_price: Number(published.index),
    initial_margin: eight(worth.abs().times(INITIAL_FRACTION)),
    instrument_name: instrument.nativeSymbol,
    interest_value: 0.0,
    kind: 'future',
    leverage: 50,
    maintenance_margin: eight(worth.abs().times(MAINTENANCE_FRACTION)),
    mark_price: Number(published.mark),
    open_orders_margin: 0.0,
    realized_funding: eight(funding),
    realized_profit_loss: 0.0,
    settlement_price: Number(published.index),
    size,
    size_currency: inCoins,
    total_profit_loss: eight(profit),
  };
};

/** Worth in the coin that it settles in, signed. */
const worthAt = ({ instrument }: SimMarket, quantity: Decimal, price: Decimal): Decimal => {
  if (quantity.isZero() || price.isZero()) return ZERO;
  return instrument.kind === 'inverse'
    ? baseQuantityOf(instrument, quantity, price)
    : notionalOf(instrument, quantity, price);
};

/** An inverse long gains when it is worth fewer coins. */
const profitOf = (
  market: SimMarket,
  { quantity, entryPrice }: { readonly quantity: Decimal; readonly entryPrice: Decimal },
): Decimal => {
  const change = worthAt(market, quantity, decimal(market.published.mark)).minus(worthAt(market, quantity, entryPrice));
  return market.instrument.kind === 'inverse' ? change.negated() : change;
};

const eight = (value: Decimal): number => Number(value.toFixed(8));

const currenciesOf = ({ desk, markets }: VenueHouse): readonly string[] => [
  ...new Set([...desk.balances().map(({ coin }) => coin), ...markets.map(({ instrument }) => instrument.settle)]),
];

/** One currency of the account: cash, and with what its open positions gain, equity. */
export const summaryOf = (currency: string, house: VenueHouse) => {
  const balance = house.desk.balances().find(({ coin }) => coin === currency);
  const positions = marketsIn(house, currency).map((market) => positionRow(market, house));
  const total = (of: (row: ReturnType<typeof positionRow>) => number): number =>
    eight(sum(positions.map((row) => decimal(of(row)))));
  const upl = total(({ floating_profit_loss: profit }) => profit);
  const cash = Number(balance?.total ?? 0);
  return {
    currency,
    balance: cash,
    equity: eight(decimal(cash).plus(upl)),
    margin_balance: eight(decimal(cash).plus(upl)),
    available_funds: Number(balance?.free ?? 0),
    available_withdrawal_funds: Number(balance?.free ?? 0),
    initial_margin: total(({ initial_margin: margin }) => margin),
    maintenance_margin: total(({ maintenance_margin: margin }) => margin),
    session_upl: upl,
    session_rpl: 0.0,
    futures_session_upl: upl,
    futures_session_rpl: 0.0,
    total_pl: upl,
    delta_total: total(({ delta }) => delta),
    fee_balance: 0.0,
    margin_model: 'segregated_sm',
    portfolio_margining_enabled: false,
    cross_collateral_enabled: false,
  };
};

const inCurrency = ({ params, house }: Call): ReadonlySet<SimMarket> =>
  new Set(marketsIn(house, params.text('currency')));

const inInstrument = ({ params, house }: Call): ReadonlySet<SimMarket> => {
  const market = house.market(params.text('instrument_name') ?? '');
  return new Set(market === undefined ? [] : [market]);
};

/** Fills, newest first unless asked from an instant on; ten of them unless more are asked for. */
const fillsAnswer = ({ params, house }: Call, wanted: ReadonlySet<SimMarket>): Outcome => {
  const fromMs = params.number('start_timestamp');
  const toMs = params.number('end_timestamp') ?? Infinity;
  const rows = house.desk.fills().flatMap((fill) => {
    const market = marketOf(house, fill.market);
    if (market === undefined || !wanted.has(market)) return [];
    if (fill.venueAtMs < (fromMs ?? 0) || fill.venueAtMs > toMs) return [];
    return [fillRow(fill, market, house.desk.order({ venueOrderId: fill.venueOrderId }))];
  });
  const ordered = fromMs === undefined || params.text('sorting') === 'desc' ? rows.reverse() : rows;
  const count = Math.min(params.number('count') ?? 10, FILLS_MAX);
  return result({ trades: ordered.slice(0, count), has_more: ordered.length > count });
};
