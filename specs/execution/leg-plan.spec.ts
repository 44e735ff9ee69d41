import { describe, expect, it } from 'vitest';
import { legsToSend } from '../../src/execution/leg-plan.ts';

describe('which legs go out first', () => {
  it('sends both at once while neither book is more than twice as confident', () => {
    expect(legsToSend({ long: 0.5, short: 0.5 })).toEqual(['long', 'short']);
    expect(legsToSend({ long: 0.8, short: 0.4 })).toEqual(['long', 'short']);
    expect(legsToSend({ long: 0.4, short: 0.8 })).toEqual(['long', 'short']);
  });

  it('sends the thin leg alone beyond that: 0.81 is more than 2 x 0.4', () => {
    expect(legsToSend({ long: 0.81, short: 0.4 })).toEqual(['short']);
    expect(legsToSend({ long: 0.4, short: 0.81 })).toEqual(['long']);
  });

  it('sends the side without any depth first, and both where there is none at all', () => {
    expect(legsToSend({ long: 0, short: 0.1 })).toEqual(['long']);
    expect(legsToSend({ long: 0, short: 0 })).toEqual(['long', 'short']);
  });
});
