import type { pro } from 'ccxt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServedVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { serveVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { deribitProfile } from '../../src/venues/deribit/profile.ts';
import { CcxtWitness } from './ccxt-witness.ts';
import { deribitClientAt } from './deribit-client.ts';

type Client = InstanceType<typeof pro.deribit>;

const witness = new CcxtWitness(deribitProfile.createDecoder(), () => 'public');
let served: ServedVenues;
let client: Client;

// ccxt asks for rates of the last 8 hours and of the last month by its own clock: the markets begin now.
beforeAll(async () => {
  served = await serveVenues({ venues: ['deribit'], seed: 5, basePort: 'any' });
  client = witness.beside(deribitClientAt(served));
  // Sockets without TLS want an agent that ccxt loads on request.
  await client.loadHttpProxyAgent();
  await client.loadMarkets();
});
afterAll(async () => {
  await client.close();
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

  it.each(['BTC/USD:BTC', 'ETH/USDC:USDC'])('of the hours of a month: %s', async (symbol) => {
    const rows = await client.fetchFundingRateHistory(symbol);
    const ours = witness.settled(key(symbol)).map(({ rate, settlementAtMs }) => [settlementAtMs, rate]);
    // They name the overlapping 8 hours as the rate of each hourly row; the hour's own is beside it.
    expect(rows.map(({ timestamp, info }) => [timestamp, info.interest_1h])).toEqual(ours);
    expect(rows.length).toBeGreaterThanOrEqual(719);
    const eight = ours.slice(-8).reduce((sum, [, rate]) => sum + Number(rate), 0);
    expect(rows.at(-1)?.fundingRate).toBeCloseTo(eight, 12);
  });

  it.each(['BTC/USD:BTC', 'ETH/USDC:USDC', 'PEPE/USDC:USDC'])(
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
