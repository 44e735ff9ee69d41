import { InsufficientFunds, InvalidOrder, OrderNotFound, pro } from 'ccxt';
import type { MarketInterface as Market } from 'ccxt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MS_PER_HOUR, atMs } from '../../src/domain/units.ts';
import type { ServedVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { serveVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { hyperliquidProfile } from '../../src/venues/hyperliquid/profile.ts';
import { CcxtWitness } from './ccxt-witness.ts';
import { createShiftedClock } from './shifted-clock.ts';

/** Ten minutes before an hour. */
const START = atMs(Date.UTC(2026, 0, 5, 7, 50));
const SOL = 'SOL/USDC:USDC';
const PEPE = 'KPEPE/USDC:USDC';
/** Signatures are made, and not checked. */
const KEY = `0x${'1'.repeat(64)}`;
const WALLET = `0x${'ab'.repeat(20)}`;

type Client = InstanceType<typeof pro.hyperliquid>;

const clock = createShiftedClock();
const witness = new CcxtWitness(hyperliquidProfile.createDecoder(), () => 'public');
let served: ServedVenues;
let client: Client;
let trader: Client;
let aheadMs = 0;

const clientOf = (more: object = {}): Client => {
  const address = served.addresses.get('hyperliquid');
  if (address === undefined) throw new Error('hyperliquid is not served');
  const { http, ws } = address;
  const made = new pro.hyperliquid({
    urls: { api: { public: http, private: http, ws: { public: `${ws}/ws` } } },
    enableRateLimit: false,
    ...more,
  });
  // Nonces and settlements are counted by the venue's clock, which is that of its scenario.
  made.milliseconds = () => Math.floor(clock.now() + aheadMs);
  return made;
};

beforeAll(async () => {
  aheadMs = START - clock.now();
  served = await serveVenues({ venues: ['hyperliquid'], seed: 5, startAtMs: START, basePort: 'any', clock });
  client = witness.beside(clientOf());
  await client.loadHttpProxyAgent();
  await client.loadMarkets();
  trader = clientOf({ privateKey: KEY, walletAddress: WALLET });
  await trader.loadHttpProxyAgent();
  await trader.loadMarkets();
});
afterAll(async () => {
  await client.close();
  await trader.close();
  await served.close();
});

const key = (symbol: string): string => `hyperliquid:${symbol}`;

describe('ccxt at the simulated Hyperliquid reads what our decoder reads', () => {
  it('of instruments', () => {
    const ours = witness.instruments();
    expect(ours.map(({ symbol }) => symbol as string).sort()).toEqual([...client.symbols].sort());
    expect(client.symbols).toContain(PEPE);
    for (const { symbol, nativeSymbol, lotSize, minNotional, settle } of ours) {
      // Its id is the coin's place in the list; the name is an extra member.
      const theirs: Market & { readonly baseName?: string } = client.market(symbol);
      expect([symbol, theirs.baseName, theirs.precision.amount, theirs.limits.cost?.min, theirs.settle]).toEqual([
        symbol,
        nativeSymbol,
        lotSize.toNumber(),
        minNotional.toNumber(),
        settle,
      ]);
    }
  });

  it('of the clock', async () => {
    const time = await client.fetchTime();
    expect(witness.events.findLast(({ type }) => type === 'venue.time')).toMatchObject({ venueAtMs: time });
  });

  it('of running rates, marks and indices', async () => {
    const rates = Object.values(await client.fetchFundingRates());
    expect(rates.length).toBe(witness.instruments().length);
    for (const rate of rates) {
      const market = key(String(rate.symbol));
      expect([rate.symbol, rate.fundingRate, rate.markPrice, rate.indexPrice, rate.interval]).toEqual([
        rate.symbol,
        witness.predicted(market)?.rate,
        witness.last('mark', market)?.price,
        witness.last('index', market)?.price,
        `${witness.predicted(market)?.intervalHours}h`,
      ]);
      // Contexts have no time: both count from the clock at hand, the witness's stands still.
      expect(Number(rate.fundingTimestamp) % MS_PER_HOUR).toBe(0);
    }
  });

  it.each([SOL, PEPE])('of settled rates: %s', async (symbol) => {
    const before = witness.settled(key(symbol)).length;
    const theirs = await client.fetchFundingRateHistory(symbol, START - 100 * MS_PER_HOUR);
    const ours = witness.settled(key(symbol)).slice(before);
    expect(theirs.length).toBe(100);
    expect(theirs.map(({ timestamp, fundingRate }) => [timestamp, fundingRate])).toEqual(
      ours.map(({ observedAtMs, rate }) => [observedAtMs, rate]),
    );
    expect(ours.every(({ settlementAtMs }) => settlementAtMs % MS_PER_HOUR === 0)).toBe(true);
  });

  it.each([SOL, PEPE])('of books: %s', async (symbol) => {
    const theirs = await client.fetchOrderBook(symbol);
    const ours = witness.book(key(symbol));
    expect([theirs.bids, theirs.asks]).toEqual([ours.bids, ours.asks]);
    expect(theirs.bids).toHaveLength(20);
    expect(theirs.timestamp).toBe(witness.last('book.snapshot', key(symbol))?.venueAtMs);
  });

  it('of books on the socket, fast ones too', async () => {
    for (const [symbol, levels, params] of [
      [SOL, 20, {}],
      [PEPE, 5, { subscription: { type: 'l2Book', coin: 'kPEPE', fast: true } }],
    ] as const)
      for (let update = 0; update < 2; update += 1) {
        if (update > 0 && levels === 20) continue;
        const theirs = await client.watchOrderBook(symbol, undefined, params);
        const ours = witness.book(key(symbol));
        expect([theirs.bids, theirs.asks]).toEqual([ours.bids, ours.asks]);
        expect(theirs.bids).toHaveLength(levels);
      }
  });

  it('of tickers on the socket', async () => {
    for (let update = 0; update < 2; update += 1) {
      const ticker = await client.watchTicker('BTC/USDC:USDC');
      const { info } = ticker as { readonly info: { readonly markPx: string; readonly oraclePx: string } };
      expect([Number(info.markPx), Number(info.oraclePx)]).toEqual([
        witness.last('mark', key('BTC/USDC:USDC'))?.price,
        witness.last('index', key('BTC/USDC:USDC'))?.price,
      ]);
    }
  });

  it('without a frame refused', () => {
    expect(witness.faults()).toEqual([]);
  });
});

const cloid = (number: number): string => `0x${number.toString(16).padStart(32, '0')}`;
const at = (price: number): number => Number(price.toFixed(2));

const touch = async (symbol: string) => {
  const { bids, asks } = await trader.fetchOrderBook(symbol);
  return { bid: Number(bids[0]?.[0]), ask: Number(asks[0]?.[0]) };
};

/** Places a limit order on SOL; its number. */
const place = async (side: 'buy' | 'sell', [amount, price]: readonly [number, number], params: object = {}) =>
  String((await trader.createOrder(SOL, 'limit', side, amount, at(price), params)).id);

describe('an account at the simulated Hyperliquid, by ccxt', () => {
  it('rests an order, finds it by number and by client id, and cancels it by either', async () => {
    const { bid } = await touch(SOL);
    const price = at(bid * 0.98);
    const id = await place('buy', [2, price], { clientOrderId: cloid(1) });
    const found = await trader.fetchOrder(id, SOL);
    expect(found).toMatchObject({ id, clientOrderId: cloid(1), status: 'open', amount: 2, price, side: 'buy' });
    const byClientId = await trader.fetchOrder('', SOL, { clientOrderId: cloid(1) });
    expect(byClientId.id).toBe(id);
    expect((await trader.fetchOpenOrders(SOL)).map((open) => open.id)).toEqual([id]);
    await trader.cancelOrder(id, SOL);
    expect((await trader.fetchOrder(id, SOL)).status).toBe('canceled');
    await place('buy', [2, price], { clientOrderId: cloid(2) });
    await trader.cancelOrder('', SOL, { clientOrderId: cloid(2) });
    expect(await trader.fetchOpenOrders(SOL)).toEqual([]);
    await expect(trader.cancelOrder(id, SOL)).rejects.toThrow(OrderNotFound);
    await expect(trader.fetchOrder('', SOL, { clientOrderId: cloid(99) })).rejects.toThrow(OrderNotFound);
  });

  it('fills what crosses at once, and shows fill, position and balance', async () => {
    const { ask } = await touch(SOL);
    const bought = await place('buy', [3, ask * 1.01], { timeInForce: 'IOC', clientOrderId: cloid(3) });
    const order = await trader.fetchOrder(bought, SOL);
    expect(order).toMatchObject({ status: 'closed', filled: 3, remaining: 0 });
    const trades = await trader.fetchMyTrades(SOL);
    expect(trades.reduce((total, { amount }) => total + Number(amount), 0)).toBeCloseTo(3, 9);
    for (const trade of trades) {
      expect(trade).toMatchObject({ order: bought, side: 'buy', takerOrMaker: 'taker' });
      // 4.5 bps of the notional, in USDC.
      expect(trade.fee?.cost).toBeCloseTo(Number(trade.price) * Number(trade.amount) * 0.00045, 6);
      expect(trade.fee?.currency).toBe('USDC');
    }
    const [position] = await trader.fetchPositions([SOL]);
    expect(position).toMatchObject({ side: 'long', contracts: 3, leverage: 1 });
    const worth = trades.reduce((total, { price, amount }) => total + Number(price) * Number(amount), 0);
    expect(position?.entryPrice).toBeCloseTo(worth / 3, 6);
    const balance = await trader.fetchBalance();
    expect(balance['USDC']?.total).toBeLessThan(100_000);
    expect(balance['USDC']?.used).toBeGreaterThan(0);
  });

  it('pays funding on the hour at the oracle, and keeps it in a history', async () => {
    clock.forward(11 * 60_000);
    await expect.poll(async () => (await trader.fetchFundingHistory(SOL)).length, { timeout: 20_000 }).toBe(1);
    const [paid] = await trader.fetchFundingHistory(SOL);
    const settled = (await trader.fetchFundingRateHistory(SOL, START)).at(-1);
    expect(paid?.timestamp).toBe(settled?.timestamp);
    // A long of three pays a positive rate on the oracle price.
    const oracle = -Number(paid?.amount) / (3 * Number(settled?.fundingRate));
    expect(Math.abs(oracle / Number(witness.last('index', key(SOL))?.price) - 1)).toBeLessThan(0.02);
  });

  it('closes with reduce-only, and refuses in the venue’s words what cannot be', async () => {
    const { bid, ask } = await touch(SOL);
    await place('sell', [3, bid * 0.99], { timeInForce: 'IOC', reduceOnly: true });
    expect(await trader.fetchPositions([SOL])).toEqual([]);
    await expect(place('buy', [1, ask * 1.01], { postOnly: true })).rejects.toThrow(/would have immediately matched/);
    await expect(place('buy', [1, bid * 0.9], { timeInForce: 'IOC' })).rejects.toThrow(/could not immediately match/);
    await expect(place('buy', [0.01, bid])).rejects.toThrow(InvalidOrder);
    await expect(place('buy', [100_000, ask * 1.01], { timeInForce: 'IOC' })).rejects.toThrow(InsufficientFunds);
    await expect(place('sell', [1, bid * 0.99], { timeInForce: 'IOC', reduceOnly: true })).rejects.toThrow(/[Rr]educe/);
  });

  it('takes leverage', async () => {
    await trader.setLeverage(5, SOL);
    const { ask } = await touch(SOL);
    await place('buy', [1, ask * 1.01], { timeInForce: 'IOC' });
    expect((await trader.fetchPositions([SOL]))[0]).toMatchObject({ leverage: 5, contracts: 1 });
  });

  it('hears of its orders and trades as they happen, once each', async () => {
    const before = served.counts('hyperliquid').topics.subscribed;
    const orders = trader.watchOrders(SOL);
    const trades = trader.watchMyTrades(SOL);
    await expect.poll(() => served.counts('hyperliquid').topics.subscribed).toBe(before + 2);
    // what was traded before comes first
    const past = (await trades).length;
    const { ask } = await touch(SOL);
    const heard = trader.watchMyTrades(SOL);
    const id = await place('buy', [1, ask * 1.01], { timeInForce: 'IOC', clientOrderId: cloid(7) });
    const [told] = (await heard).filter(({ order }) => order === id);
    const [listed] = (await trader.fetchMyTrades(SOL)).filter(({ order }) => order === id);
    expect(past).toBeGreaterThan(0);
    expect(told).toMatchObject({ id: listed?.id, price: listed?.price, amount: 1, fee: listed?.fee });
    expect((await orders).find((order) => order.id === id)).toMatchObject({ clientOrderId: cloid(7), amount: 1 });
  });
});
