import { beforeAll, describe, expect, it } from 'vitest';
import type { FundingObservation } from '../../../../src/domain/funding.ts';
import type { Input } from '../../../../src/domain/input.ts';
import type { Instrument } from '../../../../src/domain/instrument.ts';
import type { MarketEvent } from '../../../../src/domain/market-event.ts';
import { atMs } from '../../../../src/domain/units.ts';
import type { SimMarkets, SimSettlement } from '../../../../src/simulator/sim-markets.ts';
import { createSimMarkets } from '../../../../src/simulator/sim-markets.ts';
import { kucoinProfile } from '../../../../src/venues/kucoin/profile.ts';
import { printEvent } from '../../../venues/printed-events.ts';
import { ReferenceBook } from '../../../venues/reference-book.ts';

/** Seven minutes before a settlement. */
const START = atMs(Date.UTC(2026, 0, 5, 7, 53));
const SETTLEMENT = Date.UTC(2026, 0, 5, 8);

const invented = (): SimMarkets =>
  createSimMarkets({ seed: 11, scenario: 'wire', startAtMs: START, venues: new Set([kucoinProfile.venue]) });

const byKey = (a: Instrument, b: Instrument): number => (a.market < b.market ? -1 : 1);

const isOurs = (input: Input): boolean => 'venue' in input && input.venue === kucoinProfile.venue;

/** Every event that the real decoder makes of what the markets say, with the instant it came at. */
const reader = () => {
  const decoder = kucoinProfile.createDecoder();
  const heard: (readonly [number, MarketEvent])[] = [];
  const read = (inputs: readonly Input[]): void => {
    for (const input of inputs.filter(isOurs)) {
      if (input.kind !== 'rest' && input.kind !== 'frame') throw new Error(`no market data: ${input.kind}`);
      const { frame } = input;
      const events = input.kind === 'rest' ? decoder.rest(frame, input) : decoder.frame(frame, input);
      for (const event of events) heard.push([input.atMs, event]);
    }
  };
  const faults = () =>
    heard.flatMap(([, event]) =>
      event.type === 'frame.rejected' || event.type === 'book.gap' ? [printEvent(event)] : [],
    );
  return { heard, read, faults };
};

const fundingOf = (
  events: readonly (readonly [number, MarketEvent])[],
  market: string,
): readonly FundingObservation[] =>
  events.flatMap(([, event]) => (event.type === 'funding' && event.market === market ? [event.funding] : []));

const expectBooks = (events: readonly (readonly [number, MarketEvent])[], markets: SimMarkets): void => {
  for (const { market } of markets.instruments()) {
    const book = new ReferenceBook();
    for (const [, event] of events) if ('market' in event && event.market === market) book.apply(event);
    const depth = markets.book(market);
    expect(book.top()).toEqual([
      depth?.bids.prices[0],
      depth?.bids.sizes[0],
      depth?.asks.prices[0],
      depth?.asks.sizes[0],
    ]);
    expect(book.levels()).toEqual([depth?.bids.count, depth?.asks.count]);
  }
};

describe('a quarter of an hour of the simulated KuCoin, read by the real decoder', () => {
  const markets = invented();
  const { heard, read, faults } = reader();
  const settlements: SimSettlement[] = [];

  beforeAll(() => {
    read(markets.openingInputs());
    for (let step = 0; step < 1800; step += 1) {
      const { inputs, settlements: now } = markets.advance();
      settlements.push(...now);
      read(inputs);
    }
  }, 120_000);

  it('has no frame that is refused and no gap in a book', () => {
    expect(faults()).toEqual([]);
  });

  it('lists a contract in USDT on every coin and one in USD on two, as the markets know them', () => {
    const told = heard.flatMap(([, event]) => (event.type === 'instrument' ? [event.instrument] : []));
    expect([...told].sort(byKey)).toEqual([...markets.instruments()].sort(byKey));
    expect(told.map(({ nativeSymbol, contractSize }) => `${nativeSymbol} ${contractSize.toString()}`).sort()).toEqual([
      'AVAXUSDTM 1',
      'DOGEUSDTM 100',
      'ETHUSDM 1',
      'ETHUSDTM 0.01',
      'LINKUSDTM 1',
      'PEPEUSDTM 10000',
      'SOLUSDTM 0.1',
      'XBTUSDM 1',
      'XBTUSDTM 0.001',
    ]);
  });

  it('has the books that orders meet', () => expectBooks(heard, markets));

  it('tells each settled rate as it was charged, and 30 days of them at first', () => {
    expect(settlements.length).toBe(9);
    for (const { market, rate, atMs: at } of settlements) {
      const settled = fundingOf(heard, market).filter(({ kind }) => kind === 'settled');
      const told = settled.filter(({ settlementAtMs }) => settlementAtMs === at);
      expect(new Set(told.map((one) => `${one.rate} ${one.intervalHours}`))).toEqual(new Set([`${Number(rate)} 8`]));
      expect(settled.length).toBeGreaterThanOrEqual(30 * 3);
    }
  });

  it('predicts once a minute what it would settle, but nothing in the first 90 s of an interval', () => {
    for (const { market } of markets.instruments()) {
      const told = fundingOf(heard, market).filter(({ kind }) => kind === 'predicted');
      const now = markets.currentRate(market);
      expect(told.at(-1)).toMatchObject({ settlementAtMs: now?.settlementAtMs, intervalHours: 8 });
      expect(Math.abs((told.at(-1)?.rate ?? NaN) - (now?.rate ?? NaN))).toBeLessThan(0.0001);
      // The list, the opening, and seven minutes.
      expect(told.filter(({ observedAtMs }) => observedAtMs < SETTLEMENT).length).toBe(9);
      const firstNew = told.find(({ observedAtMs }) => observedAtMs >= SETTLEMENT);
      expect((firstNew?.observedAtMs ?? 0) - SETTLEMENT).toBeGreaterThanOrEqual(90_000);
    }
  });

  it('tells mark and index each second, and trades', () => {
    const marks = heard.filter(([, { type }]) => type === 'mark');
    expect(marks.length).toBe(9 * 2 + 9 * 900);
    expect(heard.filter(([, { type }]) => type === 'index').length).toBe(marks.length);
    expect(heard.filter(([, { type }]) => type === 'trade').length).toBeGreaterThan(1000);
    expect(heard.filter(([, { type }]) => type === 'liquidation')).toEqual([]);
  });
});

it('brings books back that missed frames, from REST', () => {
  const markets = invented();
  const { heard, read, faults } = reader();
  read(markets.openingInputs());
  read(markets.advance().inputs);
  markets.advance();
  read(markets.advance().inputs);
  expect(faults().length).toBe(9);
  for (const { market } of markets.instruments()) read(markets.snapshotInputs(market));
  for (let step = 0; step < 5; step += 1) read(markets.advance().inputs);
  expect(faults().length).toBe(9);
  expectBooks(heard, markets);
});

it('says nothing where a scenario does not list it', () => {
  expect(createSimMarkets({ seed: 11, startAtMs: START }).openingInputs().filter(isOurs)).toEqual([]);
});
