import { AuthenticationError, InvalidNonce, OrderNotFound } from 'ccxt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServedVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import type { KucoinClient } from './kucoin-client.ts';
import { KEYS, SETTLEMENT, clientOf, key, serveKucoin } from './kucoin-client.ts';
import { createShiftedClock } from './shifted-clock.ts';

const clock = createShiftedClock();
let served: ServedVenues;
let trader: KucoinClient;

beforeAll(async () => {
  served = await serveKucoin(clock);
  trader = clientOf(served, KEYS);
  // With a key, the mode of the account is asked for first, and signed.
  await trader.loadTimeDifference();
  await trader.loadHttpProxyAgent();
  await trader.loadMarkets();
});
afterAll(async () => {
  await trader.close();
  await served.close();
});

/** The venue's id of a new order. */
const placed = async (...order: Parameters<KucoinClient['createOrder']>): Promise<string> =>
  String((await trader.createOrder(...order)).id);

describe('ccxt trades at the simulated KuCoin Futures', () => {
  it('rests an order under its client id, finds it by either id, cancels it; a second one of the id is refused', async () => {
    const symbol = 'ETH/USDT:USDT';
    const price = Number((await trader.fetchTicker(symbol)).bid) * 0.9;
    const params = { clientOrderId: 'spec-rest_1' };
    const id = await placed(symbol, 'limit', 'buy', 10, price, params);
    const [open] = await trader.fetchOpenOrders(symbol);
    expect(open).toMatchObject({ id, clientOrderId: 'spec-rest_1', status: 'open', amount: 10, filled: 0 });
    expect(await trader.fetchOrder('', symbol, params)).toMatchObject({ id, status: 'open' });
    await expect(trader.createOrder(symbol, 'limit', 'buy', 10, price, params)).rejects.toThrow('clientOidDuplicated');
    await trader.cancelOrder(id, symbol);
    expect(await trader.fetchOpenOrders(symbol)).toEqual([]);
    expect(await trader.fetchOrder(id, symbol)).toMatchObject({ id, status: 'canceled', filled: 0 });
    await expect(trader.cancelOrder(id, symbol)).rejects.toThrow('100004');
    await expect(trader.fetchOrder('12345', symbol)).rejects.toThrow(OrderNotFound);
  });

  it('cancels by client id, and what is left at once', async () => {
    const symbol = 'SOL/USDT:USDT';
    const price = Number((await trader.fetchTicker(symbol)).bid) * 0.9;
    await placed(symbol, 'limit', 'buy', 5, price, { clientOrderId: 'spec-two' });
    await placed(symbol, 'limit', 'buy', 6, price);
    await trader.cancelOrder('', symbol, { clientOrderId: 'spec-two' });
    expect((await trader.fetchOpenOrders(symbol)).map(({ amount }) => amount)).toEqual([6]);
    await trader.cancelAllOrders(symbol);
    expect(await trader.fetchOpenOrders(symbol)).toEqual([]);
  });

  it.each([
    { symbol: 'BTC/USDT:USDT', amount: 50, settle: 'USDT' },
    { symbol: 'BTC/USD:BTC', amount: 500, settle: 'BTC' },
  ])('takes $symbol: order, trade, position and balance agree', async ({ symbol, amount, settle }) => {
    const before = await trader.fetchBalance({ code: settle });
    const id = await placed(symbol, 'market', 'sell', amount);
    const order = await trader.fetchOrder(id, symbol);
    expect(order).toMatchObject({ status: 'closed', filled: amount, remaining: 0, side: 'sell' });
    const trades = (await trader.fetchMyTrades(symbol)).filter((trade) => trade.order === id);
    expect(trades.reduce((sum, trade) => sum + Number(trade.amount), 0)).toBeCloseTo(amount, 9);
    expect(Number(order.average)).toBeCloseTo(averageOf(trades, settle), 4);
    const [position] = await trader.fetchPositions([symbol]);
    expect(position).toMatchObject({ symbol, side: 'short', contracts: amount });
    const fee = trades.reduce((sum, trade) => sum + Number(trade.fee?.cost), 0);
    expect(trades.map((trade) => trade.fee?.currency)).toEqual(trades.map(() => settle));
    const after = await trader.fetchBalance({ code: settle });
    expect(Number(after[settle]?.total)).toBeCloseTo(Number(before[settle]?.total) - fee, 8);
    expect(served.truth('kucoin').positions.find(({ market }) => market === key(symbol))?.quantity).toBe(`-${amount}`);
  });

  it('is refused a reduce-only order that would open, a mode that is not set, and a size that is not whole', async () => {
    const symbol = 'AVAX/USDT:USDT';
    await expect(placed(symbol, 'market', 'buy', 1, undefined, { reduceOnly: true })).rejects.toThrow('300009');
    await expect(placed(symbol, 'market', 'buy', 1, undefined, { marginMode: 'cross' })).rejects.toThrow('330005');
    await expect(trader.request('orders', 'futuresPrivate', 'POST', HALF_A_LOT)).rejects.toThrow('300000');
  });

  it('is paid funding for what it holds at a settlement', async () => {
    clock.forward(SETTLEMENT + 1000 - Number(await trader.fetchTime()));
    await trader.loadTimeDifference();
    const rows = await until(
      () => trader.fetchFundingHistory('BTC/USDT:USDT'),
      (found) => found.length > 0,
    );
    const [paid] = rows;
    const [own] = served.truth('kucoin').payments.filter(({ market }) => market === key('BTC/USDT:USDT'));
    expect(paid).toMatchObject({ symbol: 'BTC/USDT:USDT', amount: Number(own?.amount), code: 'USDT' });
    expect(paid?.timestamp).toBe(SETTLEMENT);
  });

  it('hears of its orders on the private socket', async () => {
    const { subscribed } = served.counts('kucoin').topics;
    const heard = trader.watchOrders('ETH/USDT:USDT');
    const price = Number((await trader.fetchTicker('ETH/USDT:USDT')).bid) * 0.9;
    await until(
      async () => served.counts('kucoin').topics.subscribed,
      (count) => count > subscribed,
    );
    const id = await placed('ETH/USDT:USDT', 'limit', 'buy', 10, price);
    expect((await heard).at(-1)).toMatchObject({ id, status: 'open', amount: 10 });
    await trader.cancelOrder(id, 'ETH/USDT:USDT');
  });

  it('is refused with a clock that is wrong, a key that is none, or a passphrase that is another', async () => {
    const late = clientOf(served, { ...KEYS, options: { uta: false } });
    await expect(late.fetchMyTrades()).rejects.toThrow(InvalidNonce);
    for (const wrong of [{ apiKey: 'stranger' }, { password: 'another' }]) {
      const stranger = clientOf(served, { ...KEYS, ...wrong });
      await stranger.loadTimeDifference();
      await expect(stranger.fetchMyTrades()).rejects.toThrow(AuthenticationError);
    }
  });
});

const HALF_A_LOT = {
  clientOid: 'half',
  symbol: 'AVAXUSDTM',
  side: 'buy',
  type: 'limit',
  price: '10',
  size: 0.5,
  leverage: 1,
};

/** Of inverse contracts the mean is over what they are worth in coins. */
const averageOf = (trades: readonly { price?: unknown; amount?: unknown }[], settle: string): number => {
  const total = (weight: (price: number) => number): number =>
    trades.reduce((sum, { price, amount }) => sum + Number(amount) * weight(Number(price)), 0);
  return settle === 'BTC' ? total(() => 1) / total((price) => 1 / price) : total((price) => price) / total(() => 1);
};

/** Asks again until an answer will do; the limit of the spec is the limit of its patience. */
const until = async <Value>(ask: () => Promise<Value>, isEnough: (value: Value) => boolean): Promise<Value> => {
  for (;;) {
    const value = await ask();
    if (isEnough(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
