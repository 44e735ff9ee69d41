import { describe, expect, it } from 'vitest';
import { stateNames } from '../../../src/engine/view/state-names.ts';
import { stateText } from '../../../src/engine/view/state-text.ts';

describe('a state text of the journal', () => {
  it.each([
    'live',
    'in-doubt',
    'hedged.carrying',
    'hedged.rebalancing.waiting',
    'entering.legs(long: done, short: working)',
    '(risk: active, entries: open)',
    'outer.deep(one: x.y, two: z(a: b, c: d.e))',
  ])('%s is read as the state it names', (text) => {
    expect(stateText(stateNames(text))).toBe(text);
  });

  it('keeps regions apart', () => {
    expect(stateNames('entering.legs(long: done, short: working)')).toEqual({
      entering: { legs: { long: 'done', short: 'working' } },
    });
  });
});
