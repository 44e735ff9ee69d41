import { AuthenticationError, InvalidNonce, OrderNotFound, pro } from 'ccxt';
import type { Trade } from 'ccxt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRecord } from '../../src/domain/codec.ts';
import { atMs } from '../../src/domain/units.ts';
import { API_KEY, API_SECRET } from '../../src/simulator/wire/venue-face.ts';
import type { ServedVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { serveVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import type { BinanceClient } from './binance-client.ts';
import { binanceSettings, opened } from './binance-client.ts';
import { createShiftedClock } from './shifted-clock.ts';

/** Ten minutes before a settlement of every contract. */
const START = atMs(Date.UTC(2026, 0, 5, 7, 50));
const KEYS = { apiKey: API_KEY, secret: API_SECRET };
const SPOT_ALONE = { adjustForTimeDifference: true, defaultType: 'spot', fetchMarkets: { types: ['spot'] } };

const clock = createShiftedClock();
let served: ServedVenues;
let trader: BinanceClient;
let coinTrader: BinanceClient;

beforeAll(async () => {
  served = await serveVenues({ venues: ['binance'], seed: 5, startAtMs: START, basePort: 'any', clock });
  trader = await opened(new pro.binanceusdm(binanceSettings(served, KEYS)));
  coinTrader = await opened(new pro.binancecoinm(binanceSettings(served, KEYS)));
});
afterAll(async () => {
  await Promise.all([trader, coinTrader].map((client) => client.close()));
  await served.close();
});

const key = (symbol: string): string => `binance:${symbol}`;

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
    // and of its trades, as the list has them
    const traded = trader.watchMyTrades(symbol);
    const taken = String((await trader.createOrder(symbol, 'market', 'buy', 0.1)).id);
    const told = (await traded).find(({ order }) => order === taken);
    const listed = (await trader.fetchMyTrades(symbol)).find(({ order }) => order === taken);
    expect(told).toMatchObject({ id: listed?.id, price: listed?.price, amount: 0.1, timestamp: listed?.timestamp });
    expect(told?.fee).toMatchObject({ cost: listed?.fee?.cost, currency: 'USDT' });
  });

  it('hears of COIN-M under a listen key of its own, and of spot on the WebSocket API', async () => {
    const spot = await opened(new pro.binance(binanceSettings(served, { ...KEYS, options: SPOT_ALONE })));
    for (const [client, symbol, amount] of [
      [coinTrader, 'ETH/USD:ETH', 5],
      [spot, 'ETH/USDT', 0.1],
    ] as const) {
      const before = served.counts('binance').topics.subscribed;
      const heard = client.watchOrders(symbol);
      await until(
        async () => served.counts('binance').topics.subscribed,
        (count) => count > before,
      );
      const { id } = await client.createOrder(symbol, 'market', 'buy', amount);
      expect((await heard).find((order) => order.id === id)).toMatchObject({ symbol, amount, side: 'buy' });
      // what was heard of trades, which may come after the order
      const [trade] = await until(
        async () => ((client.myTrades ?? []) as readonly Trade[]).filter(({ order }) => order === id),
        (trades) => trades.length > 0,
      );
      const listed = (await client.fetchMyTrades(symbol)).find(
        ({ order, id: own }) => order === id && own === trade?.id,
      );
      expect(trade).toMatchObject({ price: listed?.price, amount: listed?.amount, timestamp: listed?.timestamp });
      expect(trade?.fee).toMatchObject({ cost: listed?.fee?.cost, currency: 'ETH' });
    }
    await spot.close();
  });

  it('is refused with a clock that is wrong, or a key that is none', async () => {
    const late = new pro.binanceusdm(binanceSettings(served, { ...KEYS, options: { adjustForTimeDifference: false } }));
    await expect(late.fetchPositionMode()).rejects.toThrow(InvalidNonce);
    const stranger = new pro.binanceusdm(binanceSettings(served, { ...KEYS, apiKey: 'stranger' }));
    await expect(stranger.fetchPositionMode()).rejects.toThrow(AuthenticationError);
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
