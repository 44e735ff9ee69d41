import { describe, expect, it } from 'vitest';
import { priceName, pricedWords } from '../../../src/visualizer/ui/priced-by.ts';

const AT_MS = Date.UTC(2026, 0, 5, 14, 0, 9);
const mark = { pricedBy: 'mark', pricedAtMs: undefined } as const;
const mid = { pricedBy: 'mid', pricedAtMs: undefined } as const;
const decision = (laterMs: number) => ({ pricedBy: 'decision', pricedAtMs: AT_MS + laterMs }) as const;
const none = { pricedBy: undefined, pricedAtMs: undefined };

describe('what a position is valued at', () => {
  it.each([
    [[mark, mark], 'at the mark'],
    [[mid, mark], 'at the mid and the mark'],
    [[decision(0), mark], 'at the last decision of 14:00:09 and the mark'],
    [[decision(60_000), decision(0)], 'at the last decision of 14:00:09 and 14:01:09'],
    [[{ pricedBy: 'fill', pricedAtMs: AT_MS }], 'at the last fill of 14:00:09'],
    [[mark, none], 'at the mark; a leg has no price and counts nothing'],
    [[], ''],
  ] as const)('is told as it is: %j', (legs, words) => {
    expect(pricedWords(legs)).toBe(words);
  });

  it('has a name for the price of each leg', () => {
    expect([mark, mid, none].map(priceName)).toEqual(['mark', 'mid', 'price']);
  });
});
