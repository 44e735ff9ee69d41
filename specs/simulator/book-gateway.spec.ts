import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/domain/codec.ts';
import { venueId } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import { atMs } from '../../src/domain/units.ts';
import { createBookGateway } from '../../src/simulator/book-gateway.adapter.ts';
import type { VenueStore } from '../../src/simulator/venue-store.ts';
import {
  ALPHA,
  bookOf,
  briefly,
  instrumentOf,
  LINEAR,
  orderOf,
  profileOf,
  reportsOf,
  START,
  venueUnderTest,
} from './venue-under-test.ts';

const runOf = (): string[] => {
  const venue = venueUnderTest();
  venue.gateway.perform({ kind: 'submit', order: orderOf({ clientOrderId: 'x1', quantity: '3' }) }, START);
  return venue.run().map((input) => `${input.atMs} ${input.kind === 'report' ? briefly(input.report) : ''}`);
};

describe('book gateway', () => {
  it('has nothing due until asked, and then says when', () => {
    const { gateway } = venueUnderTest();
    expect(gateway.nextAtMs()).toBe(Infinity);
    gateway.perform({ kind: 'submit', order: orderOf() }, START);
    expect(gateway.nextAtMs()).toBeGreaterThan(START);
    expect(gateway.advanceTo(atMs(gateway.nextAtMs() - 1))).toEqual([]);
  });

  it('asks for the lent book only when the order arrives', () => {
    const asked: number[] = [];
    let now = START;
    const gateway = createBookGateway({
      profiles: [profileOf()],
      books: () => {
        asked.push(now);
        return bookOf([99, 1], [100, 1]);
      },
      instruments: (market) => instrumentOf(market),
      marks: () => 100,
      seed: 7,
      nowMs: START,
    });
    gateway.perform({ kind: 'submit', order: orderOf() }, START);
    expect(asked).toEqual([]);
    now = atMs(gateway.nextAtMs());
    gateway.advanceTo(now);
    expect(asked).toEqual([now]);
  });

  it('orders the reports of one instant by venue', () => {
    const latency = {
      sendMs: { minMs: 5, maxMs: 5 },
      ackMs: { minMs: 5, maxMs: 5 },
      fillMs: { minMs: 5, maxMs: 5 },
    };
    const beta = venueId('beta');
    const venue = venueUnderTest({ profiles: [profileOf(beta), profileOf(ALPHA)], latency });
    const far = 'beta:BTC/USDT:USDT';
    venue.gateway.perform({ kind: 'submit', order: orderOf({ market: far, clientOrderId: 'b' }) }, START);
    venue.gateway.perform({ kind: 'submit', order: orderOf({ market: LINEAR, clientOrderId: 'a' }) }, START);
    const told = reportsOf(venue.run()).map((report) => `${report.clientOrderId} ${report.kind}`);
    expect(told).toEqual(['a accepted', 'b refused', 'a fill', 'a done']);
  });

  it('opens Hyperliquid with USDC and every other venue with USDT', () => {
    const hyperliquid = venueId('hyperliquid');
    const { gateway } = venueUnderTest({ profiles: [profileOf(), profileOf(hyperliquid)], capitalUsd: 5000 });
    expect(gateway.truth(ALPHA).balances).toEqual([{ coin: 'USDT', total: '5000', free: '5000' }]);
    expect(gateway.truth(hyperliquid).balances).toEqual([{ coin: 'USDC', total: text(5000), free: text(5000) }]);
  });

  it('keeps orders and positions over a restart where it has a store', () => {
    const kept = new Map<string, Json>();
    const store: VenueStore = {
      write: (rows) => {
        for (const { key, value } of rows) kept.set(key, value);
      },
      note: () => undefined,
      rows: () => [...kept].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => ({ key, value })),
      close: () => Promise.resolve(),
    };
    const before = venueUnderTest({ store });
    before.gateway.perform({ kind: 'submit', order: orderOf({ clientOrderId: 'x1', quantity: '1' }) }, START);
    before.run();
    const truth = before.gateway.truth(ALPHA);
    expect(truth.positions).not.toEqual([]);
    expect(venueUnderTest({ store }).gateway.truth(ALPHA)).toEqual(truth);
    expect(venueUnderTest().gateway.truth(ALPHA).positions).toEqual([]);
  });

  it('gives the same reports for the same requests and seed', () => {
    expect(runOf()).toEqual(runOf());
  });
});
