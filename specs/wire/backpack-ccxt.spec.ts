import { AuthenticationError, BadRequest, pro } from 'ccxt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { atMs } from '../../src/domain/units.ts';
import { API_KEY } from '../../src/simulator/wire/venue-face.ts';
import type { ServedVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { serveVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { backpackProfile } from '../../src/venues/backpack/profile.ts';
import { CcxtWitness } from './ccxt-witness.ts';
import { createShiftedClock } from './shifted-clock.ts';

/** Ten minutes after a settlement: the witness takes answers as of the settlement itself. */
const START = atMs(Date.UTC(2026, 0, 5, 0, 10));
/** An ED25519 seed that opens nothing anywhere: signatures are made, and not checked. */
const SEED = Buffer.from('a seed of thirty-two bytes here.').toString('base64');

type Client = InstanceType<typeof pro.backpack>;

const clock = createShiftedClock();
const witness = new CcxtWitness(backpackProfile.createDecoder(), () => 'public');
let served: ServedVenues;
let client: Client;
let trader: Client;

const clientOf = (more: object = {}): Client => {
  const address = served.addresses.get('backpack');
  if (address === undefined) throw new Error('backpack is not served');
  const { http, ws } = address;
  return new pro.backpack({
    urls: { api: { public: http, private: http, ws: { public: ws, private: ws } } },
    ...more,
  });
};

/** What the venue's clock is behind ours. CCXT cannot tell: it looks for a member of a bare number. */
const setClock = async (of: Client): Promise<void> => {
  of.options['timeDifference'] = of.milliseconds() - Number(await of.publicGetApiV1Time());
};

beforeAll(async () => {
  served = await serveVenues({ venues: ['backpack'], seed: 5, startAtMs: START, basePort: 'any', clock });
  client = witness.beside(clientOf());
  // Sockets without TLS want an agent that ccxt loads on request.
  await client.loadHttpProxyAgent();
  await client.loadMarkets();
  trader = clientOf({ apiKey: API_KEY, secret: SEED });
  await trader.loadHttpProxyAgent();
  await setClock(trader);
  await trader.loadMarkets();
});
afterAll(async () => {
  await client.close();
  await trader.close();
  await served.close();
});

/** Symbols that both sides name alike; our key of them. */
const key = (symbol: string): string => `backpack:${symbol}`;

describe('ccxt at the simulated Backpack reads what our decoder reads', () => {
  it('of instruments, a thousandfold coin among them', () => {
    const ours = witness.instruments();
    expect(ours.map(({ symbol }) => symbol as string).sort()).toEqual([...client.symbols].sort());
    for (const { symbol, nativeSymbol, tickSize, lotSize, minQuantity, contractSize, settle } of ours) {
      const theirs = client.market(symbol);
      expect([theirs.id, theirs.precision.amount, theirs.precision.price, theirs.limits.amount?.min]).toEqual([
        nativeSymbol,
        lotSize.toNumber(),
        tickSize.toNumber(),
        minQuantity.toNumber(),
      ]);
      expect([theirs.linear, theirs.contractSize, theirs.settle, theirs.active]).toEqual([
        true,
        contractSize.toNumber(),
        settle,
        true,
      ]);
      expect(Number(theirs.info['fundingInterval']) / 3_600_000).toBe(1);
    }
    expect(client.market('KPEPE/USDC:USDC').id).toBe('kPEPE_USDC_PERP');
  });

  it('of the clock, which ccxt itself does not find in a bare number', async () => {
    const answer = Number(await client.publicGetApiV1Time());
    expect(witness.events.findLast(({ type }) => type === 'venue.time')).toMatchObject({ venueAtMs: answer });
    // It answers with its own clock instead, months away from the scenario's.
    expect(Number(await client.fetchTime()) - answer).toBeGreaterThan(60_000);
  });

  it('of running rates, marks and indices', async () => {
    expect(client.has['fetchFundingRates']).toBe(false);
    for (const symbol of client.symbols) {
      const rate = await client.fetchFundingRate(symbol);
      const market = key(symbol);
      const ours = witness.predicted(market);
      expect([rate.fundingRate, rate.nextFundingTimestamp, rate.interval]).toEqual([
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

  it.each(['BTC/USDC:USDC', 'KPEPE/USDC:USDC'])(
    'of settled rates, but that ccxt takes the running interval for one: %s',
    async (symbol) => {
      const rows = await client.fetchFundingRateHistory(symbol, undefined, 1000);
      const ours = witness.settled(key(symbol)).map(({ rate, settlementAtMs }) => [settlementAtMs, rate]);
      const running = rows.pop();
      expect(rows.map(({ timestamp, fundingRate }) => [timestamp, fundingRate])).toEqual(ours);
      expect(rows.length).toBeGreaterThanOrEqual(30 * 24);
      expect(running?.timestamp).toBe(Date.UTC(2026, 0, 5, 1));
    },
  );

  it.each(['BTC/USDC:USDC', 'LINK/USDC:USDC'])('of a book over REST: %s', async (symbol) => {
    const book = await client.fetchOrderBook(symbol);
    expect({ bids: book.bids, asks: book.asks }).toEqual(witness.book(key(symbol)));
    expect(book.nonce).toBe(witness.last('book.snapshot', key(symbol))?.updateId);
    expect(book.timestamp).toBe(witness.last('book.snapshot', key(symbol))?.venueAtMs);
    expect(book.bids.length).toBe(20);
  });

  it.each(['SOL/USDC:USDC', 'KPEPE/USDC:USDC'])('of a book on the stream: %s', async (symbol) => {
    for (let turn = 0; turn < 10; turn += 1) {
      const book = await client.watchOrderBook(symbol);
      expect({ bids: [...book.bids], asks: [...book.asks] }).toEqual(witness.book(key(symbol)));
      const { venueAtMs } = witness.last('book.delta', key(symbol)) ?? witness.last('book.snapshot', key(symbol)) ?? {};
      expect(book.timestamp).toBe(venueAtMs);
    }
  });

  it('of the touch on the stream', async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      const told = (await client.watchBidsAsks(['ETH/USDC:USDC']))['ETH/USDC:USDC'];
      const ours = witness.last('top', key('ETH/USDC:USDC'));
      expect([told?.bid, told?.bidVolume, told?.ask, told?.askVolume]).toEqual([
        ours?.top.bid,
        ours?.top.bidSize,
        ours?.top.ask,
        ours?.top.askSize,
      ]);
    }
  });

  it('of a ticker, in which there is no touch and nothing that we use', async () => {
    const ticker = await client.watchTicker('ETH/USDC:USDC');
    expect(witness.events.some((event) => event.type === 'frame.control' && event.detail === 'ticker')).toBe(true);
    const { bid } = witness.last('top', key('ETH/USDC:USDC'))?.top ?? {};
    expect(Math.abs(Number(ticker.last) / Number(bid) - 1)).toBeLessThan(0.01);
    expect([ticker.bid, ticker.ask]).toEqual([undefined, undefined]);
    const asked = await client.fetchTicker('ETH/USDC:USDC');
    expect(Math.abs(Number(asked.last) / Number(ticker.last) - 1)).toBeLessThan(0.01);
  });

  it('of trades on the stream', async () => {
    for (let turn = 0; turn < 2; turn += 1) {
      const [trade] = (await client.watchTrades('BTC/USDC:USDC')).slice(-1);
      const ours = witness.last('trade', key('BTC/USDC:USDC'));
      expect([trade?.id, trade?.side, trade?.price, trade?.amount]).toEqual([
        ours?.tradeId,
        ours?.takerSide,
        ours?.price,
        ours?.size,
      ]);
    }
  });

  it('and neither refuses a frame', () => {
    expect(witness.faults()).toEqual([]);
  });

  it('is told of a stream that does not exist, and of a market that does not', async () => {
    await expect(client.watchPublic(['nonsense.ETH_USDC_PERP'], ['nonsense'])).rejects.toThrow('Invalid stream');
    await expect(client.publicGetApiV1Depth({ symbol: 'NO_SUCH' })).rejects.toThrow(BadRequest);
    await expect(client.publicGetApiV1Depth({ symbol: 'ETH_USDC_PERP', limit: 7 })).rejects.toThrow('400');
    expect(await client.fetchStatus()).toMatchObject({ status: 'ok' });
  });
});

/** The venue's id of a new order. */
const placed = async (...order: Parameters<Client['createOrder']>): Promise<string> =>
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
    const late = clientOf({ apiKey: API_KEY, secret: SEED });
    await expect(late.privateGetApiV1Capital()).rejects.toThrow('Request has expired');
    const stranger = clientOf({ apiKey: 'stranger', secret: SEED });
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
