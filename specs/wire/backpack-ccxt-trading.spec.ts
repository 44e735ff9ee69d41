import { AuthenticationError } from 'ccxt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_KEY } from '../../src/simulator/wire/venue-face.ts';
import type { ServedVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import type { BackpackClient } from './backpack-client.ts';
import { SEED, clientAt, key, serveBackpack, setClock } from './backpack-client.ts';
import { createShiftedClock } from './shifted-clock.ts';

const clock = createShiftedClock();
let served: ServedVenues;
let trader: BackpackClient;

beforeAll(async () => {
  served = await serveBackpack(clock);
  trader = clientAt(served, { apiKey: API_KEY, secret: SEED });
  await trader.loadHttpProxyAgent();
  await setClock(trader);
  await trader.loadMarkets();
});
afterAll(async () => {
  await trader.close();
  await served.close();
});

/** The venue's id of a new order. */
const placed = async (...order: Parameters<BackpackClient['createOrder']>): Promise<string> =>
  String((await trader.createOrder(...order)).id);

const ETH = 'ETH/USDC:USDC';
const away = async (share: number): Promise<number> => Number((await trader.fetchTicker(ETH)).last) * share;

describe('ccxt trades at the simulated Backpack', () => {
  it('rests an order under a number of ours, finds it, cancels it; a second one of the number is refused', async () => {
    const params = { clientOrderId: 4_294_967_295 };
    const price = await away(0.9);
    const id = await placed(ETH, 'limit', 'buy', 0.1, price, params);
    const [open] = await trader.fetchOpenOrders(ETH);
    expect(open).toMatchObject({ id, clientOrderId: '4294967295', status: 'open', amount: 0.1, filled: 0 });
    expect(await trader.fetchOpenOrder(id, ETH)).toMatchObject({ id, status: 'open' });
    const byNumber = await trader.privateGetApiV1Order({ symbol: 'ETH_USDC_PERP', clientId: '4294967295' });
    expect(byNumber).toMatchObject({ id });
    await expect(trader.createOrder(ETH, 'limit', 'buy', 0.1, price, params)).rejects.toThrow('already exists');
    expect(await trader.cancelOrder(id, ETH)).toMatchObject({ id, status: 'canceled' });
    expect(await trader.fetchOpenOrders(ETH)).toEqual([]);
    await expect(trader.fetchOpenOrder(id, ETH)).rejects.toThrow('RESOURCE_NOT_FOUND');
    await expect(trader.cancelOrder(id, ETH)).rejects.toThrow('RESOURCE_NOT_FOUND');
    const past = (await trader.fetchOrders(ETH)).find((order) => order.id === id);
    expect(past).toMatchObject({ status: 'canceled', filled: 0, clientOrderId: '4294967295' });
  });

  it('is refused a post-only order that would take, and a number of 33 bits', async () => {
    const high = await away(1.01);
    await expect(trader.createOrder(ETH, 'limit', 'buy', 0.1, high, { postOnly: true })).rejects.toThrow(
      'immediately match',
    );
    await expect(
      trader.createOrder(ETH, 'limit', 'buy', 0.1, await away(0.9), { clientOrderId: 4_294_967_296 }),
    ).rejects.toThrow('Invalid client id');
  });

  it('takes: order, trade, position and balance agree', async () => {
    const symbol = 'BTC/USDC:USDC';
    const before = await trader.fetchBalance();
    const order = await trader.createOrder(symbol, 'market', 'sell', 0.05);
    expect(order).toMatchObject({ status: 'closed', filled: 0.05, remaining: 0, side: 'sell' });
    const trades = (await trader.fetchMyTrades(symbol)).filter((trade) => trade.order === order.id);
    expect(trades.reduce((sum, trade) => sum + Number(trade.amount), 0)).toBeCloseTo(0.05, 9);
    expect(trades.every(({ takerOrMaker, fee }) => takerOrMaker === 'taker' && fee?.currency === 'USDC')).toBe(true);
    const [position] = await trader.fetchPositions([symbol]);
    expect(position).toMatchObject({ symbol, side: 'short' });
    expect(Number(position?.contracts)).toBe(0.05);
    const fee = trades.reduce((sum, trade) => sum + Number(trade.fee?.cost), 0);
    const after = await trader.fetchBalance();
    expect(Number(after['USDC']?.total)).toBeCloseTo(Number(before['USDC']?.total) - fee, 6);
    const [own] = served.truth('backpack').positions;
    expect(own).toMatchObject({ market: key(symbol), quantity: '-0.05' });
  });

  it('ends an immediate order in its reply, what is left of it expired', async () => {
    const order = await trader.createOrder(ETH, 'limit', 'buy', 0.1, await away(0.9), { timeInForce: 'IOC' });
    expect(order).toMatchObject({ status: 'canceled', filled: 0 });
    expect(order.info).toMatchObject({ status: 'Expired' });
  });

  it('sends several orders at once, each with an outcome of its own', async () => {
    const price = await away(0.9);
    const [first, second] = await trader.createOrders([
      { symbol: ETH, type: 'limit', side: 'buy', amount: 0.1, price },
      { symbol: ETH, type: 'limit', side: 'buy', amount: 0.1, price, params: { clientOrderId: 7_000_000_000 } },
    ]);
    expect(first?.info).toMatchObject({ operation: 'Ok', status: 'New' });
    expect(second?.info).toMatchObject({ operation: 'Err', code: 'INVALID_CLIENT_REQUEST' });
    expect(await trader.cancelAllOrders(ETH)).toHaveLength(1);
  });

  it('is paid funding for what it holds at a settlement', async () => {
    clock.forward(Date.UTC(2026, 0, 5, 1, 0, 1) - Number(await trader.publicGetApiV1Time()));
    await setClock(trader);
    const [paid] = await until(
      () => trader.fetchFundingHistory('BTC/USDC:USDC'),
      (found) => found.length > 0,
    );
    const [own] = served.truth('backpack').payments;
    expect(paid).toMatchObject({ symbol: 'BTC/USDC:USDC', amount: Number(own?.amount), rate: Number(own?.rate) });
    expect(paid?.timestamp).toBe(Date.UTC(2026, 0, 5, 1));
  });

  it('hears of its orders and positions on the signed streams', async () => {
    const before = served.counts('backpack').topics.subscribed;
    const heard = trader.watchOrders(ETH);
    const moved = trader.watchPositions([ETH]);
    await until(
      async () => served.counts('backpack').topics.subscribed - before,
      (count) => count >= 2,
    );
    const id = await placed(ETH, 'market', 'buy', 0.1);
    expect((await heard).some((order) => order.id === id)).toBe(true);
    const position = (await moved).at(-1);
    expect(position).toMatchObject({ symbol: ETH, side: 'long' });
    expect(Number(position?.contracts)).toBe(0.1);
  });

  it('is refused with a clock that is wrong, or a key that is none', async () => {
    const late = clientAt(served, { apiKey: API_KEY, secret: SEED });
    await expect(late.privateGetApiV1Capital()).rejects.toThrow('Request has expired');
    const stranger = clientAt(served, { apiKey: 'stranger', secret: SEED });
    await expect(stranger.privateGetApiV1Capital()).rejects.toThrow(AuthenticationError);
  });
});

/** Asks again until an answer will do; the limit of the spec is the limit of its patience. */
const until = async <Value>(ask: () => Promise<Value>, isEnough: (value: Value) => boolean): Promise<Value> => {
  for (;;) {
    const value = await ask();
    if (isEnough(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
