import ccxt, { InvalidNonce, OrderNotFound } from 'ccxt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRecord } from '../../src/domain/codec.ts';
import { atMs } from '../../src/domain/units.ts';
import { API_KEY, API_SECRET } from '../../src/simulator/wire/venue-face.ts';
import type { ServedVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { serveVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { binanceProfile } from '../../src/venues/binance/profile.ts';
import { CcxtWitness } from './ccxt-witness.ts';
import { createShiftedClock } from './shifted-clock.ts';

/** Ten minutes before a settlement of every contract. */
const START = atMs(Date.UTC(2026, 0, 5, 7, 50));

type Client = InstanceType<typeof ccxt.pro.binance>;

/** The decoder's name of a socket by its address: the split ones of USD-M, then those of the other products. */
const connOf = (url: string): string => {
  const [, section] = /\/fstream\/(public|market)\//.exec(url) ?? [];
  if (section !== undefined) return `usdm-${section}`;
  return url.includes('/dstream/') ? 'coinm' : 'spot';
};

const clock = createShiftedClock();
const witness = new CcxtWitness(binanceProfile.createDecoder(), connOf);
let served: ServedVenues;
/** One client a product, as ccxt has it. */
let linear: Client;
let inverse: Client;
let spot: Client;
let trader: Client;
let coinTrader: Client;

const settingsOf = (more: object): object => {
  const address = served.addresses.get('binance');
  if (address === undefined) throw new Error('binance is not served');
  const { http, ws } = address;
  const fapi = (version: number) => `${http}/fapi/v${version}`;
  const api = {
    public: `${http}/api/v3`,
    private: `${http}/api/v3`,
    sapi: `${http}/sapi/v1`,
    fapiPublic: fapi(1),
    fapiPublicV2: fapi(2),
    fapiPrivate: fapi(1),
    fapiPrivateV2: fapi(2),
    fapiPrivateV3: fapi(3),
    dapiPublic: `${http}/dapi/v1`,
    dapiPrivate: `${http}/dapi/v1`,
    dapiPrivateV2: `${http}/dapi/v2`,
    ws: { spot: `${ws}/stream/ws`, future: `${ws}/fstream/ws`, delivery: `${ws}/dstream/ws` },
  };
  // The venue's clock is that of its scenario, not ours.
  return { urls: { api }, options: { adjustForTimeDifference: true }, ...more };
};

const opened = async (client: Client): Promise<Client> => {
  // Sockets without TLS want an agent that ccxt loads on request.
  await client.loadHttpProxyAgent();
  await client.loadTimeDifference();
  await client.loadMarkets();
  return client;
};

const KEYS = { apiKey: API_KEY, secret: API_SECRET };

beforeAll(async () => {
  served = await serveVenues({ venues: ['binance'], seed: 5, startAtMs: START, basePort: 'any', clock });
  linear = await opened(witness.beside(new ccxt.pro.binanceusdm(settingsOf({}))));
  inverse = await opened(witness.beside(new ccxt.pro.binancecoinm(settingsOf({}))));
  const spotOnly = { adjustForTimeDifference: true, defaultType: 'spot', fetchMarkets: { types: ['spot'] } };
  spot = await opened(witness.beside(new ccxt.pro.binance(settingsOf({ options: spotOnly }))));
  trader = await opened(new ccxt.pro.binanceusdm(settingsOf(KEYS)));
  coinTrader = await opened(new ccxt.pro.binancecoinm(settingsOf(KEYS)));
});
afterAll(async () => {
  await Promise.all([linear, inverse, spot, trader, coinTrader].map((client) => client.close()));
  await served.close();
});

const clientOf = (symbol: string): Client => {
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

describe('ccxt trades at the simulated Binance', () => {
  it('rests an order under its client id, finds it, cancels it; a second one of the id is refused', async () => {
    const symbol = 'ETH/USDT:USDT';
    const price = Number((await trader.fetchOrderBook(symbol, 5)).bids[0]?.[0]) * 0.9;
    const params = { clientOrderId: 'spec-rest_1' };
    const { id } = await trader.createOrder(symbol, 'limit', 'buy', 0.1, price, params);
    const [open] = await trader.fetchOpenOrders(symbol);
    expect(open).toMatchObject({ id, clientOrderId: 'spec-rest_1', status: 'open', amount: 0.1, filled: 0 });
    await expect(trader.createOrder(symbol, 'limit', 'buy', 0.1, price, params)).rejects.toThrow('-4116');
    const found = await trader.fetchOrder('', symbol, { origClientOrderId: 'spec-rest_1' });
    expect(found).toMatchObject({ id, status: 'open' });
    await trader.cancelOrder(String(id), symbol);
    expect(await trader.fetchOpenOrders(symbol)).toEqual([]);
    expect(await trader.fetchOrder(String(id), symbol)).toMatchObject({ id, status: 'canceled', filled: 0 });
    await expect(trader.cancelOrder(String(id), symbol)).rejects.toThrow(OrderNotFound);
    await expect(trader.fetchOrder('', symbol, { origClientOrderId: 'never' })).rejects.toThrow(OrderNotFound);
  });

  it('is refused in the words of the venue', async () => {
    const symbol = 'ETH/USDT:USDT';
    const { asks } = await trader.fetchOrderBook(symbol, 5);
    const ask = Number(asks[0]?.[0]);
    const wrongs = [
      trader.createOrder(symbol, 'limit', 'buy', 0.1, ask * 1.01, { postOnly: true }),
      trader.createOrder(symbol, 'market', 'sell', 0.1, undefined, { reduceOnly: true }),
      trader.createOrder(symbol, 'limit', 'buy', 0.001, ask * 0.5),
      trader.createOrder(symbol, 'limit', 'buy', 9000, ask * 0.9),
    ];
    const codes = await Promise.all(
      wrongs.map((wrong) => wrong.then(String, (error: unknown) => /-\d+/.exec(String(error))?.[0])),
    );
    expect(codes).toEqual(['-5022', '-2022', '-4164', '-2019']);
  });

  it.each([
    { symbol: 'BTC/USDT:USDT', amount: 0.05, settle: 'USDT' },
    { symbol: 'BTC/USD:BTC', amount: 50, settle: 'BTC' },
  ])('takes $symbol: order, trade, position and balance agree', async ({ symbol, amount, settle }) => {
    const client = settle === 'USDT' ? trader : coinTrader;
    const before = await client.fetchBalance();
    const id = String((await client.createOrder(symbol, 'market', 'sell', amount)).id);
    const order = await client.fetchOrder(id, symbol);
    expect(order).toMatchObject({ status: 'closed', filled: amount, remaining: 0, side: 'sell' });
    const trades = (await client.fetchMyTrades(symbol)).filter((trade) => trade.order === id);
    expect(trades.reduce((sum, trade) => sum + Number(trade.amount), 0)).toBeCloseTo(amount, 9);
    const [position] = await client.fetchPositions([symbol]);
    expect(position).toMatchObject({ symbol, side: 'short', contracts: amount });
    const fee = trades.reduce((sum, trade) => sum + Number(trade.fee?.cost), 0);
    expect(walletOf(await client.fetchBalance(), settle)).toBeCloseTo(walletOf(before, settle) - fee, 7);
    expect(served.truth('binance').positions.find(({ market }) => market === key(symbol))?.quantity).toBe(`-${amount}`);
  });

  it('is paid funding for what it holds at a settlement', async () => {
    clock.forward(Date.UTC(2026, 0, 5, 8, 0, 1) - Number(await trader.fetchTime()));
    for (const client of [trader, coinTrader]) await client.loadTimeDifference();
    for (const [client, symbol, code] of [
      [trader, 'BTC/USDT:USDT', 'USDT'],
      [coinTrader, 'BTC/USD:BTC', 'BTC'],
    ] as const) {
      const [paid] = await until(
        () => client.fetchFundingHistory(symbol),
        (found) => found.length > 0,
      );
      const [own] = served.truth('binance').payments.filter(({ market }) => market === key(symbol));
      expect(paid).toMatchObject({ symbol, amount: Number(own?.amount), code });
      expect(paid?.timestamp).toBe(Date.UTC(2026, 0, 5, 8));
    }
  });

  it('sets leverage, and is told that cross margin and one-way mode are what there is', async () => {
    await trader.setLeverage(3, 'SOL/USDT:USDT');
    expect(await trader.fetchLeverage('SOL/USDT:USDT')).toMatchObject({ longLeverage: 3, marginMode: 'cross' });
    await expect(trader.setMarginMode('cross', 'SOL/USDT:USDT')).rejects.toThrow('-4046');
    await expect(trader.setMarginMode('isolated', 'SOL/USDT:USDT')).rejects.toThrow('-4168');
    await expect(trader.setPositionMode(false)).rejects.toThrow('-4059');
    expect(await trader.fetchPositionMode()).toMatchObject({ hedged: false });
    expect(await trader.fetchTradingFee('SOL/USDT:USDT')).toMatchObject({ maker: 0.0002, taker: 0.0005 });
  });

  it('hears of its orders on the private socket', async () => {
    const symbol = 'ETH/USDT:USDT';
    const heard = trader.watchOrders(symbol);
    const price = Number((await trader.fetchOrderBook(symbol, 5)).bids[0]?.[0]) * 0.9;
    const before = served.counts('binance').topics.subscribed;
    await until(
      async () => served.counts('binance').topics.subscribed,
      (count) => count > before || count > 0,
    );
    const { id } = await trader.createOrder(symbol, 'limit', 'buy', 0.1, price);
    expect((await heard).at(-1)).toMatchObject({ id, status: 'open', amount: 0.1 });
    await trader.cancelOrder(String(id), symbol);
  });

  it('is refused with a clock that is wrong, or a key that is none', async () => {
    const late = new ccxt.pro.binanceusdm(settingsOf({ ...KEYS, options: { adjustForTimeDifference: false } }));
    await expect(late.fetchPositionMode()).rejects.toThrow(InvalidNonce);
    const stranger = new ccxt.pro.binanceusdm(settingsOf({ ...KEYS, apiKey: 'stranger' }));
    await expect(stranger.fetchPositionMode()).rejects.toThrow(ccxt.AuthenticationError);
  });
});

/** A coin's balance as booked: ccxt's total adds what open positions would bring. */
const walletOf = ({ info }: { readonly info: unknown }, asset: string): number => {
  const assets: readonly unknown[] = isRecord(info) && Array.isArray(info['assets']) ? info['assets'] : [];
  const row = assets.filter(isRecord).find((one) => one['asset'] === asset);
  return Number(row?.['walletBalance']);
};

/** Asks again until an answer will do; the limit of the spec is the limit of its patience. */
const until = async <Value>(ask: () => Promise<Value>, isEnough: (value: Value) => boolean): Promise<Value> => {
  for (;;) {
    const value = await ask();
    if (isEnough(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
