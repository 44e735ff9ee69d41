import { beforeAll, describe, expect, it } from 'vitest';
import type { FundingObservation } from '../../../../src/domain/funding.ts';
import type { BookSide } from '../../../../src/domain/book.ts';
import { marketKey, symbolId } from '../../../../src/domain/ids.ts';
import type { MarketKey } from '../../../../src/domain/ids.ts';
import type { Input } from '../../../../src/domain/input.ts';
import type { Instrument } from '../../../../src/domain/instrument.ts';
import type { MarketEvent } from '../../../../src/domain/market-event.ts';
import { atMs } from '../../../../src/domain/units.ts';
import { createSimMarkets } from '../../../../src/simulator/sim-markets.ts';
import type { SimMarkets, SimSettlement } from '../../../../src/simulator/sim-markets.ts';
import { deribitProfile } from '../../../../src/venues/deribit/profile.ts';
import { OrderBook } from '../../../../src/market/order-book.ts';
import { printEvent } from '../../../venues/printed-events.ts';

const HOUR = 3_600_000;
/** Seven minutes before an hour. */
const START = atMs(Date.UTC(2026, 0, 5, 7, 53));
/** Until seven minutes after the next hour. */
const STEPS = 2 * (14 * 60 + 3600);

interface RateInForce {
  readonly atMs: number;
  readonly rate: number;
}

class Client {
  readonly faults: string[] = [];
  readonly instruments = new Map<MarketKey, Instrument>();
  readonly books = new Map<MarketKey, OrderBook>();
  readonly settled: FundingObservation[] = [];
  readonly current = new Map<MarketKey, RateInForce[]>();
  readonly counts = new Map<string, number>();
  readonly mismatches: string[] = [];
  readonly #prices = new Map<MarketKey, { mark: number; index: number }>();
  readonly #decoder = deribitProfile.createDecoder();

  hear(inputs: readonly Input[]): void {
    for (const input of inputs) for (const event of this.#decode(input)) this.#take(event);
  }

  #decode(input: Input): readonly MarketEvent[] {
    if (input.kind === 'rest') return this.#decoder.rest(input.frame, input);
    if (input.kind === 'frame') return this.#decoder.frame(input.frame, input);
    throw new Error(`no market data: ${input.kind}`);
  }

  #take(event: MarketEvent): void {
    this.counts.set(event.type, (this.counts.get(event.type) ?? 0) + 1);
    if (event.type === 'frame.rejected' || event.type === 'book.gap') this.faults.push(printEvent(event));
    if (event.type === 'instrument') this.instruments.set(event.instrument.market, event.instrument);
    if (event.type === 'mark' || event.type === 'index')
      this.#prices.set(event.market, {
        mark: NaN,
        index: NaN,
        ...this.#prices.get(event.market),
        [event.type]: event.price,
      });
    if (event.type === 'funding' && event.funding.kind === 'settled') this.settled.push(event.funding);
    if (event.type === 'funding' && event.funding.kind === 'current') this.#rate(event.funding);
    if (event.type !== 'book.snapshot' && event.type !== 'book.delta') return;
    const book = this.books.get(event.market) ?? new OrderBook();
    this.books.set(event.market, book);
    if (event.type === 'book.snapshot') book.applySnapshot(event.bids, event.asks);
    else book.applyDelta(event.bids, event.asks);
  }

  /** A rate comes after the mark and index of its frame, and follows from them. */
  #rate({ market, rate, observedAtMs }: FundingObservation): void {
    const rates = this.current.get(market) ?? [];
    this.current.set(market, rates);
    rates.push({ atMs: observedAtMs, rate });
    const { mark = NaN, index = NaN } = this.#prices.get(market) ?? {};
    const premium = (mark - index) / index;
    const expected = Math.sign(premium) * Math.max(0, Math.abs(premium) - 0.00025);
    if (!(Math.abs(rate - expected) < 1e-8)) this.mismatches.push(`${market} ${rate} for ${mark} over ${index}`);
  }
}

const invented = (): SimMarkets =>
  createSimMarkets({ seed: 11, scenario: 'wire', startAtMs: START, venues: new Set(['deribit']) });

const byMarket = (a: Instrument, b: Instrument): number => (a.market < b.market ? -1 : 1);

const levels = (side: BookSide | undefined): (readonly [number, number])[] =>
  Array.from({ length: side?.count ?? 0 }, (_, at) => [side?.prices[at] ?? NaN, side?.sizes[at] ?? NaN]);

/** The mean of the rates said within the hour up to an instant. */
const meanOf = (rates: readonly RateInForce[], endMs: number): number => {
  const within = rates.filter(({ atMs: at }) => at > endMs - HOUR && at <= endMs);
  return within.reduce((sum, { rate }) => sum + rate, 0) / within.length;
};

describe('the simulated deribit, read by the real decoder', () => {
  const markets = invented();
  const client = new Client();
  const settlements: SimSettlement[] = [];

  beforeAll(() => {
    client.hear(markets.openingInputs());
    for (let step = 0; step < STEPS; step += 1) {
      const { inputs, settlements: now } = markets.advance();
      settlements.push(...now);
      client.hear(inputs);
    }
  }, 120_000);

  it('says nothing that is refused, and its books have no gap', () => {
    expect(client.faults).toEqual([]);
    expect(client.counts.get('book.delta')).toBe(9 * STEPS);
    expect(client.counts.get('trade')).toBeGreaterThan(STEPS / 2);
  });

  it('lists a perpetual in USDC on every coin and two that are margined in their coin, in lots of 10 and 1 USD', () => {
    const told = [...client.instruments.values()].sort(byMarket);
    expect(told).toEqual([...markets.instruments()].sort(byMarket));
    expect(told.map(({ symbol, lotSize, tickSize }) => `${symbol} ${lotSize.toFixed()} ${tickSize.toFixed()}`)).toEqual(
      [
        'AVAX/USDC:USDC 0.1 0.001',
        'BTC/USD:BTC 10 0.1',
        'BTC/USDC:USDC 0.0001 0.1',
        'DOGE/USDC:USDC 1 0.00001',
        'ETH/USD:ETH 1 0.01',
        'ETH/USDC:USDC 0.001 0.1',
        'LINK/USDC:USDC 0.1 0.001',
        'PEPE/USDC:USDC 1 0.0000000001',
        'SOL/USDC:USDC 0.01 0.01',
      ],
    );
  });

  it('rebuilds the very ladders that orders meet, sizes of BTC in tens of USD', () => {
    for (const { market } of markets.instruments())
      for (const side of ['bids', 'asks'] as const)
        expect(levels(client.books.get(market)?.depth('linear', 1)[side]), `${side} of ${market}`).toEqual(
          levels(markets.book(market)?.[side]),
        );
    const inBtc = levels(markets.book(marketKey(deribitProfile.venue, symbolId('BTC/USD:BTC')))?.bids);
    expect(inBtc.length).toBe(20);
    expect(inBtc.every(([, size]) => size > 0 && size % 10 === 0)).toBe(true);
  });

  it('names a rate that follows from the mark and index beside it, by the venue’s formula', () => {
    expect(client.mismatches).toEqual([]);
    const rates = [...client.current.values()].flat().map(({ rate }) => rate);
    expect(rates.filter((rate) => rate === 0).length).toBeGreaterThan(rates.length / 10);
    expect(rates.filter((rate) => rate !== 0).length).toBeGreaterThan(rates.length / 10);
  });

  it('posts each hour what the rates of the hour come to, an eighth of their mean', () => {
    expect(settlements.map(({ atMs: at }) => at)).toEqual([
      ...Array.from({ length: 9 }, () => Date.UTC(2026, 0, 5, 8)),
      ...Array.from({ length: 9 }, () => Date.UTC(2026, 0, 5, 9)),
    ]);
    for (const { market, rate, atMs: at } of settlements.slice(9)) {
      const mean = meanOf(client.current.get(market) ?? [], at);
      expect(Math.abs(Number(rate) - mean / 8), market).toBeLessThan(1e-7);
    }
    const told = new Map(client.settled.map((one) => [`${one.market} ${one.settlementAtMs}`, one.rate]));
    for (const { market, rate, atMs: at } of settlements) expect(told.get(`${market} ${at}`)).toBe(Number(rate));
  });

  it('begins with the hours of a month', () => {
    const hours = client.settled.filter(({ market }) => market === settlements[0]?.market);
    expect(new Set(hours.map(({ settlementAtMs }) => settlementAtMs)).size).toBe(31 * 24 + 2);
    expect(hours.every(({ intervalHours, kind }) => intervalHours === 1 && kind === 'settled')).toBe(true);
  });

  it('lets a client who comes now start from the opening alone, and one whose book broke from a snapshot', () => {
    const fresh = new Client();
    fresh.hear(markets.openingInputs());
    const [first] = markets.instruments();
    if (first === undefined) throw new Error('no market');
    fresh.hear(markets.snapshotInputs(first.market));
    expect(fresh.faults).toEqual([]);
    for (const { market } of markets.instruments())
      expect(levels(fresh.books.get(market)?.depth('linear', 1).bids)).toEqual(levels(markets.book(market)?.bids));
  });

  it('goes on byte for byte where it was saved', () => {
    const other = invented();
    other.restore(markets.save());
    for (let step = 0; step < 20; step += 1) expect(other.advance()).toEqual(markets.advance());
  });
});
