import { describe, expect, it } from 'vitest';
import type { FundingObservation } from '../../src/domain/funding.ts';
import { marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { atMs, hours } from '../../src/domain/units.ts';
import { SourceShadow } from '../../src/venues/source-shadow.ts';

const market = marketKey(venueId('binance'), symbolId('SOL/USDT:USDT'));
const NOW = atMs(100_000);

const rate = (value: number, rest: Partial<FundingObservation> = {}): FundingObservation => ({
  market,
  kind: 'predicted',
  rate: value,
  intervalHours: hours(8),
  intervalSource: 'instrument',
  observedAtMs: atMs(99_000),
  settlementAtMs: atMs(3_600_000),
  ...rest,
});

describe('relay and venue side by side', () => {
  it('tells a difference above 0.00001 with both values and ages', () => {
    const shadow = new SourceShadow();
    expect(shadow.hear('direct', rate(0.0001), NOW)).toBeUndefined();
    expect(shadow.hear('relay', rate(0.00012, { observedAtMs: atMs(97_500) }), NOW)).toEqual({
      market,
      directRate: 0.0001,
      relayRate: 0.00012,
      intervalHours: 8,
      differenceFraction: 0.00002,
      directAgeMs: 1000,
      relayAgeMs: 2500,
    });
  });

  it('takes a difference of exactly 0.00001 for none, whatever subtraction makes of it', () => {
    const shadow = new SourceShadow();
    for (const base of [0.0001, 0.0003, -0.00007, 0.0000125]) {
      shadow.hear('direct', rate(base), NOW);
      expect(shadow.hear('relay', rate(base + 0.00001), NOW)).toBeUndefined();
      expect(shadow.hear('relay', rate(base + 0.000011), NOW)?.differenceFraction).toBeCloseTo(0.000011, 12);
    }
  });

  it('tells a divergence once, again when either value changes, and anew after they agreed', () => {
    const shadow = new SourceShadow();
    shadow.hear('direct', rate(0.0001), NOW);
    expect(shadow.hear('relay', rate(0.0002), NOW)).toBeDefined();
    expect(shadow.hear('relay', rate(0.0002), NOW)).toBeUndefined();
    expect(shadow.hear('direct', rate(0.0001), NOW)).toBeUndefined();
    expect(shadow.hear('direct', rate(0.00011), NOW)).toBeDefined();
    expect(shadow.hear('relay', rate(0.00011), NOW)).toBeUndefined();
    expect(shadow.hear('relay', rate(0.0002), NOW)).toBeDefined();
  });

  it('compares on the interval of the venue', () => {
    const shadow = new SourceShadow();
    shadow.hear('direct', rate(0.0001, { intervalHours: hours(1) }), NOW);
    expect(shadow.hear('relay', rate(0.0008), NOW)).toBeUndefined();
    expect(shadow.hear('relay', rate(0.0001), NOW)).toMatchObject({ relayRate: 0.0000125, intervalHours: 1 });
  });

  it('compares nothing with settled rates, nor with a source that was lost', () => {
    const shadow = new SourceShadow();
    shadow.hear('direct', rate(0.0001), NOW);
    expect(shadow.hear('relay', rate(0.01, { kind: 'settled' }), NOW)).toBeUndefined();
    shadow.lose('direct');
    expect(shadow.hear('relay', rate(0.01), NOW)).toBeUndefined();
  });
});
