import { BadRequest } from 'ccxt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServedVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { backpackProfile } from '../../src/venues/backpack/profile.ts';
import type { BackpackClient } from './backpack-client.ts';
import { clientAt, key, serveBackpack } from './backpack-client.ts';
import { CcxtWitness } from './ccxt-witness.ts';
import { createShiftedClock } from './shifted-clock.ts';

const witness = new CcxtWitness(backpackProfile.createDecoder(), () => 'public');
let served: ServedVenues;
let client: BackpackClient;

beforeAll(async () => {
  served = await serveBackpack(createShiftedClock());
  client = witness.beside(clientAt(served));
  // Sockets without TLS want an agent that ccxt loads on request.
  await client.loadHttpProxyAgent();
  await client.loadMarkets();
});
afterAll(async () => {
  await client.close();
  await served.close();
});

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
