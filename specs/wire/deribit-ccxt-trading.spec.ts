import { AuthenticationError, InsufficientFunds, InvalidOrder, OrderNotFound } from 'ccxt';
import type { pro } from 'ccxt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MS_PER_HOUR } from '../../src/domain/units.ts';
import { API_KEY, API_SECRET } from '../../src/simulator/wire/venue-face.ts';
import type { ServedVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { serveVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { deribitClientAt } from './deribit-client.ts';
import { createShiftedClock } from './shifted-clock.ts';

type Client = InstanceType<typeof pro.deribit>;

const clock = createShiftedClock();
let served: ServedVenues;
let trader: Client;

beforeAll(async () => {
  served = await serveVenues({ venues: ['deribit'], seed: 5, basePort: 'any', clock });
  trader = deribitClientAt(served, { apiKey: API_KEY, secret: API_SECRET });
  // Sockets without TLS want an agent that ccxt loads on request.
  await trader.loadHttpProxyAgent();
  await trader.loadMarkets();
});
afterAll(async () => {
  await trader.close();
  await served.close();
});

const key = (symbol: string): string => `deribit:${symbol}`;

/** The venue's id of a new order. */
const placed = async (...order: Parameters<Client['createOrder']>): Promise<string> =>
  String((await trader.createOrder(...order)).id);

describe('ccxt trades at the simulated Deribit', () => {
  it('rests an order under a label, finds it, cancels it', async () => {
    const symbol = 'ETH/USDC:USDC';
    const price = Number((await trader.fetchTicker(symbol)).bid) * 0.9;
    const id = await placed(symbol, 'limit', 'buy', 0.1, price, { label: 'spec-rest-1' });
    expect(id).toMatch(/^USDC-\d+$/);
    const [open] = await trader.fetchOpenOrders(symbol);
    expect(open).toMatchObject({ id, status: 'open', amount: 0.1, filled: 0, side: 'buy' });
    expect(open?.info.label).toBe('spec-rest-1');
    expect(await trader.cancelOrder(id)).toMatchObject({ id, status: 'canceled' });
    expect(await trader.fetchOpenOrders(symbol)).toEqual([]);
    expect(await trader.fetchOrder(id)).toMatchObject({ id, status: 'canceled', filled: 0 });
    await expect(trader.cancelOrder(id)).rejects.toThrow('11044');
    await expect(trader.fetchOrder('USDC-4711')).rejects.toThrow(OrderNotFound);
  });

  it('may use a label twice: it protects from nothing, and finds both', async () => {
    const symbol = 'ETH/USD:ETH';
    const price = Number((await trader.fetchTicker(symbol)).bid) * 0.9;
    const ids = [
      await placed(symbol, 'limit', 'buy', 10, price, { label: 'twice' }),
      await placed(symbol, 'limit', 'buy', 10, price, { label: 'twice' }),
    ];
    expect(ids[0]).not.toBe(ids[1]);
    const found = await trader.privateGetGetOpenOrdersByLabel({ currency: 'ETH', label: 'twice' });
    expect(found.result.map((order: { order_id: string; label: string }) => [order.order_id, order.label])).toEqual(
      ids.map((id) => [id, 'twice']),
    );
    expect((await trader.privateGetCancelByLabel({ currency: 'ETH', label: 'twice' })).result).toBe(2);
  });

  it('moves a post-only order that would take outside the spread, or rejects it', async () => {
    const symbol = 'SOL/USDC:USDC';
    const price = Number((await trader.fetchTicker(symbol)).ask) * 1.01;
    await expect(trader.createOrder(symbol, 'limit', 'buy', 1, price, { postOnly: true })).rejects.toThrow('11054');
    const moved = await trader.privateGetBuy({
      instrument_name: 'SOL_USDC-PERPETUAL',
      amount: 1,
      price: trader.priceToPrecision(symbol, price),
      post_only: true,
    });
    expect(moved.result.order).toMatchObject({ order_state: 'open', filled_amount: 0 });
    expect(Number(moved.result.order.price)).toBeLessThan(price / 1.005);
    await trader.cancelOrder(moved.result.order.order_id);
  });

  it.each([
    { symbol: 'ETH/USDC:USDC', amount: 0.5, settle: 'USDC' },
    { symbol: 'BTC/USD:BTC', amount: 500, settle: 'BTC' },
  ])('takes $symbol: order, trade, position and balance agree', async ({ symbol, amount, settle }) => {
    const before = await trader.fetchBalance();
    const order = await trader.createOrder(symbol, 'market', 'sell', amount);
    expect(order).toMatchObject({ status: 'closed', filled: amount, side: 'sell' });
    const trades = (await trader.fetchMyTrades(symbol)).filter((trade) => trade.order === order.id);
    expect(trades.reduce((sum, trade) => sum + Number(trade.amount), 0)).toBeCloseTo(amount, 9);
    expect(await trader.fetchOrderTrades(String(order.id), symbol)).toHaveLength(trades.length);
    const position = (await trader.fetchPositions([symbol]))[0];
    expect(position).toMatchObject({ symbol, side: 'short', contracts: -amount });
    const fee = trades.reduce((sum, trade) => sum + Number(trade.fee?.cost), 0);
    const after = await trader.fetchBalance();
    expect(
      Number(after.info.summaries.find(({ currency }: { currency: string }) => currency === settle).balance),
    ).toBeCloseTo(
      Number(before.info.summaries.find(({ currency }: { currency: string }) => currency === settle).balance) - fee,
      8,
    );
    expect(served.truth('deribit').positions.find(({ market }) => market === key(symbol))?.quantity).toBe(`-${amount}`);
  });

  it('is refused what it cannot pay, and amounts and prices off the grid', async () => {
    const at = { instrument_name: 'BTC-PERPETUAL', type: 'limit' };
    await expect(trader.createOrder('BTC/USD:BTC', 'market', 'buy', 900_000_000)).rejects.toThrow(InsufficientFunds);
    await expect(trader.privateGetBuy({ ...at, amount: 15, price: 1000 })).rejects.toThrow('-32602');
    await expect(trader.privateGetBuy({ ...at, amount: 10, price: 1000.03 })).rejects.toThrow(InvalidOrder);
    await expect(trader.privateGetBuy({ ...at, instrument_name: 'X-PERPETUAL', amount: 10 })).rejects.toThrow('13020');
  });

  it('is paid funding on the hour for what it holds', async () => {
    const nowMs = Number(await trader.fetchTime());
    const hourMs = (Math.floor(nowMs / MS_PER_HOUR) + 1) * MS_PER_HOUR;
    clock.forward(hourMs + 1000 - nowMs);
    const paid = await until(
      async () => served.truth('deribit').payments.filter(({ coin }) => coin === 'USDC'),
      (payments) => payments.length > 0,
    );
    const log = await trader.privateGetGetTransactionLog({
      currency: 'USDC',
      start_timestamp: 0,
      end_timestamp: hourMs,
    });
    expect(log.result.logs[0]).toMatchObject({
      type: 'settlement',
      instrument_name: 'ETH_USDC-PERPETUAL',
      interest_pl: Number(paid[0]?.amount),
      timestamp: hourMs,
    });
    // Short where the rate is negative: it pays.
    expect(Number(paid[0]?.amount)).toBeLessThan(0);
  });

  it('hears of its orders on the socket', async () => {
    const symbol = 'ETH/USDC:USDC';
    const price = Number((await trader.fetchTicker(symbol)).bid) * 0.9;
    const before = served.counts('deribit').topics.subscribed;
    const heard = trader.watchOrders(symbol);
    await until(
      async () => served.counts('deribit').topics.subscribed,
      (count) => count > before,
    );
    const id = await placed(symbol, 'limit', 'buy', 0.1, price);
    expect((await heard).at(-1)).toMatchObject({ id, status: 'open', amount: 0.1 });
    await trader.cancelOrder(id);
  });

  it('is not let in with a key that is none', async () => {
    const stranger = deribitClientAt(served, { apiKey: 'stranger', secret: API_SECRET });
    await expect(stranger.fetchBalance()).rejects.toThrow(AuthenticationError);
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
