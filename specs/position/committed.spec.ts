import { describe, expect, it } from 'vitest';
import { clientOrderId, coinId, marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import { committedCoins } from '../../src/position/committed.ts';
import { emptyLeg } from '../../src/position/position.ts';
import type { LegState } from '../../src/position/position.ts';

const leg = (venue: string, over: Partial<LegState> = {}): LegState => ({
  ...emptyLeg({
    market: marketKey(venueId(venue), symbolId(`${coinId('SOL')}/USDT:USDT`)),
    coinsPerUnit: text(2),
    lotSize: text(1),
    minQuantity: text(1),
  }),
  ...over,
});

const opening = (quantity: string): Partial<LegState> => ({
  order: { clientOrderId: clientOrderId('a'), purpose: 'open', quantity: text(quantity), status: 'sent' },
});

const coins = (legs: { readonly long: LegState; readonly short: LegState }, exit: 'operator' | null = null) => {
  const { long, short } = committedCoins({ legs, exit, roll: null, approach: null });
  return [long.toString(), short.toString()];
};

describe('what a position may come to hold', () => {
  it('counts an order in flight as filled', () => {
    expect(coins({ long: leg('bybit', opening('5')), short: leg('okx', opening('5')) })).toEqual(['10', '10']);
  });

  it('counts the leg that is sent second as soon as the first is on its way', () => {
    expect(coins({ long: leg('bybit', opening('5')), short: leg('okx') })).toEqual(['10', '10']);
    expect(coins({ long: leg('bybit'), short: leg('okx', { held: text(3) }) })).toEqual(['6', '6']);
  });

  it('counts what is held alone once the position leaves: nothing is hedged any more', () => {
    expect(coins({ long: leg('bybit'), short: leg('okx', { held: text(3) }) }, 'operator')).toEqual(['0', '6']);
  });

  it('counts nothing for the side that is not there', () => {
    const absent = leg('okx', { presence: 'absent' });
    expect(coins({ long: leg('bybit', { held: text(3) }), short: absent })).toEqual(['6', '0']);
  });
});
