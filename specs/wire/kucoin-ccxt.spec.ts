import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServedVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { kucoinProfile } from '../../src/venues/kucoin/profile.ts';
import { CcxtWitness } from './ccxt-witness.ts';
import type { KucoinClient } from './kucoin-client.ts';
import { SETTLEMENT, clientOf, key, serveKucoin } from './kucoin-client.ts';
import { createShiftedClock } from './shifted-clock.ts';

const witness = new CcxtWitness(kucoinProfile.createDecoder(), () => 'classic');
let served: ServedVenues;
let client: KucoinClient;

beforeAll(async () => {
  served = await serveKucoin(createShiftedClock());
  client = witness.beside(clientOf(served));
  // Sockets without TLS want an agent that ccxt loads on request.
  await client.loadHttpProxyAgent();
  await client.loadMarkets();
});
afterAll(async () => {
  await client.close();
  await served.close();
});

describe('ccxt at the simulated KuCoin Futures reads what our decoder reads', () => {
  it('of contracts', () => {
    const ours = witness.instruments();
    expect(ours.map(({ symbol }) => symbol as string).sort()).toEqual([...client.symbols].sort());
    for (const { symbol, nativeSymbol, kind, tickSize, lotSize, contractSize, settle } of ours) {
      const theirs = client.market(symbol);
      expect([theirs.id, theirs.precision.amount, theirs.precision.price]).toEqual([
        nativeSymbol,
        lotSize.toNumber(),
        tickSize.toNumber(),
      ]);
      expect([theirs.swap, theirs.linear, theirs.inverse]).toEqual([true, kind === 'linear', kind === 'inverse']);
      expect([theirs.contractSize, theirs.settle]).toEqual([contractSize.toNumber(), settle]);
    }
  });

  it('of the clock', async () => {
    const time = await client.fetchTime();
    expect(witness.events.findLast(({ type }) => type === 'venue.time')).toMatchObject({ venueAtMs: time });
  });

  it('of all running rates', async () => {
    const rates = Object.values(await client.fetchFundingRates());
    expect(rates.length).toBe(witness.instruments().length);
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

  it.each(['BTC/USDT:USDT', 'ETH/USD:ETH'])('of one running rate and its prices: %s', async (symbol) => {
    const rate = await client.fetchFundingRate(symbol);
    const ours = witness.predicted(key(symbol));
    expect([rate.fundingRate, rate.fundingTimestamp]).toEqual([ours?.rate, SETTLEMENT]);
    const { markPrice } = await client.fetchMarkPrice(symbol);
    expect(markPrice).toBe(witness.last('mark', key(symbol))?.price);
  });

  it.each(['BTC/USDT:USDT', 'PEPE/USDT:USDT', 'ETH/USD:ETH'])('of settled rates: %s', async (symbol) => {
    const rows = await client.fetchFundingRateHistory(symbol);
    const ours = witness.settled(key(symbol)).map(({ rate, settlementAtMs }) => [settlementAtMs, rate]);
    expect(rows.map(({ timestamp, fundingRate }) => [timestamp, fundingRate])).toEqual(ours);
    expect(rows.length).toBeGreaterThanOrEqual(90);
  });

  it.each(['BTC/USDT:USDT', 'BTC/USD:BTC'])('of a book over REST: %s', async (symbol) => {
    const book = await client.fetchOrderBook(symbol);
    expect({ bids: book.bids, asks: book.asks }).toEqual(witness.book(key(symbol)));
    expect(book.bids.length).toBe(20);
  });

  it.each(['SOL/USDT:USDT', 'ETH/USD:ETH'])('of a book on the classic stream: %s', async (symbol) => {
    for (let turn = 0; turn < 20; turn += 1) {
      const book = await client.watchOrderBook(symbol);
      expect({ bids: [...book.bids], asks: [...book.asks] }).toEqual(witness.book(key(symbol)));
    }
  });

  it('of a book on the unified stream', async () => {
    const params = { uta: true, utaDepth: '50' };
    const book = await client.watchOrderBook('DOGE/USDT:USDT', undefined, params);
    expect({ bids: [...book.bids], asks: [...book.asks] }).toEqual(witness.book(key('DOGE/USDT:USDT')));
  });

  it.each(['AVAX/USDT:USDT', 'PEPE/USDT:USDT'])('of a ticker on the stream: %s', async (symbol) => {
    for (let turn = 0; turn < 3; turn += 1) {
      const ticker = await client.watchTicker(symbol);
      const { bid, bidSize, ask, askSize } = witness.last('top', key(symbol))?.top ?? {};
      expect([ticker.bid, ticker.bidVolume, ticker.ask, ticker.askVolume]).toEqual([bid, bidSize, ask, askSize]);
    }
  });

  it('of trades on the stream', async () => {
    const [trade] = await client.watchTrades('LINK/USDT:USDT');
    const ours = witness.last('trade', key('LINK/USDT:USDT'));
    expect([trade?.price, trade?.amount, trade?.side]).toEqual([ours?.price, ours?.size, ours?.takerSide]);
  });

  it('and neither refuses a frame', () => {
    expect(witness.faults()).toEqual([]);
  });
});
