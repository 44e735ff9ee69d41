import { describe, expect, it } from 'vitest';
import type { FundingObservation } from '../../src/domain/funding.ts';
import { atMs, hours } from '../../src/domain/units.ts';
import { Market } from '../../src/market/market.ts';
import { BTC, EIGHT, at, mark, rate } from './market-facts.ts';

const HOUR = 3_600_000;
const SIXTEEN = EIGHT + 8 * HOUR;

const told = (overrides: Partial<FundingObservation>) => rate({ settlementAtMs: atMs(SIXTEEN), ...overrides });

/** A market that has heard 1 bp for 16:00 at a mark of 100, seven hours into the period. */
const heard = (): Market => {
  const market = new Market(BTC);
  market.fold(mark(100), at(EIGHT));
  market.fold(told({ observedAtMs: atMs(SIXTEEN - HOUR) }), at(SIXTEEN - HOUR));
  return market;
};

describe('the last word on a funding period', () => {
  it('is kept when the next begins, with the prices beside it', () => {
    const market = heard();
    expect(market.lastWord).toBeUndefined();
    market.fold(told({ rate: 0.0005, settlementAtMs: atMs(SIXTEEN + 8 * HOUR) }), at(SIXTEEN - 30_000));
    market.fold(mark(150), at(SIXTEEN));
    expect(market.lastWord).toMatchObject({ funding: { rate: 0.0001, settlementAtMs: SIXTEEN }, mark: 100 });
  });

  it('is none when a settlement is only moved, to a later hour long before it or to an earlier one', () => {
    const market = heard();
    market.fold(told({ settlementAtMs: atMs(SIXTEEN + 8 * HOUR) }), at(SIXTEEN - 61_000));
    market.fold(told({ settlementAtMs: atMs(SIXTEEN), intervalHours: hours(4) }), at(SIXTEEN));
    expect(market.lastWord).toBeUndefined();
  });

  it('is kept when the feed is lost, and not replaced by an older one that an answer brings late', () => {
    const market = heard();
    market.loseBook();
    market.loseRates();
    expect(market.funding).toBeUndefined();
    expect(market.lastWord).toMatchObject({ funding: { rate: 0.0001 }, mark: 100 });
    market.fold(told({ rate: 0.0009, observedAtMs: atMs(SIXTEEN - 2 * HOUR) }), at(SIXTEEN + 1000));
    market.loseBook();
    market.loseRates();
    expect(market.lastWord).toMatchObject({ funding: { rate: 0.0001 } });
    market.fold(told({ rate: 0.0004, observedAtMs: atMs(SIXTEEN - 1) }), at(SIXTEEN + 2000));
    market.loseBook();
    market.loseRates();
    expect(market.lastWord).toMatchObject({ funding: { rate: 0.0004 }, mark: undefined });
  });

  it('holds the mean of a rate that accrues continuously as it was then', () => {
    const market = new Market(BTC);
    market.fold(told({ kind: 'current', rate: 0.0008, settlementAtMs: atMs(EIGHT + HOUR) }), at(EIGHT));
    const next = { rate: 0.1, observedAtMs: atMs(EIGHT + HOUR), settlementAtMs: atMs(EIGHT + 2 * HOUR) };
    market.fold(told({ ...next, kind: 'current' }), at(EIGHT + HOUR));
    expect(market.lastWord).toMatchObject({ funding: { kind: 'current', rate: 0.0008 }, accrualRate: 0.0008 });
  });
});
