import { AuthenticationError, InvalidNonce, OrderNotFound, pro } from 'ccxt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { atMs } from '../../src/domain/units.ts';
import { API_KEY, API_PASSPHRASE, API_SECRET } from '../../src/simulator/wire/venue-face.ts';
import type { ServedVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { serveVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { okxProfile } from '../../src/venues/okx/profile.ts';
import { expectSameInstruments, until } from './ccxt-agreement.ts';
import { CcxtWitness } from './ccxt-witness.ts';
import { createShiftedClock } from './shifted-clock.ts';

/** Three minutes before a settlement of every swap. */
const START = atMs(Date.UTC(2026, 0, 5, 7, 57));

type Client = InstanceType<typeof pro.okx>;

const clock = createShiftedClock();
const startedAtMs = clock.now();
const witness = new CcxtWitness(okxProfile.createDecoder(), () => 'public');
let served: ServedVenues;
let client: Client;
let trader: Client;

const clientOf = (more: object = {}): Client => {
  const address = served.addresses.get('okx');
  if (address === undefined) throw new Error('okx is not served');
  const api = { rest: address.http, ws: `${address.ws}/ws/v5` };
  // The venue's clock is that of its scenario, not ours. A stamp of whole seconds is taken from ours: it is set too.
  const made = new pro.okx({
    urls: { api },
    options: { adjustForTimeDifference: true },
    enableRateLimit: false,
    ...more,
  });
  made.seconds = () => Math.floor((START + clock.now() - startedAtMs) / 1000);
  return made;
};

const KEYS = { apiKey: API_KEY, secret: API_SECRET, password: API_PASSPHRASE };

beforeAll(async () => {
  served = await serveVenues({ venues: ['okx'], seed: 5, startAtMs: START, basePort: 'any', clock });
  client = witness.beside(clientOf());
  // Sockets without TLS want an agent that ccxt loads on request.
  await client.loadHttpProxyAgent();
  await client.loadMarkets();
  trader = clientOf(KEYS);
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
const key = (symbol: string): string => `okx:${symbol}`;

describe('ccxt at the simulated OKX reads what our decoder reads', () => {
  it('of instruments, large contracts and inverse ones among them', () => {
    expectSameInstruments(client, witness);
    expect(client.market('PEPE/USDT:USDT').contractSize).toBe(10_000_000);
  });

  it('of the clock', async () => {
    const time = await client.fetchTime();
    expect(witness.events.findLast(({ type }) => type === 'venue.time')).toMatchObject({ venueAtMs: time });
  });

  it('of running rates of every swap', async () => {
    const rates = Object.values(await client.fetchFundingRates());
    expect(rates.length).toBe(witness.instruments().filter(({ kind }) => kind !== 'spot').length);
    for (const rate of rates) {
      const ours = witness.predicted(key(String(rate.symbol)));
      expect([rate.symbol, rate.fundingRate, rate.fundingTimestamp, rate.interval]).toEqual([
        rate.symbol,
        ours?.rate,
        ours?.settlementAtMs,
        `${ours?.intervalHours}h`,
      ]);
    }
  });

  it.each(['BTC/USDT:USDT', 'PEPE/USDT:USDT', 'ETH/USD:ETH'])('of settled rates: %s', async (symbol) => {
    const before = witness.settled(key(symbol)).length;
    const rows = await client.fetchFundingRateHistory(symbol);
    const ours = witness
      .settled(key(symbol))
      .slice(before)
      .map(({ rate, settlementAtMs }) => [settlementAtMs, rate]);
    expect(rows.map(({ timestamp, fundingRate }) => [timestamp, fundingRate])).toEqual(ours);
    expect(rows.length).toBeGreaterThanOrEqual(90);
  });

  it.each(['BTC/USDT:USDT', 'BTC/USDT', 'BTC/USD:BTC'])('of a book over REST: %s', async (symbol) => {
    const book = await client.fetchOrderBook(symbol, 50);
    // A third member counts liquidation orders, always 0.
    const levels = ({ bids, asks }: typeof book) => ({
      bids: bids.map(([price, size]) => [price, size]),
      asks: asks.map(([price, size]) => [price, size]),
    });
    expect(levels(book)).toEqual(witness.book(key(symbol)));
    expect(book.bids.length).toBe(20);
  });

  it.each(['SOL/USDT:USDT', 'SOL/USDT', 'ETH/USD:ETH'])('of a book on the stream: %s', async (symbol) => {
    for (let turn = 0; turn < 10; turn += 1) {
      const book = await client.watchOrderBook(symbol);
      expect({ bids: [...book.bids], asks: [...book.asks] }).toEqual(witness.book(key(symbol)));
    }
  });

  it.each(['DOGE/USDT:USDT', 'ETH/USDT'])('of the touch of a ticker on the stream: %s', async (symbol) => {
    await client.watchOrderBook(symbol);
    // Ticker and book are channels of their own: they are compared where both speak of the same instant.
    for (let compared = 0; compared < 3;) {
      const ticker = await client.watchTicker(symbol);
      if (witness.last('book.delta', key(symbol))?.venueAtMs !== ticker.timestamp) continue;
      const { bids, asks } = witness.book(key(symbol));
      expect([ticker.bid, ticker.bidVolume, ticker.ask, ticker.askVolume]).toEqual([
        ...(bids[0] ?? []),
        ...(asks[0] ?? []),
      ]);
      compared += 1;
    }
  });

  it('of a mark on the stream', async () => {
    const marks = await client.watchMarkPrices(['BTC/USD:BTC']);
    expect(marks['BTC/USD:BTC']?.markPrice).toBe(witness.last('mark', key('BTC/USD:BTC'))?.price);
  });

  it('of a running rate on the stream', async () => {
    const rate = await client.watchFundingRate('ETH/USD:ETH');
    expect(rate.fundingRate).toBe(witness.predicted(key('ETH/USD:ETH'))?.rate);
  });

  it('and neither refuses a frame', () => {
    expect(witness.faults()).toEqual([]);
  });
});

/** The venue's id of a new order. */
const placed = async (...order: Parameters<Client['createOrder']>): Promise<string> =>
  String((await trader.createOrder(...order)).id);

const subscribed = (): number => served.counts('okx').topics.subscribed;

describe('ccxt trades at the simulated OKX', () => {
  it('rests an order under its client id, finds it, cancels it; a second one of the id is refused', async () => {
    const symbol = 'ETH/USDT:USDT';
    const price = Number((await trader.fetchTicker(symbol)).bid) * 0.9;
    const params = { clientOrderId: 'specRest1' };
    const id = await placed(symbol, 'limit', 'buy', 1, price, params);
    const [open] = await trader.fetchOpenOrders(symbol);
    expect(open).toMatchObject({ id, clientOrderId: 'specRest1', status: 'open', amount: 1, filled: 0 });
    await expect(trader.createOrder(symbol, 'limit', 'buy', 1, price, params)).rejects.toThrow('51016');
    await trader.cancelOrder(id, symbol);
    expect(await trader.fetchOpenOrders(symbol)).toEqual([]);
    const closed = await trader.fetchOrder('', symbol, { clOrdId: 'specRest1' });
    expect(closed).toMatchObject({ id, status: 'canceled', filled: 0 });
    await expect(trader.cancelOrder(id, symbol)).rejects.toThrow('51400');
    await expect(trader.fetchOrder('123456', symbol)).rejects.toThrow(OrderNotFound);
  });

  it('refuses a client id that is no letters and digits', async () => {
    const order = trader.createOrder('ETH/USDT:USDT', 'limit', 'buy', 1, 100, { clientOrderId: 'spec-rest_1' });
    await expect(order).rejects.toThrow('Parameter clOrdId error');
  });

  it('cancels a post-only order that would take', async () => {
    const symbol = 'ETH/USDT:USDT';
    const price = Number((await trader.fetchTicker(symbol)).ask) * 1.01;
    const id = await placed(symbol, 'limit', 'buy', 1, price, { postOnly: true });
    const order = await trader.fetchOrder(id, symbol);
    expect(order).toMatchObject({ status: 'canceled', filled: 0 });
    expect(order.info).toMatchObject({ cancelSource: '31' });
  });

  it.each([
    { symbol: 'BTC/USDT:USDT', amount: 5, settle: 'USDT' },
    { symbol: 'BTC/USD:BTC', amount: 12, settle: 'BTC' },
  ])('takes $symbol in contracts: order, trade, position and balance agree', async ({ symbol, amount, settle }) => {
    const before = await trader.fetchBalance();
    const id = await placed(symbol, 'market', 'sell', amount, undefined, { marginMode: 'cross' });
    const order = await trader.fetchOrder(id, symbol);
    expect(order).toMatchObject({ status: 'closed', filled: amount, remaining: 0, side: 'sell' });
    const trades = (await trader.fetchMyTrades(symbol)).filter((trade) => trade.order === id);
    expect(trades.reduce((sum, trade) => sum + Number(trade.amount), 0)).toBeCloseTo(amount, 9);
    const [position] = await trader.fetchPositions([symbol]);
    expect(position).toMatchObject({ symbol, side: 'short', contracts: amount });
    const fee = trades.reduce((sum, trade) => sum + Number(trade.fee?.cost), 0);
    const after = await trader.fetchBalance();
    expect(fee).toBeGreaterThan(0);
    expect(Number(after[settle]?.total)).toBeCloseTo(Number(before[settle]?.total) - fee, 8);
    expect(served.truth('okx').positions.find(({ market }) => market === key(symbol))?.quantity).toBe(`-${amount}`);
  });

  it('buys and sells on spot', async () => {
    const bought = await placed('BTC/USDT', 'market', 'buy', 0.01, undefined, { tgtCcy: 'base_ccy' });
    expect(await trader.fetchOrder(bought, 'BTC/USDT')).toMatchObject({ status: 'closed', filled: 0.01 });
    const sold = await placed('BTC/USDT', 'market', 'sell', 0.005);
    expect(await trader.fetchOrder(sold, 'BTC/USDT')).toMatchObject({ filled: 0.005 });
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
    const id = await placed(symbol, 'limit', 'buy', 1, price);
    expect((await heard).at(-1)).toMatchObject({ id, status: 'open', amount: 1 });
    await trader.cancelOrder(id, symbol);
  });

  it('is paid funding for what it holds at a settlement', async () => {
    clock.forward(Math.max(0, Date.UTC(2026, 0, 5, 8, 0, 1) - Number(await trader.fetchTime())));
    await trader.loadTimeDifference();
    const rows = await until(
      () => trader.fetchFundingHistory('BTC/USD:BTC'),
      (found) => found.length > 0,
    );
    const [own] = served.truth('okx').payments.filter(({ market }) => market === key('BTC/USD:BTC'));
    expect(rows[0]).toMatchObject({ symbol: 'BTC/USD:BTC', amount: Number(own?.amount), code: 'BTC' });
    expect(rows[0]?.timestamp).toBe(Date.UTC(2026, 0, 5, 8));
  });

  it('sets leverage, and is told that there is only net mode', async () => {
    await trader.setLeverage(3, 'SOL/USDT:USDT');
    expect(await trader.fetchLeverage('SOL/USDT:USDT')).toMatchObject({ longLeverage: 3, shortLeverage: 3 });
    await expect(trader.setPositionMode(true)).rejects.toThrow('59000');
  });

  it('is refused with a clock that is wrong, or a key that is none', async () => {
    const late = clientOf({ ...KEYS, options: { adjustForTimeDifference: false } });
    await expect(late.fetchBalance()).rejects.toThrow(InvalidNonce);
    const stranger = clientOf({ ...KEYS, apiKey: 'stranger' });
    await expect(stranger.fetchBalance()).rejects.toThrow(AuthenticationError);
  });
});
