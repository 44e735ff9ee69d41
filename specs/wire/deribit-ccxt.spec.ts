import { AuthenticationError, InsufficientFunds, InvalidOrder, OrderNotFound, pro } from 'ccxt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MS_PER_HOUR } from '../../src/domain/units.ts';
import { API_KEY, API_SECRET } from '../../src/simulator/wire/venue-face.ts';
import type { ServedVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { serveVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { deribitProfile } from '../../src/venues/deribit/profile.ts';
import { CcxtWitness } from './ccxt-witness.ts';
import { createShiftedClock } from './shifted-clock.ts';

type Client = InstanceType<typeof pro.deribit>;

const clock = createShiftedClock();
const witness = new CcxtWitness(deribitProfile.createDecoder(), () => 'public');
let served: ServedVenues;
let client: Client;
let trader: Client;

const clientOf = (more: object = {}): Client => {
  const address = served.addresses.get('deribit');
  if (address === undefined) throw new Error('deribit is not served');
  const { http, ws } = address;
  return new pro.deribit({ urls: { api: { rest: http, ws: `${ws}/ws/api/v2` } }, enableRateLimit: false, ...more });
};

// ccxt asks for rates of the last 8 hours and of the last month by its own clock: the markets begin now.
beforeAll(async () => {
  served = await serveVenues({ venues: ['deribit'], seed: 5, basePort: 'any', clock });
  client = witness.beside(clientOf());
  // Sockets without TLS want an agent that ccxt loads on request.
  await client.loadHttpProxyAgent();
  await client.loadMarkets();
  trader = clientOf({ apiKey: API_KEY, secret: API_SECRET });
  await trader.loadHttpProxyAgent();
  await trader.loadMarkets();
});
afterAll(async () => {
  await client.close();
  await trader.close();
  await served.close();
});

/** Symbols that both sides name alike; our key of them. */
const key = (symbol: string): string => `deribit:${symbol}`;

/** The rate in force that our decoder last read. */
const current = (symbol: string) => {
  const event = witness.events.findLast(
    (one) => one.type === 'funding' && one.market === key(symbol) && one.funding.kind === 'current',
  );
  return event?.type === 'funding' ? event.funding : undefined;
};

describe('ccxt at the simulated Deribit reads what our decoder reads', () => {
  it('of instruments, but counts contracts where we count amounts', () => {
    const ours = witness.instruments();
    expect(ours.map(({ symbol }) => symbol as string).sort()).toEqual([...client.symbols].sort());
    for (const { symbol, nativeSymbol, kind, tickSize, lotSize, minQuantity, settle } of ours) {
      const theirs = client.market(symbol);
      expect([symbol, theirs.id, theirs.precision.amount, theirs.precision.price]).toEqual([
        symbol,
        nativeSymbol,
        minQuantity.toNumber(),
        tickSize.toNumber(),
      ]);
      expect([theirs.linear, theirs.inverse, theirs.settle, theirs.swap]).toEqual([
        kind === 'linear',
        kind === 'inverse',
        settle,
        true,
      ]);
      // The lot of an amount is their contract.
      expect(theirs.contractSize).toBe(lotSize.toNumber());
    }
  });

  it('of the clock', async () => {
    const time = await client.fetchTime();
    expect(witness.events.findLast(({ type }) => type === 'venue.time')).toMatchObject({ venueAtMs: time });
    expect(await client.fetchStatus()).toMatchObject({ status: 'ok' });
  });

  it.each(['BTC/USD:BTC', 'SOL/USDC:USDC'])('of the hours of a month: %s', async (symbol) => {
    const rows = await client.fetchFundingRateHistory(symbol);
    const ours = witness.settled(key(symbol)).map(({ rate, settlementAtMs }) => [settlementAtMs, rate]);
    // They name the overlapping 8 hours as the rate of each hourly row; the hour's own is beside it.
    expect(rows.map(({ timestamp, info }) => [timestamp, info.interest_1h])).toEqual(ours);
    expect(rows.length).toBeGreaterThanOrEqual(719);
    const eight = ours.slice(-8).reduce((sum, [, rate]) => sum + Number(rate), 0);
    expect(rows.at(-1)?.fundingRate).toBeCloseTo(eight, 12);
  });

  it.each(['BTC/USD:BTC', 'SOL/USDC:USDC', 'PEPE/USDC:USDC'])(
    'of mark, index and the rate in force: %s; their funding rate is what the last 8 hours cost',
    async (symbol) => {
      const ticker = await client.fetchTicker(symbol);
      expect([ticker.markPrice, ticker.indexPrice, ticker.info.current_funding]).toEqual([
        witness.last('mark', key(symbol))?.price,
        witness.last('index', key(symbol))?.price,
        current(symbol)?.rate,
      ]);
      expect(current(symbol)).toMatchObject({ intervalHours: 8, intervalSource: 'venue-rule' });
      const { fundingRate } = await client.fetchFundingRate(symbol);
      expect(fundingRate).toBeCloseTo(Number(ticker.info.funding_8h), 6);
    },
  );

  it('of all tickers of a currency', async () => {
    const tickers = await client.fetchTickers(undefined, { currency: 'USDC' });
    expect(Object.keys(tickers).length).toBe(7);
    for (const [symbol, ticker] of Object.entries(tickers))
      expect([symbol, ticker.markPrice]).toEqual([symbol, witness.last('mark', key(symbol))?.price]);
  });

  it.each(['BTC/USDC:USDC', 'LINK/USDC:USDC'])('of a book over REST: %s', async (symbol) => {
    const book = await client.fetchOrderBook(symbol, 50);
    expect({ bids: book.bids, asks: book.asks }).toEqual(witness.book(key(symbol)));
    expect(book.bids.length).toBe(20);
  });

  it.each(['SOL/USDC:USDC', 'BTC/USD:BTC', 'PEPE/USDC:USDC'])('of a book on the stream: %s', async (symbol) => {
    for (let turn = 0; turn < 10; turn += 1) {
      const book = await client.watchOrderBook(symbol);
      expect({ bids: pairs(book.bids), asks: pairs(book.asks) }).toEqual(witness.book(key(symbol)));
    }
  });

  it.each(['DOGE/USDC:USDC', 'BTC/USD:BTC'])('of a ticker on the stream: %s', async (symbol) => {
    for (let turn = 0; turn < 3; turn += 1) {
      const ticker = await client.watchTicker(symbol);
      expect([ticker.markPrice, ticker.indexPrice, ticker.info.current_funding]).toEqual([
        witness.last('mark', key(symbol))?.price,
        witness.last('index', key(symbol))?.price,
        current(symbol)?.rate,
      ]);
    }
  });

  it('and neither refuses a frame', () => {
    expect(witness.faults()).toEqual([]);
  });
});

/** ccxt keeps a count beside price and size. */
const pairs = (side: readonly (readonly unknown[])[]): unknown[][] => side.map(([price, size]) => [price, size]);

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
    { symbol: 'SOL/USDC:USDC', amount: 5, settle: 'USDC' },
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
      instrument_name: 'SOL_USDC-PERPETUAL',
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
    const stranger = clientOf({ apiKey: 'stranger', secret: API_SECRET });
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
