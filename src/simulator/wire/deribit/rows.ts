import { MS_PER_HOUR } from '../../../domain/units.ts';
import type { Published, SimMarket } from '../../sim-market.ts';
import { changed, ladder, step } from '../venue-wire.ts';

/** Largest rate per 8 h, a fraction. */
export const RATE_CAP = 0.05;
/** Premiums within this of none cost nothing; beyond it they cost what is beyond. */
export const DAMPER = 0.00025;

/** The venue writes numbers, not texts. */
const level = (price: string, size: string): [number, number] => [Number(price), Number(size)];

/** `contract_size` of an instrument: the lot of its amounts. */
export const contractSizeOf = ({ steps }: SimMarket): number => Number(step(steps.sizeDecimals));

/** A row of `get_instruments`. */
export const instrumentRow = (market: SimMarket) => {
  const { instrument, steps } = market;
  const lot = contractSizeOf(market);
  return {
    price_index: indexNameOf(market),
    kind: 'future',
    state: 'open',
    instrument_name: instrument.nativeSymbol,
    max_leverage: 50,
    maker_commission: 0.0,
    taker_commission: 0.0005,
    instrument_type: instrument.kind === 'inverse' ? 'reversed' : 'linear',
    expiration_timestamp: 32_503_708_800_000,
    creation_timestamp: 1_534_167_754_000,
    is_active: true,
    tick_size: Number(step(steps.priceDecimals)),
    contract_size: lot,
    instrument_id: 124_972,
    min_trade_amount: lot * (steps.minLots ?? 1),
    max_liquidation_commission: 0.0075,
    block_trade_commission: 0.00025,
    block_trade_min_trade_amount: 200_000,
    block_trade_tick_size: Number(step(steps.priceDecimals)),
    settlement_currency: instrument.settle,
    settlement_period: 'perpetual',
    base_currency: instrument.coin,
    counter_currency: instrument.quote,
    quote_currency: instrument.quote,
    tick_size_steps: [],
  };
};

/** `btc_usd`, `sol_usdc`. */
export const indexNameOf = ({ instrument }: SimMarket): string =>
  `${instrument.coin}_${instrument.quote}`.toLowerCase();

/** The rate in force, per 8 h, by the venue's formula from the very mark and index it publishes. */
export const rateInForce = ({ mark, index }: Pick<Published, 'mark' | 'index'>): number => {
  const premium = (Number(mark) - Number(index)) / Number(index);
  const rate = Math.max(DAMPER, premium) + Math.min(-DAMPER, premium);
  return Math.min(RATE_CAP, Math.max(-RATE_CAP, rate));
};

/** What the last 8 hours cost: seven full ones, the running one so far, and what is left of the eighth. */
export const trailing8h = ({ settled, history, funding }: SimMarket, nowMs: number): number => {
  const last = [...history.slice(-8), ...settled.slice(-8)].slice(-8).map(({ rate }) => Number(rate));
  const elapsed = Math.min(1, Math.max(0, (nowMs - (funding?.previousAtMs ?? nowMs)) / MS_PER_HOUR));
  const [eighth = 0, ...seven] = last;
  const sum = seven.reduce((total, rate) => total + rate, 0);
  return sum + elapsed * (funding?.estimate() ?? 0) + (1 - elapsed) * eighth;
};

/** Rates are printed with 8 decimals in tickers. */
const shortRate = (rate: number): number => Number(rate.toFixed(8));

/** `data` of a ticker, `result` of `public/ticker`. */
export const tickerRow = (market: SimMarket, now: Published, venueAtMs: number) => {
  const { instrument, priceTexts, sizeTexts } = market;
  const index = Number(now.index);
  return {
    timestamp: venueAtMs,
    state: 'open',
    stats: statsOf(now),
    index_price: index,
    instrument_name: instrument.nativeSymbol,
    last_price: Number(priceTexts.of(now.bidTicks)),
    settlement_price: index,
    min_price: Number((index * 0.985).toFixed(market.steps.priceDecimals)),
    max_price: Number((index * 1.015).toFixed(market.steps.priceDecimals)),
    open_interest: openInterestOf(market, index),
    mark_price: Number(now.mark),
    interest_value: 0.0,
    best_ask_price: Number(priceTexts.of(now.askTicks)),
    best_bid_price: Number(priceTexts.of(now.bidTicks)),
    estimated_delivery_price: index,
    best_ask_amount: Number(sizeTexts.of(now.askLots)),
    best_bid_amount: Number(sizeTexts.of(now.bidLots)),
    current_funding: shortRate(rateInForce(now)),
    funding_8h: shortRate(trailing8h(market, venueAtMs)),
  };
};

const statsOf = ({ index }: Published) => {
  const price = Number(index);
  return { high: price, low: price, price_change: 0.0, volume: 1000.0, volume_usd: 1000 * price };
};

/** 100 million USD of each, in the venue's unit. */
const openInterestOf = ({ instrument }: SimMarket, index: number): number =>
  instrument.kind === 'inverse' ? 100_000_000 : Math.round(100_000_000 / index);

/** A row of `get_book_summary_by_currency`. */
export const summaryRow = (market: SimMarket, venueAtMs: number) => {
  const { instrument, priceTexts, published } = market;
  const bid = Number(priceTexts.of(published.bidTicks));
  const ask = Number(priceTexts.of(published.askTicks));
  const { high, low, price_change, volume, volume_usd } = statsOf(published);
  return {
    instrument_name: instrument.nativeSymbol,
    base_currency: instrument.coin,
    quote_currency: instrument.quote,
    bid_price: bid,
    ask_price: ask,
    mid_price: (bid + ask) / 2,
    mark_price: Number(published.mark),
    last: bid,
    high,
    low,
    price_change,
    open_interest: openInterestOf(market, Number(published.index)),
    volume,
    volume_usd,
    volume_notional: volume_usd,
    estimated_delivery_price: Number(published.index),
    current_funding: shortRate(rateInForce(published)),
    funding_8h: shortRate(trailing8h(market, venueAtMs)),
    creation_timestamp: venueAtMs,
  };
};

/**
 * Rows of `get_funding_rate_history` for the hours that ended in `(fromMs, toMs]`, ascending. Prices of the past are not
 * kept: the index of now stands in, and nobody reads it.
 */
export const historyRows = (
  market: SimMarket,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
) => {
  const rates = [...market.history, ...market.settled];
  const index = Number(market.published.index);
  return rates.flatMap(({ atMs, rate }, at) => {
    if (atMs <= fromMs || atMs > toMs) return [];
    const eight = rates.slice(Math.max(0, at - 7), at + 1).reduce((sum, one) => sum + Number(one.rate), 0);
    return [
      {
        timestamp: atMs,
        index_price: index,
        prev_index_price: index,
        interest_8h: eight,
        interest_1h: Number(rate),
      },
    ];
  });
};

/** Whole sides, best first, as REST and the grouped channel write them. */
export const plainSides = (market: SimMarket, depth: number) => ({
  bids: ladder(market, 'bids', level).slice(0, depth),
  asks: ladder(market, 'asks', level).slice(0, depth),
});

type ActionLevel = [action: 'new' | 'change' | 'delete', price: number, amount: number];

/** Whole sides as the incremental channel opens with them. */
export const openingSides = (market: SimMarket): { readonly bids: ActionLevel[]; readonly asks: ActionLevel[] } => {
  return { bids: ladder(market, 'bids', newLevel), asks: ladder(market, 'asks', newLevel) };
};

const newLevel = (price: string, size: string): ActionLevel => ['new', Number(price), Number(size)];

/** What the last step changed. Levels that went come first, then as many that came in for them, then redrawn ones. */
export const changedSides = (market: SimMarket): { readonly bids: ActionLevel[]; readonly asks: ActionLevel[] } => ({
  bids: changedSide(market, 'bids'),
  asks: changedSide(market, 'asks'),
});

const changedSide = (market: SimMarket, side: 'bids' | 'asks'): ActionLevel[] => {
  const levels = changed(market, side, level);
  const gone = levels.findIndex(([, size]) => size !== 0);
  const goneCount = gone < 0 ? levels.length : gone;
  return levels.map(([price, size], at) => {
    if (size === 0) return ['delete', price, 0];
    return [at < 2 * goneCount ? 'new' : 'change', price, size];
  });
};
