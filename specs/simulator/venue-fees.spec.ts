import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from '../../src/domain/money.ts';
import { MS_PER_DAY, atMs, usd } from '../../src/domain/units.ts';
import type { VenueProfile } from '../../src/domain/ports.ts';
import type { StoreRow } from '../../src/simulator/venue-store.ts';
import { openVenueStore } from '../../src/simulator/sim-store.adapter.ts';
import { ALPHA, LINEAR, SPOT, START, bookOf, orderOf, profileOf, venueUnderTest } from './venue-under-test.ts';
import type { VenueUnderTest } from './venue-under-test.ts';

/** 5 bps, 4.5 from 300 USD on and 3.3 from 600 on; a maker pays 2, 1.9 and 1. Spot has no ladder: 10. */
const laddered: VenueProfile = {
  ...profileOf(),
  feeLadder: {
    tiers: {
      linear: [
        { minVolume30dUsd: usd(0), maker: 0.0002, taker: 0.0005 },
        { minVolume30dUsd: usd(300), maker: 0.00019, taker: 0.00045 },
        { minVolume30dUsd: usd(600), maker: 0.0001, taker: 0.00033 },
      ],
    },
    volume30dUsd: text(0),
  },
};

/** Midnights after the start, which is at 08:00. */
const midnight = (nth: number): number => (Math.floor(START / MS_PER_DAY) + nth) * MS_PER_DAY;

const lastFee = (venue: VenueUnderTest): string | undefined => venue.gateway.truth(ALPHA).fills.at(-1)?.fee;

const deep = (venue: VenueUnderTest): VenueUnderTest => {
  for (const market of [LINEAR, SPOT]) venue.setBook(market, bookOf([99, 1000], [100, 1000], market));
  return venue;
};

const on = (venue: VenueUnderTest, day: number): VenueUnderTest => {
  venue.run(midnight(day) + 3_600_000 - venue.nowMs());
  return venue;
};

const trade = (venue: VenueUnderTest, quantity: string, side: 'buy' | 'sell' = 'buy'): string | undefined => {
  venue.submit(orderOf({ side, quantity, limitPrice: side === 'buy' ? '100' : '99' }));
  return lastFee(venue);
};

describe('a venue with a ladder of fees', () => {
  it('charges each day by the 30 days before it', () => {
    const venue = deep(venueUnderTest({ profiles: [laddered] }));
    expect(trade(venue, '3')).toBe('0.15'); // 300 x 0.0005
    expect(trade(venue, '1')).toBe('0.05'); // the tier is reached, but the day is not over
    on(venue, 1); // 400
    expect(trade(venue, '1')).toBe('0.045');
    expect(trade(venue, '2.5', 'sell')).toBe('0.111375'); // 247.5 x 0.00045
    on(venue, 2); // 400 + 347.5
    expect(trade(venue, '1')).toBe('0.033');
    on(venue, 30); // days 0 to 29: 847.5
    expect(trade(venue, '1')).toBe('0.033');
    on(venue, 31); // days 1 to 30: 347.5 + 100 + 100
    expect(trade(venue, '1')).toBe('0.045');
    on(venue, 32); // days 2 to 31: 300
    expect(trade(venue, '1')).toBe('0.045');
    on(venue, 63); // all of it is 30 days old
    expect(trade(venue, '1')).toBe('0.05');
  });

  it('goes by the instant of the fill, not of the order', () => {
    const venue = deep(venueUnderTest({ profiles: [laddered] }));
    trade(venue, '3');
    venue.run(midnight(1) - 1 - venue.nowMs());
    expect(trade(venue, '1')).toBe('0.045');
    expect(venue.gateway.truth(ALPHA).fills.at(-1)?.venueAtMs).toBeGreaterThan(midnight(1) - 1);
  });

  it('counts what is made like what is taken, and spot with the rest', () => {
    const venue = deep(venueUnderTest({ profiles: [laddered] }));
    venue.submit(orderOf({ market: SPOT, quantity: '2.5', limitPrice: '100' })); // 250
    expect(lastFee(venue)).toBe('0.0025'); // coins
    venue.submit(orderOf({ side: 'sell', limitPrice: '101', timeInForce: 'post-only' }));
    venue.setBook(LINEAR, bookOf([101, 5], [102, 5]));
    venue.gateway.followBooks(atMs(venue.nowMs()));
    expect(lastFee(venue)).toBe('0.0202'); // 101 x 0.0002
    on(venue, 1); // 351
    venue.submit(orderOf({ side: 'sell', limitPrice: '103', timeInForce: 'post-only' }));
    venue.setBook(LINEAR, bookOf([103, 5], [104, 5]));
    venue.gateway.followBooks(atMs(venue.nowMs()));
    expect(lastFee(venue)).toBe('0.01957'); // 103 x 0.00019
  });

  it('lets what was traded before age out', () => {
    const feeLadder = { tiers: laddered.feeLadder?.tiers ?? {}, volume30dUsd: text(650) };
    const venue = deep(venueUnderTest({ profiles: [{ ...laddered, feeLadder }] }));
    expect(trade(venue, '0.1')).toBe('0.0033'); // 650
    on(venue, 2); // 606.67 and 10
    expect(trade(venue, '0.1')).toBe('0.0033');
    on(venue, 4); // 563.33 and 20
    expect(trade(venue, '0.1')).toBe('0.0045');
    on(venue, 30); // 30
    expect(trade(venue, '0.1')).toBe('0.005');
  });
});

describe('its volumes', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'hedgerow-'))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('outlive the process', async () => {
    const first = deep(venueUnderTest({ profiles: [laddered], store: openVenueStore(dir) }));
    trade(first, '4');
    const sinceMs = first.nowMs();
    await first.gateway.close();
    const store = openVenueStore(dir);
    const rows: StoreRow[] = [...store.rows()].filter(({ key }) => key.startsWith(`${ALPHA}|volume`));
    expect(rows).toEqual([
      { key: `${ALPHA}|volume-since`, value: { day: midnight(0) / MS_PER_DAY } },
      { key: `${ALPHA}|volume|${midnight(0) / MS_PER_DAY}`, value: { usd: '400' } },
    ]);
    const second = deep(venueUnderTest({ profiles: [laddered], store, nowMs: atMs(sinceMs) }));
    expect(trade(second, '1')).toBe('0.05');
    on(second, 1);
    expect(trade(second, '1')).toBe('0.045');
    await second.gateway.close();
  });

  it('are not kept where no fee hangs on them', async () => {
    const store = openVenueStore(dir);
    const venue = deep(venueUnderTest({ store }));
    trade(venue, '4');
    expect([...store.rows()].filter(({ key }) => key.includes('volume'))).toEqual([]);
    await venue.gateway.close();
  });
});
