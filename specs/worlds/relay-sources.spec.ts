import { describe, expect, it } from 'vitest';
import type { FundingObservation } from '../../src/domain/funding.ts';
import { marketKey, symbolId, symbolOf, venueId } from '../../src/domain/ids.ts';
import type { MarketKey } from '../../src/domain/ids.ts';
import type { MarketEvent } from '../../src/domain/market-event.ts';
import { atMs, hours, ms } from '../../src/domain/units.ts';
import type { RelayProfile } from '../../src/venues/relay.ts';
import { sourceOf } from '../../src/venues/source-split.ts';
import { DividedSources } from '../../src/worlds/relay-sources.ts';

const ALPHA = venueId('alpha');
const RELAY = venueId('relay');
const START = Date.UTC(2026, 8, 1, 12);
const markets = Array.from({ length: 40 }, (_, at) => marketKey(ALPHA, symbolId(`C${at}/USDT:USDT`)));
const [first = marketKey(ALPHA, symbolId('X/USDT:USDT'))] = markets;

/** A relay whose frames are events already. */
const profile: RelayProfile = {
  relay: RELAY,
  preset: 'plain',
  key: { variable: 'RELAY_KEY' },
  serves: { funding: 'push', 'settled funding': 'none', prices: 'push', book: 'none' },
  pollEveryMs: ms(1000),
  createDecoder: () => ({
    frame: (frame) => frame as readonly MarketEvent[],
    rest: () => [],
    lost: () => [],
  }),
  link: () => {
    throw new Error('this relay is never called');
  },
  failureOf: () => undefined,
};

const rate = (market: MarketKey, value: number, nowMs: number): MarketEvent => {
  const funding: FundingObservation = {
    market,
    kind: 'predicted',
    rate: value,
    intervalHours: hours(8),
    intervalSource: 'frame',
    observedAtMs: atMs(nowMs - 20),
    settlementAtMs: atMs(START + 3_600_000),
  };
  return { type: 'funding', market, funding };
};

const book = (market: MarketKey): MarketEvent => ({
  type: 'book.snapshot',
  market,
  bids: [1, 1],
  asks: [2, 1],
  updateId: 1,
  venueAtMs: undefined,
});

/** The sources of one venue, and who of both is heard for a market after both have spoken. */
const stage = (shareFraction: number, shadow: 'on' | 'off' = 'on') => {
  const sources = new DividedSources([profile], [{ venue: ALPHA, relay: RELAY, shareFraction, shadow }]);
  const hear = (source: 'venue' | 'relay', events: readonly MarketEvent[], nowMs = START): readonly MarketEvent[] =>
    sources.admit(source === 'venue' ? ALPHA : RELAY, events, atMs(nowMs));
  const serving = (market: MarketKey, nowMs = START): string => {
    const heard = [
      hear('venue', [rate(market, 0.0001, nowMs)], nowMs).length > 0 ? 'venue' : '',
      hear('relay', [rate(market, 0.0001, nowMs)], nowMs).length > 0 ? 'relay' : '',
    ];
    return heard.filter((name) => name !== '').join(' and ');
  };
  return { sources, hear, serving };
};

describe('a venue and its relay', () => {
  it('divide the markets by the hash of their symbols, never both for one', () => {
    const { serving } = stage(0.5);
    const served = markets.map((market) => serving(market));
    expect(served.every((name) => name === 'venue' || name === 'relay')).toBe(true);
    expect(served).toEqual(markets.map((market) => (sourceOf(symbolOf(market), 0.5) === 'relay' ? 'relay' : 'venue')));
    expect(new Set(served).size).toBe(2);
  });

  it('are not divided at a share of 0, and the relay only watches', () => {
    const { serving, sources } = stage(0);
    expect(serving(first)).toBe('venue');
    expect(sources.takeFacts()).toEqual([]);
  });

  it('never divide books: a relay has none to trade on, a venue keeps its own', () => {
    const { hear } = stage(1);
    expect(hear('venue', [book(first)])).toEqual([book(first)]);
    expect(hear('relay', [book(first)])).toEqual([]);
  });

  it('change at the word of the operator, and back to the venue at once, with what it said meanwhile', () => {
    const { sources, hear, serving } = stage(0, 'off');
    sources.split(ALPHA, 1);
    expect(serving(first)).toBe('relay');
    hear('venue', [rate(first, 0.0007, START)]);
    sources.split(ALPHA, 0);
    const [back] = hear('relay', []);
    expect(back).toEqual(rate(first, 0.0007, START));
    expect(serving(first)).toBe('venue');
    expect(sources.takeFacts().map(({ type, body }) => [type, body['shareFraction']])).toEqual([
      ['source.split', 1],
      ['source.split', 0],
    ]);
  });

  it('fall back to the venue when the relay is lost, and return when it speaks again', () => {
    const { sources, hear, serving } = stage(1);
    expect(serving(first)).toBe('relay');
    sources.connection(RELAY, 'lost', atMs(START + 1));
    expect(hear('venue', [rate(first, 0.0002, START + 2)], START + 2).length).toBeGreaterThan(0);
    expect(serving(first, START + 3)).toBe('venue and relay');
    expect(serving(first, START + 4)).toBe('relay');
    expect(sources.takeFacts().map(({ type }) => type)).toEqual(['source.fell-back', 'source.recovered']);
  });

  it('fall back when the relay says nothing for half a minute', () => {
    const { sources, hear, serving } = stage(1, 'off');
    expect(serving(first)).toBe('relay');
    expect(hear('venue', [rate(first, 0.0002, START + 30_000)], START + 30_000)).toEqual([]);
    expect(hear('venue', [rate(first, 0.0002, START + 30_021)], START + 30_021).length).toBeGreaterThan(0);
    expect(sources.takeFacts()).toEqual([
      { type: 'source.fell-back', about: RELAY, body: { cause: 'nothing came for 30 s' } },
    ]);
  });

  it('fall back when the relay never says anything at all', () => {
    const { hear } = stage(1, 'off');
    expect(hear('venue', [rate(first, 0.0001, START)])).toEqual([]);
    expect(hear('venue', [rate(first, 0.0002, START + 30_000)], START + 30_000)).toEqual([]);
    expect(hear('venue', [rate(first, 0.0003, START + 30_001)], START + 30_001).length).toBeGreaterThan(0);
  });

  it('fall back when the relay refuses the key or is limited', () => {
    const { sources, hear, serving } = stage(1);
    serving(first);
    sources.notice(RELAY, { type: 'authentication-failed', where: 'GET /', message: 'no' }, atMs(START));
    expect(hear('venue', [rate(first, 0.0002, START + 1)], START + 1).length).toBeGreaterThan(0);
  });

  it('are compared whoever serves: each difference above 0.00001 is told once, with both values and ages', () => {
    const { sources, hear } = stage(0);
    hear('venue', [rate(first, 0.0001, START)]);
    hear('relay', [rate(first, 0.00011, START + 100)], START + 100);
    expect(sources.takeFacts()).toEqual([]);
    hear('relay', [rate(first, 0.00012, START + 200)], START + 200);
    hear('relay', [rate(first, 0.00012, START + 300)], START + 300);
    const told = sources.takeFacts();
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      type: 'source.diverged',
      about: first,
      body: { directRate: 0.0001, relayRate: 0.00012, directAgeMs: 220, relayAgeMs: 20, relay: 'relay' },
    });
  });

  it('are not compared where the shadow is off', () => {
    const { sources, hear } = stage(0, 'off');
    hear('venue', [rate(first, 0.0001, START)]);
    hear('relay', [rate(first, 0.0009, START)]);
    expect(sources.takeFacts()).toEqual([]);
  });

  it('tell when 95 of 100 records of the relay are older than 100 ms on arrival', () => {
    const { sources, hear } = stage(0);
    hear('relay', [rate(first, 0.0001, START)], START);
    sources.watch(atMs(START));
    expect(sources.takeFacts()).toEqual([]);
    for (let nth = 0; nth < 30; nth += 1) hear('relay', [rate(first, 0.0001, START)], START + 180);
    sources.watch(atMs(START + 200));
    expect(sources.takeFacts()).toEqual([{ type: 'feed.relay-latency', about: RELAY, body: { p95Ms: 200 } }]);
  });

  it('are not to be split where no relay speaks of the venue', () => {
    const { sources } = stage(0);
    sources.split(venueId('beta'), 1);
    expect(sources.takeFacts().map(({ type }) => type)).toEqual(['source.split-refused']);
  });
});
