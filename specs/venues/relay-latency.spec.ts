import { describe, expect, it } from 'vitest';
import { marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { atMs, hours } from '../../src/domain/units.ts';
import { RelayLatency, relayAgeMs } from '../../src/venues/relay-latency.ts';

const market = marketKey(venueId('binance'), symbolId('SOL/USDT:USDT'));

describe('how old a relay’s records are', () => {
  it('is what 95 of 100 are at most', () => {
    const latency = new RelayLatency();
    for (let age = 1; age <= 100; age += 1) latency.add(age, atMs(1_000_000));
    expect(latency.p95Ms(atMs(1_000_000))).toBe(95);
  });

  it('forgets what is older than a minute, and knows nothing then', () => {
    const latency = new RelayLatency();
    latency.add(900, atMs(1_000_000));
    latency.add(40, atMs(1_050_000));
    expect(latency.p95Ms(atMs(1_061_000))).toBe(40);
    expect(latency.p95Ms(atMs(1_200_000))).toBeUndefined();
    expect(latency.p95Ms(atMs(1_200_000))).toBeUndefined();
  });

  it('counts a clock that runs ahead as no age, and keeps a bounded number', () => {
    const latency = new RelayLatency();
    for (let count = 0; count < 50_000; count += 1) latency.add(-200, atMs(1_000_000));
    expect(latency.p95Ms(atMs(1_000_000))).toBe(0);
  });

  it('is known of records with a time of their own only', () => {
    const book = { type: 'book.snapshot', market, bids: [], asks: [], updateId: 1 } as const;
    expect(relayAgeMs({ ...book, venueAtMs: atMs(900) }, atMs(1000))).toBe(100);
    expect(relayAgeMs({ ...book, venueAtMs: undefined }, atMs(1000))).toBeUndefined();
    const funding = {
      market,
      kind: 'predicted',
      rate: 0,
      intervalHours: hours(8),
      intervalSource: 'instrument',
      observedAtMs: atMs(700),
      settlementAtMs: atMs(9000),
    } as const;
    expect(relayAgeMs({ type: 'funding', market, funding }, atMs(1000))).toBe(300);
    expect(relayAgeMs({ type: 'funding', market, funding }, atMs(700))).toBeUndefined();
  });
});
