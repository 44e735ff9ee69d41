import { beforeAll, describe, expect, it } from 'vitest';
import type { FundingObservation } from '../../src/domain/funding.ts';
import type { MarketKey } from '../../src/domain/ids.ts';
import type { Input } from '../../src/domain/input.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import type { FrameRejectedEvent, MarketEvent } from '../../src/domain/market-event.ts';
import type { SimMarkets, SimSettlement } from '../../src/simulator/sim-markets.ts';
import { atMs } from '../../src/domain/units.ts';
import { createSimMarkets } from '../../src/simulator/sim-markets.ts';
import { knownVenues } from '../../src/venues/registry.ts';

type Side = Map<number, number>;

/** A client of all venues: the real decoders, and books rebuilt from what they say. */
class Client {
  readonly faults: string[] = [];
  readonly instruments = new Map<MarketKey, Instrument>();
  readonly settled: FundingObservation[] = [];
  readonly predicted = new Map<MarketKey, FundingObservation>();
  readonly counts = new Map<string, number>();
  readonly #decoders = new Map(knownVenues.map((profile) => [profile.venue, profile.createDecoder()]));
  readonly #books = new Map<MarketKey, { readonly bids: Side; readonly asks: Side }>();

  hear(inputs: readonly Input[]): void {
    for (const input of inputs) for (const event of this.#read(input)) this.#fold(event, input);
  }

  side(market: MarketKey, side: 'bids' | 'asks'): readonly (readonly [number, number])[] {
    const rows = [...(this.#books.get(market)?.[side] ?? [])];
    return rows.sort(([a], [b]) => (side === 'bids' ? b - a : a - b));
  }

  #read(input: Input): readonly MarketEvent[] {
    if (input.kind !== 'frame' && input.kind !== 'rest') throw new Error(`no market data: ${input.kind}`);
    const decoder = this.#decoders.get(input.venue);
    if (decoder === undefined) throw new Error(`no venue ${input.venue}`);
    return input.kind === 'rest' ? decoder.rest(input.frame, input) : decoder.frame(input.frame, input);
  }

  #fold(event: MarketEvent, input: Input): void {
    this.counts.set(event.type, (this.counts.get(event.type) ?? 0) + 1);
    if (event.type === 'instrument') this.instruments.set(event.instrument.market, event.instrument);
    if (event.type === 'funding') {
      if (event.funding.kind === 'settled') this.settled.push(event.funding);
      else this.predicted.set(event.market, event.funding);
    }
    if (event.type === 'frame.rejected') this.faults.push(sentence(event, input));
    if (event.type === 'book.gap') this.faults.push(`a gap in ${event.market}`);
    if (event.type === 'book.snapshot' || event.type === 'book.delta') this.#book(event);
  }

  #book(event: Extract<MarketEvent, { readonly type: 'book.snapshot' | 'book.delta' }>): void {
    const known = event.type === 'book.snapshot' ? undefined : this.#books.get(event.market);
    const book = known ?? { bids: new Map<number, number>(), asks: new Map<number, number>() };
    this.#books.set(event.market, book);
    for (const side of ['bids', 'asks'] as const)
      for (let at = 0; at < event[side].length; at += 2) {
        const [price = NaN, size = NaN] = event[side].slice(at, at + 2);
        if (size === 0) book[side].delete(price);
        else book[side].set(price, size);
      }
  }
}

const sentence = (event: FrameRejectedEvent, input: Input): string =>
  `${event.venue} ${event.code} ${event.reason}: ${JSON.stringify(input).slice(0, 200)}`;

const ladderOf = (markets: SimMarkets, market: MarketKey, side: 'bids' | 'asks'): (readonly [number, number])[] => {
  const levels = markets.book(market)?.[side];
  if (levels === undefined) throw new Error(`no book of ${market}`);
  return Array.from({ length: levels.count }, (_, at) => [levels.prices[at] ?? NaN, levels.sizes[at] ?? NaN]);
};

const expectSameBooks = (client: Client, markets: SimMarkets): void => {
  for (const { market } of markets.instruments())
    for (const side of ['bids', 'asks'] as const)
      expect(client.side(market, side), `${side} of ${market}`).toEqual(ladderOf(markets, market, side));
};

/** Seven minutes before a settlement of every venue. */
const START = atMs(Date.UTC(2026, 0, 5, 7, 53));

describe.each([
  // 08:00 on every perpetual; within two hours also 09:00 on the hourly ones.
  { scenario: 'default', steps: 14_400, settled: 24 + 6 },
  { scenario: 'calm', steps: 1800, settled: 24 },
  { scenario: 'stress', steps: 1800, settled: 24 },
])('$steps half seconds of the scenario $scenario, read by the real decoders', ({ scenario, steps, settled }) => {
  const markets = createSimMarkets({ seed: 11, scenario, startAtMs: START });
  const client = new Client();
  const settlements: SimSettlement[] = [];
  const fresh = new Client();

  beforeAll(() => {
    client.hear(markets.openingInputs());
    for (let step = 0; step < steps; step++) {
      const { inputs, settlements: now } = markets.advance();
      settlements.push(...now);
      client.hear(inputs);
    }
    fresh.hear(markets.openingInputs());
    // 700,000 frames: seconds on a machine of one's own, longer on a busy one.
  }, 600_000);

  it('have no frame that is refused and no gap in a book', () => {
    expect(client.faults).toEqual([]);
    expect(client.counts.get('book.delta')).toBe(steps * 24);
    expect(client.counts.get('trade')).toBeGreaterThan(steps);
  });

  it('rebuild the very ladders that orders meet, every level of them', () => expectSameBooks(client, markets));

  it('describe the instruments as the markets know them', () => {
    const told = [...client.instruments.values()].sort((a, b) => (a.market < b.market ? -1 : 1));
    const known = [...markets.instruments()].sort((a, b) => (a.market < b.market ? -1 : 1));
    expect(told).toEqual(known);
  });

  it('tell every settled rate once in time, as it was charged', () => {
    const told = new Map(client.settled.map((one) => [`${one.market} ${one.settlementAtMs}`, one.rate]));
    expect(settlements.length).toBe(settled);
    for (const { market, rate, atMs: at } of settlements) expect(told.get(`${market} ${at}`)).toBe(Number(rate));
  });

  it('predict what the markets would settle', () => {
    for (const { market, kind } of markets.instruments()) {
      if (kind === 'spot') continue;
      const told = client.predicted.get(market);
      const now = markets.currentRate(market);
      expect(told?.settlementAtMs).toBe(now?.settlementAtMs);
      expect(told?.intervalHours).toBe(now?.intervalHours);
      // A minute of one venue's silence moves an estimate by little.
      expect(Math.abs((told?.rate ?? NaN) - (now?.rate ?? NaN))).toBeLessThan(0.0002);
    }
  });

  it('let a client who comes now start from the opening alone', () => {
    expect(fresh.faults).toEqual([]);
    expectSameBooks(fresh, markets);
    for (const { market, kind } of markets.instruments())
      if (kind !== 'spot')
        expect(fresh.settled.filter((one) => one.market === market).length).toBeGreaterThanOrEqual(30 * 3);
  });
});

describe('a resync', () => {
  it('brings a book back that missed frames, on every venue', () => {
    const markets = createSimMarkets({ seed: 12, startAtMs: START });
    const client = new Client();
    client.hear(markets.openingInputs());
    for (let step = 0; step < 20; step++) client.hear(markets.advance().inputs);
    for (let step = 0; step < 5; step++) markets.advance();
    client.hear(markets.advance().inputs);
    const { instruments } = client;
    const lost = new Set(client.faults);
    for (const market of instruments.keys()) client.hear(markets.snapshotInputs(market));
    for (let step = 0; step < 20; step++) client.hear(markets.advance().inputs);
    // Hyperliquid sends whole books and so has no gaps; the other three say which books broke.
    expect(lost.size).toBe([...instruments.values()].filter(({ venue }) => venue !== 'hyperliquid').length);
    expect(client.faults.length).toBe(lost.size);
    expectSameBooks(client, markets);
  });
});
