import { describe, expect, it } from 'vitest';
import { keyedDraw } from '../../src/simulator/keyed-draw.ts';
import { delayOf, LATENCY } from '../../src/simulator/latency.ts';
import { orderOf, reportsOf, START, venueUnderTest } from './venue-under-test.ts';

describe('latency', () => {
  it('draws whole ms from the range, both ends included', () => {
    const draw = keyedDraw(7);
    const seen = new Set(Array.from({ length: 400 }, (_, n) => delayOf({ minMs: 3, maxMs: 6 }, draw(`k${n}`))));
    expect([...seen].sort((a, b) => a - b)).toEqual([3, 4, 5, 6]);
  });

  it('does not depend on what was drawn before, only on seed and key', () => {
    const one = keyedDraw(7);
    one('something else');
    expect(one('a')).toBe(keyedDraw(7)('a'));
    expect(one('a')).not.toBe(keyedDraw(8)('a'));
    expect(one('a')).not.toBe(one('b'));
  });

  it('spreads draws evenly: of 10,000 about a tenth falls into each tenth', () => {
    const draw = keyedDraw(3);
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let n = 0; n < 10_000; n++) {
      const tenth = Math.floor(draw(`alpha|ack|${n}`) * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    expect(Math.min(...tenths)).toBeGreaterThan(850);
    expect(Math.max(...tenths)).toBeLessThan(1150);
  });

  it('lets an order travel before it is answered, and fills follow the acknowledgement', () => {
    const venue = venueUnderTest();
    venue.gateway.perform({ kind: 'submit', order: orderOf({ quantity: '3' }) }, START);
    const told = venue.run();
    expect(reportsOf(told).map(({ kind }) => kind)).toEqual(['accepted', 'fill', 'fill', 'done']);
    const acceptedAtMs = told[0]?.atMs ?? 0;
    expect(acceptedAtMs - START).toBeGreaterThanOrEqual(LATENCY.sendMs.minMs + LATENCY.ackMs.minMs);
    expect(acceptedAtMs - START).toBeLessThanOrEqual(LATENCY.sendMs.maxMs + LATENCY.ackMs.maxMs);
    const instants = told.map(({ atMs }) => atMs);
    expect(instants).toEqual([...instants].sort((a, b) => a - b));
    const fill = told[1];
    // Matched when it arrived, told when the report did.
    if (fill?.kind === 'report' && fill.report.kind === 'fill') {
      expect(fill.report.fill.venueAtMs).toBeGreaterThan(START);
      expect(fill.report.fill.venueAtMs).toBeLessThan(acceptedAtMs);
    } else expect.unreachable('the second report is a fill');
  });
});
