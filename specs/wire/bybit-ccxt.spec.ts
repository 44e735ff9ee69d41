import { AuthenticationError, InvalidNonce, OrderNotFound, pro } from 'ccxt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { atMs } from '../../src/domain/units.ts';
import { API_KEY, API_SECRET } from '../../src/simulator/wire/venue-face.ts';
import type { ServedVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { serveVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { bybitProfile } from '../../src/venues/bybit/profile.ts';
import { expectSameInstruments, until } from './ccxt-agreement.ts';
import { CcxtWitness } from './ccxt-witness.ts';
import { createShiftedClock } from './shifted-clock.ts';

/** Three minutes before a settlement of every contract. */
const START = atMs(Date.UTC(2026, 0, 5, 7, 57));

type Client = InstanceType<typeof pro.bybit>;

const clock = createShiftedClock();
const witness = new CcxtWitness(bybitProfile.createDecoder(), (url) => url.split('/').at(-1) ?? '');
let served: ServedVenues;
let client: Client;
let trader: Client;

const clientOf = (more: object = {}): Client => {
  const address = served.addresses.get('bybit');
  if (address === undefined) throw new Error('bybit is not served');
  const { http, ws } = address;
  const socket = (path: string) => `${ws}/v5/${path}`;
  const api = {
    public: http,
    private: http,
    ws: {
      public: { linear: socket('public/linear'), inverse: socket('public/inverse'), spot: socket('public/spot') },
      private: { contract: socket('private') },
    },
  };
  // The venue's clock is that of its scenario, not ours.
  return new pro.bybit({
    urls: { api },
    options: { adjustForTimeDifference: true },
    enableRateLimit: false,
    ...more,
  });
};

beforeAll(async () => {
  served = await serveVenues({ venues: ['bybit'], seed: 5, startAtMs: START, basePort: 'any', clock });
  client = witness.beside(clientOf());
  // Sockets without TLS want an agent that ccxt loads on request.
  await client.loadHttpProxyAgent();
  await client.loadMarkets();
  trader = clientOf({ apiKey: API_KEY, secret: API_SECRET });
  // With a key, currencies are asked for first, and signed.
  await trader.loadTimeDifference();
  await trader.loadHttpProxyAgent();
  await trader.loadMarkets();
});
afterAll(async () => {
  await client.close();
  await trader.close();
  await served.close();
});

/** Symbols that both sides name alike; our key of them. */
const key = (symbol: string): string => `bybit:${symbol}`;

describe('ccxt at the simulated Bybit reads what our decoder reads', () => {
  it('of instruments', () => {
    expectSameInstruments(client, witness);
  });

  it('of the clock', async () => {
    const time = await client.fetchTime();
    expect(witness.events.findLast(({ type }) => type === 'venue.time')).toMatchObject({ venueAtMs: time });
  });

  it.each(['linear', 'inverse'])('of running rates, marks and indices: %s', async (subType) => {
    const rates = Object.values(await client.fetchFundingRates(undefined, { subType }));
    expect(rates.length).toBe(witness.instruments().filter(({ kind }) => kind === subType).length);
    for (const rate of rates) {
      const market = key(String(rate.symbol));
      const ours = witness.predicted(market);
      expect([rate.symbol, rate.fundingRate, rate.fundingTimestamp, rate.interval]).toEqual([
        rate.symbol,
        ours?.rate,
        ours?.settlementAtMs,
        `${ours?.intervalHours}h`,
      ]);
      expect([rate.markPrice, rate.indexPrice]).toEqual([
        witness.last('mark', market)?.price,
        witness.last('index', market)?.price,
      ]);
    }
  });

  it.each(['BTC/USDT:USDT', '1000PEPE/USDT:USDT', 'ETH/USD:ETH'])('of settled rates: %s', async (symbol) => {
    const rows = await client.fetchFundingRateHistory(symbol);
    const ours = witness.settled(key(symbol)).map(({ rate, settlementAtMs }) => [settlementAtMs, rate]);
    expect(rows.map(({ timestamp, fundingRate }) => [timestamp, fundingRate])).toEqual(ours);
    expect(rows.length).toBeGreaterThanOrEqual(90);
  });

  it.each(['BTC/USDT:USDT', 'BTC/USDT', 'BTC/USD:BTC'])('of a book over REST: %s', async (symbol) => {
    const book = await client.fetchOrderBook(symbol, 50);
    expect({ bids: book.bids, asks: book.asks }).toEqual(witness.book(key(symbol)));
    expect(book.bids.length).toBe(20);
  });

  it.each(['SOL/USDT:USDT', 'SOL/USDT', 'ETH/USD:ETH'])('of a book on the stream: %s', async (symbol) => {
    for (let turn = 0; turn < 10; turn += 1) {
      const book = await client.watchOrderBook(symbol);
      expect({ bids: [...book.bids], asks: [...book.asks] }).toEqual(witness.book(key(symbol)));
    }
  });

  it.each(['DOGE/USDT:USDT', 'BTC/USD:BTC'])('of a ticker on the stream: %s', async (symbol) => {
    for (let turn = 0; turn < 3; turn += 1) {
      const ticker = await client.watchTicker(symbol);
      const market = key(symbol);
      expect([ticker.markPrice, ticker.indexPrice]).toEqual([
        witness.last('mark', market)?.price,
        witness.last('index', market)?.price,
      ]);
      expect([ticker.bid, ticker.bidVolume, ticker.ask, ticker.askVolume]).toEqual(topOf(market));
    }
  });

  it('of a spot ticker, which is snapshots without bid and ask', async () => {
    const ticker = await client.watchTicker('ETH/USDT');
    expect(ticker.last).toBeGreaterThan(0);
    expect(ticker.bid).toBe(undefined);
  });

  it('and neither refuses a frame', () => {
    expect(witness.faults()).toEqual([]);
  });
});

const topOf = (market: string) => {
  const { bid, bidSize, ask, askSize } = witness.last('top', market)?.top ?? {};
  return [bid, bidSize, ask, askSize];
};

const subscribed = (): number => served.counts('bybit').topics.subscribed;

/** The venue's id of a new order. */
const placed = async (...order: Parameters<Client['createOrder']>): Promise<string> =>
  String((await trader.createOrder(...order)).id);

describe('ccxt trades at the simulated Bybit', () => {
  it('rests an order under its client id, finds it, cancels it; a second one of the id is refused', async () => {
    const symbol = 'ETH/USDT:USDT';
    const price = Number((await trader.fetchTicker(symbol)).bid) * 0.9;
    const params = { clientOrderId: 'spec-rest_1' };
    const id = await placed(symbol, 'limit', 'buy', 0.1, price, params);
    const [open] = await trader.fetchOpenOrders(symbol);
    expect(open).toMatchObject({ id, clientOrderId: 'spec-rest_1', status: 'open', amount: 0.1, filled: 0 });
    await expect(trader.createOrder(symbol, 'limit', 'buy', 0.1, price, params)).rejects.toThrow('110072');
    await trader.cancelOrder(id, symbol);
    expect(await trader.fetchOpenOrders(symbol)).toEqual([]);
    const closed = await trader.fetchOrder(id, symbol, { acknowledged: true });
    expect(closed).toMatchObject({ id, status: 'canceled', filled: 0 });
    await expect(trader.cancelOrder(id, symbol)).rejects.toThrow(OrderNotFound);
  });

  it('cancels a post-only order that would take', async () => {
    const symbol = 'ETH/USDT:USDT';
    const price = Number((await trader.fetchTicker(symbol)).ask) * 1.01;
    const id = await placed(symbol, 'limit', 'buy', 0.1, price, { postOnly: true });
    const order = await trader.fetchOrder(id, symbol, { acknowledged: true });
    expect(order).toMatchObject({ status: 'canceled', filled: 0 });
    expect(order.info).toMatchObject({ rejectReason: 'EC_PostOnlyWillTakeLiquidity' });
  });

  it.each([
    { symbol: 'BTC/USDT:USDT', amount: 0.05, settle: 'USDT' },
    { symbol: 'BTC/USD:BTC', amount: 500, settle: 'BTC' },
  ])('takes $symbol: order, trade, position and balance agree', async ({ symbol, amount, settle }) => {
    const before = await trader.fetchBalance();
    const id = await placed(symbol, 'market', 'sell', amount);
    const order = await trader.fetchOrder(id, symbol, { acknowledged: true });
    expect(order).toMatchObject({ status: 'closed', filled: amount, remaining: 0, side: 'sell' });
    const trades = (await trader.fetchMyTrades(symbol)).filter((trade) => trade.order === id);
    expect(trades.reduce((sum, trade) => sum + Number(trade.amount), 0)).toBeCloseTo(amount, 9);
    const [position] = await trader.fetchPositions([symbol]);
    expect(position).toMatchObject({ symbol, side: 'short', contracts: amount });
    const fee = trades.reduce((sum, trade) => sum + Number(trade.fee?.cost), 0);
    const after = await trader.fetchBalance();
    expect(Number(after[settle]?.total)).toBeCloseTo(Number(before[settle]?.total) - fee, 8);
    expect(served.truth('bybit').positions.find(({ market }) => market === key(symbol))?.quantity).toBe(`-${amount}`);
  });

  it('spends quote coins and base coins on spot', async () => {
    const id = await placed('BTC/USDT', 'market', 'buy', 0.01);
    const bought = await trader.fetchOrder(id, 'BTC/USDT', { acknowledged: true });
    expect(bought).toMatchObject({ status: 'closed', filled: 0.01 });
    const sold = await placed('BTC/USDT', 'market', 'sell', 0.005);
    expect(await trader.fetchOrder(sold, 'BTC/USDT', { acknowledged: true })).toMatchObject({ filled: 0.005 });
  });

  it('is paid funding for what it holds at a settlement', async () => {
    clock.forward(Math.max(0, Date.UTC(2026, 0, 5, 8, 0, 1) - Number(await trader.fetchTime())));
    await trader.loadTimeDifference();
    const rows = await until(
      () => trader.fetchFundingHistory('BTC/USDT:USDT'),
      (found) => found.length > 0,
    );
    const [paid] = rows;
    const [own] = served.truth('bybit').payments.filter(({ market }) => market === key('BTC/USDT:USDT'));
    // Executions count what was paid; our own records what was received.
    expect(paid).toMatchObject({ symbol: 'BTC/USDT:USDT', amount: -Number(own?.amount), code: 'USDT' });
    expect(paid?.timestamp).toBe(Date.UTC(2026, 0, 5, 8));
  });

  it('sets leverage, and is told that there is only one-way mode', async () => {
    await trader.setLeverage(3, 'SOL/USDT:USDT');
    const [flat] = await trader.fetchPositions(['SOL/USDT:USDT']);
    expect(flat).toMatchObject({ leverage: 3, contracts: 0 });
    await expect(trader.setPositionMode(true, 'SOL/USDT:USDT')).rejects.toThrow('110028');
  });

  it('hears of its orders on the private socket', async () => {
    const symbol = 'ETH/USDT:USDT';
    const before = subscribed();
    const price = Number((await trader.fetchTicker(symbol)).bid) * 0.9;
    const heard = trader.watchOrders(symbol);
    await until(
      async () => subscribed(),
      (count) => count > before,
    );
    const id = await placed(symbol, 'limit', 'buy', 0.1, price);
    expect((await heard).at(-1)).toMatchObject({ id, status: 'open', amount: 0.1 });
    await trader.cancelOrder(id, symbol);
  });

  it('is refused with a clock that is wrong, or a key that is none', async () => {
    const late = clientOf({ apiKey: API_KEY, secret: API_SECRET, options: { adjustForTimeDifference: false } });
    await expect(late.fetchBalance()).rejects.toThrow(InvalidNonce);
    const stranger = clientOf({ apiKey: 'stranger', secret: API_SECRET });
    await expect(stranger.fetchBalance()).rejects.toThrow(AuthenticationError);
  });
});
