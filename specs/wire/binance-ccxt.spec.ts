import { pro } from 'ccxt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServedVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { serveVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { binanceProfile } from '../../src/venues/binance/profile.ts';
import type { BinanceClient } from './binance-client.ts';
import { binanceSettings, opened } from './binance-client.ts';
import { CcxtWitness } from './ccxt-witness.ts';

/** The decoder's name of a socket by its address: the split ones of USD-M, then those of the other products. */
const connOf = (url: string): string => {
  const [, section] = /\/fstream\/(public|market)\//.exec(url) ?? [];
  if (section !== undefined) return `usdm-${section}`;
  return url.includes('/dstream/') ? 'coinm' : 'spot';
};

const witness = new CcxtWitness(binanceProfile.createDecoder(), connOf);
let served: ServedVenues;
/** One client a product, as ccxt has it. */
let linear: BinanceClient;
let inverse: BinanceClient;
let spot: BinanceClient;

beforeAll(async () => {
  served = await serveVenues({ venues: ['binance'], seed: 5, basePort: 'any' });
  linear = await opened(witness.beside(new pro.binanceusdm(binanceSettings(served))));
  inverse = await opened(witness.beside(new pro.binancecoinm(binanceSettings(served))));
  const options = { adjustForTimeDifference: true, defaultType: 'spot', fetchMarkets: { types: ['spot'] } };
  spot = await opened(witness.beside(new pro.binance(binanceSettings(served, { options }))));
});
afterAll(async () => {
  await Promise.all([linear, inverse, spot].map((client) => client.close()));
  await served.close();
});

const clientOf = (symbol: string): BinanceClient => {
  if (!symbol.includes(':')) return spot;
  return symbol.endsWith(':USDT') ? linear : inverse;
};

/** Symbols that both sides name alike; our key of them. */
const key = (symbol: string): string => `binance:${symbol}`;

describe('ccxt at the simulated Binance reads what our decoder reads', () => {
  it('of instruments', () => {
    const ours = witness.instruments();
    const theirs = [linear, inverse, spot].flatMap(({ symbols }) => symbols);
    expect(ours.map(({ symbol }) => symbol as string).sort()).toEqual([...theirs].sort());
    for (const { symbol, nativeSymbol, kind, tickSize, lotSize, contractSize, settle } of ours) {
      const market = clientOf(symbol).market(symbol);
      expect([symbol, market.id, market.precision.amount, market.precision.price]).toEqual([
        symbol,
        nativeSymbol,
        lotSize.toNumber(),
        tickSize.toNumber(),
      ]);
      expect([market.spot, market.linear === true, market.inverse === true]).toEqual([
        kind === 'spot',
        kind === 'linear',
        kind === 'inverse',
      ]);
      if (kind !== 'spot') expect([market.contractSize, market.settle]).toEqual([contractSize.toNumber(), settle]);
    }
  });

  it('of the clock', async () => {
    for (const client of [linear, inverse, spot]) {
      const time = await client.fetchTime();
      expect(witness.events.findLast(({ type }) => type === 'venue.time')).toMatchObject({ venueAtMs: time });
    }
  });

  it.each(['linear', 'inverse'])('of running rates, marks and indices: %s', async (kind) => {
    const client = kind === 'linear' ? linear : inverse;
    const rates = Object.values(await client.fetchFundingRates());
    expect(rates.length).toBe(witness.instruments().filter((one) => one.kind === kind).length);
    for (const rate of rates) {
      const market = key(String(rate.symbol));
      const ours = witness.predicted(market);
      expect([rate.symbol, rate.fundingRate, rate.fundingTimestamp]).toEqual([
        rate.symbol,
        ours?.rate,
        ours?.settlementAtMs,
      ]);
      expect([rate.markPrice, rate.indexPrice]).toEqual([
        witness.last('mark', market)?.price,
        witness.last('index', market)?.price,
      ]);
    }
  });

  it('of intervals that are not the ordinary one', async () => {
    const intervals = Object.values(await linear.fetchFundingIntervals());
    expect(intervals.map(({ symbol, interval }) => [symbol, interval])).toEqual([['DOGE/USDT:USDT', '4h']]);
    const told = witness
      .instruments()
      .flatMap(({ symbol, fundingIntervalHours }) =>
        fundingIntervalHours === undefined ? [] : [[symbol, `${fundingIntervalHours}h`]],
      );
    expect(told).toEqual([['DOGE/USDT:USDT', '4h']]);
  });

  it.each(['BTC/USDT:USDT', '1000PEPE/USDT:USDT', 'DOGE/USDT:USDT', 'ETH/USD:ETH'])(
    'of settled rates: %s',
    async (symbol) => {
      const rows = await clientOf(symbol).fetchFundingRateHistory(symbol, undefined, 1000);
      const ours = witness.settled(key(symbol)).map(({ rate, settlementAtMs }) => [settlementAtMs, rate]);
      expect(rows.map(({ timestamp, fundingRate }) => [timestamp, fundingRate])).toEqual(ours);
      expect(rows.length).toBeGreaterThanOrEqual(90);
    },
  );

  it.each(['BTC/USDT:USDT', 'BTC/USDT', 'BTC/USD:BTC'])('of a book over REST: %s', async (symbol) => {
    const book = await clientOf(symbol).fetchOrderBook(symbol, 50);
    expect({ bids: book.bids, asks: book.asks }).toEqual(witness.book(key(symbol)));
    expect(book.bids.length).toBe(20);
  });

  it.each(['SOL/USDT:USDT', '1000PEPE/USDT:USDT', 'SOL/USDT', 'ETH/USD:ETH'])(
    'of a book on the stream: %s',
    async (symbol) => {
      for (let turn = 0; turn < 10; turn += 1) {
        const book = await clientOf(symbol).watchOrderBook(symbol);
        expect({ bids: [...book.bids], asks: [...book.asks] }).toEqual(witness.book(key(symbol)));
      }
    },
  );

  it.each(['ETH/USDT:USDT', 'ETH/USDT', 'BTC/USD:BTC'])('of best bid and ask on the stream: %s', async (symbol) => {
    for (let turn = 0; turn < 5; turn += 1) {
      const { [symbol]: ticker } = await clientOf(symbol).watchBidsAsks([symbol]);
      const { bid, bidSize, ask, askSize } = witness.last('top', key(symbol))?.top ?? {};
      expect([ticker?.bid, ticker?.bidVolume, ticker?.ask, ticker?.askVolume]).toEqual([bid, bidSize, ask, askSize]);
    }
  });

  it.each(['DOGE/USDT:USDT', 'ETH/USD:ETH'])('of marks on the stream: %s', async (symbol) => {
    const ticker = await clientOf(symbol).watchMarkPrice(symbol);
    expect([ticker.markPrice, ticker.indexPrice]).toEqual([
      witness.last('mark', key(symbol))?.price,
      witness.last('index', key(symbol))?.price,
    ]);
  });

  it.each(['SOL/USDT:USDT', 'SOL/USDT', 'BTC/USD:BTC'])(
    'of a ticker of the day, which we do not use: %s',
    async (symbol) => {
      const ticker = await clientOf(symbol).watchTicker(symbol);
      expect(ticker.last).toBeGreaterThan(0);
    },
  );

  it('and neither refuses a frame', () => {
    expect(witness.faults()).toEqual([]);
  });
});
