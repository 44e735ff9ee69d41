import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/domain/codec.ts';
import { actorId } from '../../src/domain/ids.ts';
import type { MarketKey } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import { FoldedDecisions } from '../../src/past/folded-decisions.ts';

const LONG = 'alpha:SOL/USDT' as MarketKey;
const SHORT = 'beta:SOL/USDT:USDT' as MarketKey;

const story = () => {
  const decisions = new FoldedDecisions();
  let seq = 0;
  const tell = (time: number, actor: string, type: string, body: Readonly<Record<string, Json>>): void =>
    decisions.fold({ seq: (seq += 1), atMs: atMs(time), type, cause: seq, actor: actorId(actor), body });
  return { decisions, tell };
};

describe('the prices a journal knows', () => {
  it('are of the last fill, told as such, until a decision tells better', () => {
    const { decisions, tell } = story();
    tell(1, `market/${SHORT}`, 'alert.funding-rate', { rate: 0.001, intervalHours: 8 });
    expect(decisions.prices(SHORT)).toEqual({ mark: undefined, mid: undefined });
    for (const [time, price] of [
      [2, '10'],
      [3, '11'],
    ] as const)
      tell(time, 'ledger', 'fill.booked', { market: SHORT, price });
    expect(decisions.prices(SHORT)).toEqual({ mark: undefined, mid: 11, told: { by: 'fill', atMs: 3 } });
    const legs = { long: { market: LONG, mid: 12 }, short: { market: SHORT, mark: 13, mid: 14 } };
    tell(4, 'scout/SOL', 'route.refused', { long: LONG, short: SHORT, legs });
    tell(5, 'ledger', 'fill.booked', { market: SHORT, price: '15' });
    expect(decisions.prices(SHORT)).toEqual({ mark: 13, mid: 14, told: { by: 'decision', atMs: 4 } });
    expect(decisions.prices(LONG)).toEqual({ mark: undefined, mid: 12, told: { by: 'decision', atMs: 4 } });
  });
});
