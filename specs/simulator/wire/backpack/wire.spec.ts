import { beforeAll, describe, expect, it } from 'vitest';
import type { FundingObservation } from '../../../../src/domain/funding.ts';
import type { MarketKey } from '../../../../src/domain/ids.ts';
import type { Input } from '../../../../src/domain/input.ts';
import type { Instrument } from '../../../../src/domain/instrument.ts';
import type { MarketEvent } from '../../../../src/domain/market-event.ts';
import { atMs } from '../../../../src/domain/units.ts';
import { createSimMarkets } from '../../../../src/simulator/sim-markets.ts';
import type { SimSettlement } from '../../../../src/simulator/sim-markets.ts';
import { backpackProfile } from '../../../../src/venues/backpack/profile.ts';
import { printEvent } from '../../../venues/printed-events.ts';
import { ReferenceBook } from '../../../venues/reference-book.ts';

/** Seven minutes before an hour. */
const START = atMs(Date.UTC(2026, 0, 5, 7, 53));
const STEPS = 1800;

class Client {
  readonly faults: string[] = [];
  readonly instruments = new Map<MarketKey, Instrument>();
  readonly books = new Map<MarketKey, ReferenceBook>();
  readonly settled: FundingObservation[] = [];
  readonly predicted = new Map<MarketKey, FundingObservation>();
  readonly marks = new Map<MarketKey, number>();
  readonly #decoder = backpackProfile.createDecoder();

  hear(inputs: readonly Input[]): void {
    for (const input of inputs) for (const event of this.#decode(input)) this.#take(event);
  }

  #decode(input: Input): readonly MarketEvent[] {
    // Venues without a market here still send their empty lists.
    if ('venue' in input && input.venue !== backpackProfile.venue) return [];
    if (input.kind === 'rest') return this.#decoder.rest(input.frame, input);
    if (input.kind === 'frame') return this.#decoder.frame(input.frame, input);
    throw new Error(`no market data: ${input.kind}`);
  }

  #take(event: MarketEvent): void {
    if (event.type === 'frame.rejected' || event.type === 'book.gap') this.faults.push(printEvent(event));
    if (event.type === 'instrument') this.instruments.set(event.instrument.market, event.instrument);
    if (event.type === 'mark') this.marks.set(event.market, event.price);
    if (event.type === 'funding' && event.funding.kind === 'settled') this.settled.push(event.funding);
    if (event.type === 'funding' && event.funding.kind === 'predicted') this.predicted.set(event.market, event.funding);
    if (event.type !== 'book.snapshot' && event.type !== 'book.delta') return;
    const book = this.books.get(event.market) ?? new ReferenceBook();
    this.books.set(event.market, book);
    book.apply(event);
  }
}

const invented = () =>
  createSimMarkets({ seed: 11, scenario: 'wire', startAtMs: START, venues: new Set([backpackProfile.venue]) });

describe('the simulated backpack, read by the real decoder', () => {
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
  });

  it('lists a perpetual in USDC on every coin, a thousand of the cheap one', () => {
    const told = [...client.instruments.values()].sort((a, b) => (a.market < b.market ? -1 : 1));
    expect(told).toEqual([...markets.instruments()].sort((a, b) => (a.market < b.market ? -1 : 1)));
    expect(told.map(({ nativeSymbol, coin, multiplier }) => `${nativeSymbol} ${coin} ${multiplier}`)).toContain(
      'kPEPE_USDC_PERP PEPE 1000',
    );
    expect(told.length).toBe(7);
  });

  it('has the books that orders meet', () => {
    for (const { market } of markets.instruments()) {
      const [bid, bidSize, ask, askSize] = client.books.get(market)?.top() ?? [];
      const depth = markets.book(market);
      expect([bid, bidSize]).toEqual([depth?.bids.prices[0], depth?.bids.sizes[0]]);
      expect([ask, askSize]).toEqual([depth?.asks.prices[0], depth?.asks.sizes[0]]);
      expect(client.books.get(market)?.levels()).toEqual([depth?.bids.count, depth?.asks.count]);
    }
  });

  it('tells each settled rate as it was charged, hourly, and 30 days of them at first', () => {
    expect(settlements.length).toBe(7);
    for (const { market, rate, atMs: at } of settlements) {
      const told = client.settled.filter((one) => one.market === market && one.settlementAtMs === at);
      expect(told.map((one) => [one.rate, one.intervalHours])).toEqual([[Number(rate), 1]]);
    }
    for (const { market } of markets.instruments())
      expect(client.settled.filter((one) => one.market === market).length).toBeGreaterThanOrEqual(30 * 24);
  });

  it('predicts what it would settle now, at the coming hour', () => {
    for (const { market } of markets.instruments()) {
      const told = client.predicted.get(market);
      expect(told?.settlementAtMs).toBe(markets.currentRate(market)?.settlementAtMs);
      expect(Math.abs((told?.rate ?? NaN) - (markets.currentRate(market)?.rate ?? NaN))).toBeLessThan(1e-5);
      expect(Math.abs((client.marks.get(market) ?? NaN) / markets.markPrice(market) - 1)).toBeLessThan(0.002);
    }
  });
});

it('brings books back that missed frames', () => {
  const markets = invented();
  const client = new Client();
  client.hear(markets.openingInputs());
  client.hear(markets.advance().inputs);
  markets.advance();
  client.hear(markets.advance().inputs);
  expect(client.faults.length).toBe(7);
  for (const { market } of markets.instruments()) client.hear(markets.snapshotInputs(market));
  for (let step = 0; step < 5; step += 1) client.hear(markets.advance().inputs);
  expect(client.faults.length).toBe(7);
});

it('says nothing where a scenario does not list it', () => {
  const inputs = createSimMarkets({ seed: 11, startAtMs: START }).openingInputs();
  expect(inputs.filter((input) => 'venue' in input && input.venue === backpackProfile.venue)).toEqual([]);
});
