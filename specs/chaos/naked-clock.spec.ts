import { describe, expect, it } from 'vitest';
import { Chronicle } from '../../src/chaos/chronicle.ts';
import type { TroubleKind } from '../../src/chaos/chronicle.ts';
import { NakedClock } from '../../src/chaos/invariants/naked.ts';
import type { Sight } from '../../src/chaos/sight.ts';
import { coinId, venueId } from '../../src/domain/ids.ts';
import { atMs, ms, usd } from '../../src/domain/units.ts';

const COIN = coinId('BTC');
const VENUE = venueId('alpha');

/** 5 s of leg timeout, 2 s until an order is visible: 7.5 s with the way there and back. */
const stretch = (troubles: readonly TroubleKind[] = [], usdNaked = 1000) => {
  const chronicle = new Chronicle(atMs(0));
  const config = { execution: { legTimeoutMs: ms(5000) }, limits: { legNotionalMaxUsd: usd(10_000) } };
  const accounts = new Map([[VENUE, { positions: {}, balances: {}, spotMarkets: {} }]]);
  // the clock looks at these members only
  const sight = { chronicle, config, accounts, positions: [], visibilityMs: 2000 } as unknown as Sight;
  const clock = new NakedClock();
  const at = (nowMs: number): string | undefined => {
    chronicle.nowMs = atMs(nowMs);
    return clock.look([{ coin: COIN, usd: usdNaked }], sight);
  };
  at(0);
  for (const kind of troubles) chronicle.troubles.push({ coin: COIN, atMs: atMs(1), kind });
  return { at, clock };
};

/** The last whole 100 ms at which a stretch is within its bound. */
const boundMs = (troubles: readonly TroubleKind[]): number => {
  const { at } = stretch(troubles);
  let nowMs = 0;
  while (at(nowMs) === undefined) nowMs += 100;
  return nowMs - 100;
};

describe('the bound on what stands naked', () => {
  it('is the leg timeout, the visibility delay and half a second where nothing went wrong', () => {
    expect(boundMs([])).toBe(7500);
  });

  it('grows by what a trouble costs: the next try, the doubt, the look-up', () => {
    expect(boundMs(['unfilled'])).toBe(7700);
    expect(boundMs(['in-doubt'])).toBe(12_700);
    expect(boundMs(['unanswered'])).toBe(10_200);
  });

  it('ends to grow: a loop of refusals is not excused for ever', () => {
    const many = Array.from({ length: 16 }, () => 'unfilled' as const);
    expect(boundMs([...many, ...many])).toBe(boundMs(many));
  });

  it('is of money times time as well: more than a leg may be comes due sooner', () => {
    const { at } = stretch([], 24_000);
    expect(at(3700)).toBeUndefined();
    expect(at(3800)).toContain('24000 USD of BTC');
  });

  it('grows by the downtime and what a start takes', () => {
    const { at, clock } = stretch();
    clock.wasDown(60_000);
    expect(at(70_400)).toBeUndefined();
    expect(at(70_600)).toContain('63.0 s down');
  });
});
