import { describe, expect, it } from 'vitest';
import type { FundingObservation } from '../../src/domain/funding.ts';
import { marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { MS_PER_HOUR, atMs, hours } from '../../src/domain/units.ts';
import { SettlementWatch } from '../../src/worlds/settlement-watch.ts';

const MARKET = marketKey(venueId('alpha'), symbolId('BTC/USDT:USDT'));
const NOON = Date.UTC(2026, 8, 1, 12);

const observed = (kind: FundingObservation['kind'], settlementAtMs: number): FundingObservation => ({
  market: MARKET,
  kind,
  rate: 0.0008,
  intervalHours: hours(8),
  intervalSource: 'frame',
  observedAtMs: atMs(NOON),
  settlementAtMs: atMs(settlementAtMs),
});

const watching = (funding: FundingObservation): SettlementWatch => {
  const watch = new SettlementWatch({ funding: () => funding, price: () => 60_000 });
  watch.watch(MARKET);
  watch.observe(atMs(NOON + 1000));
  return watch;
};

describe('settlements of a world that makes them itself', () => {
  it('come at the instant that the predicted rate names, at the whole rate', () => {
    const watch = watching(observed('predicted', NOON + 4 * MS_PER_HOUR));
    expect(watch.nextAtMs()).toBe(NOON + 4 * MS_PER_HOUR);
    expect(watch.takeDue(atMs(NOON + 4 * MS_PER_HOUR))).toEqual([
      { market: MARKET, rate: '0.0008', settlementPrice: '60000', atMs: NOON + 4 * MS_PER_HOUR },
    ]);
  });

  it('of a rate that accrues continuously come on every full hour, an eighth of the rate per 8 hours', () => {
    const watch = watching(observed('current', NOON + 1000));
    expect(watch.nextAtMs()).toBe(NOON + MS_PER_HOUR);
    expect(watch.takeDue(atMs(NOON + MS_PER_HOUR))).toEqual([
      { market: MARKET, rate: '0.0001', settlementPrice: '60000', atMs: NOON + MS_PER_HOUR },
    ]);
    watch.observe(atMs(NOON + MS_PER_HOUR));
    expect(watch.nextAtMs()).toBe(NOON + 2 * MS_PER_HOUR);
  });

  it('are not made from rates that are paid already, nor for markets without orders', () => {
    expect(watching(observed('settled', NOON + MS_PER_HOUR)).nextAtMs()).toBe(Infinity);
    const idle = new SettlementWatch({ funding: () => observed('predicted', NOON + 1), price: () => 1 });
    idle.observe(atMs(NOON));
    expect(idle.nextAtMs()).toBe(Infinity);
  });
});
