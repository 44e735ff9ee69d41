import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/domain/fact.ts';
import { decimal } from '../../src/domain/money.ts';
import { playRolling } from '../support/rolling-story.ts';

/** Four hours of the story; everything is unwound once the leg has moved and been paid there. */
const played = async (): Promise<readonly Fact[]> => {
  let hasMoved = false;
  return await playRolling({
    forHours: 4,
    onFact: ({ type }, { send, stop }) => {
      if (type === 'roll.approved') hasMoved = true;
      if (type === 'funding.paid' && hasMoved) send({ type: 'operator.unwind', coin: 'all' });
      if (type === 'cycle.closed') stop();
    },
  });
};

const amount = (value: unknown): number => Number(value);

const word = ({ body }: Fact, name: string): string => (typeof body[name] === 'string' ? body[name] : '');

describe('a held leg that becomes dear where it is', async () => {
  const facts = await played();
  const of = (type: string): readonly Fact[] => facts.filter((fact) => fact.type === type);

  it('goes there once the gain over the horizon exceeds the two fills it takes by a fifth', () => {
    const [wanted] = of('roll.wanted');
    const { gainBps, extraBps, requiredBps, ...about } = wanted?.body ?? {};
    expect(about).toEqual({ leg: 'long', from: 'binance:SOL/USDT:USDT', to: 'bybit:SOL/USDT:USDT' });
    expect(amount(extraBps)).toBeGreaterThan(0);
    expect(amount(requiredBps)).toBeCloseTo(1.2 * amount(extraBps));
    expect(amount(gainBps)).toBeGreaterThan(amount(requiredBps));
    expect(of('roll.approved')).toHaveLength(1);
  });

  it('is opened there before it is closed here, and every order is filled', () => {
    const orders = of('order.intended').map((fact) =>
      ['purpose', 'side', 'market'].map((name) => word(fact, name)).join(' '),
    );
    expect(orders.slice(2, 4)).toEqual(['open buy bybit:SOL/USDT:USDT', 'flatten sell binance:SOL/USDT:USDT']);
  });

  it('stays in its cycle, which held three markets and adds up to the last digit', () => {
    const paid = of('funding.paid').map(({ body }) => body['market']);
    expect(paid).toEqual(expect.arrayContaining(['binance:SOL/USDT:USDT', 'hyperliquid:SOL/USDC:USDC']));
    const [closed] = of('cycle.closed');
    const part = (name: string) => decimal(closed === undefined ? 'none' : word(closed, name));
    const sum = part('funding').plus(part('basis')).plus(part('fx')).minus(part('fees')).minus(part('slippage'));
    expect(sum.minus(part('financing')).minus(part('fixed')).eq(part('net'))).toBe(true);
    expect(closed?.body['reason']).toBe('operator');
    expect(closed?.body['dust']).toBeUndefined();
    const markets = new Set(of('fill.booked').map((fact) => `${word(fact, 'cycle')} ${word(fact, 'market')}`));
    expect(markets.size).toBe(3);
    expect(new Set(of('fill.booked').map(({ body }) => body['cycle'])).size).toBe(1);
  });
});
