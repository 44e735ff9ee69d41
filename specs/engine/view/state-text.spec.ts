import { describe, expect, it } from 'vitest';
import { stateText } from '../../../src/engine/view/state-text.ts';

describe('a state on one line', () => {
  it.each([
    ['live', 'live'],
    [{ hedged: 'carrying' }, 'hedged.carrying'],
    [{ unwinding: { closing: 'waiting' } }, 'unwinding.closing.waiting'],
    [{ long: 'done', short: 'working' }, '(long: done, short: working)'],
    [{ entering: { long: 'done', short: { order: 'sent' } } }, 'entering(long: done, short: order.sent)'],
    [{ entering: { legs: { long: 'a', short: 'b' } } }, 'entering.legs(long: a, short: b)'],
    [{}, '()'],
  ])('reads %j as %s', (value, expected) => {
    expect(stateText(value)).toBe(expected);
  });
});
