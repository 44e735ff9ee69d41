import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/domain/fact.ts';
import type { Crash } from '../support/chaos-lives.ts';
import { playRolling } from '../support/rolling-story.ts';

const word = (fact: Fact | undefined, name: string): string => {
  const value = fact?.body[name];
  return typeof value === 'string' ? value : '';
};

/** Stopped when the leg has moved or stays, with the inputs between its approval and its end. */
const played = async (crash?: Crash) => {
  const window = { first: Infinity, last: 0 };
  let nth = 0;
  const facts = await playRolling({
    forHours: 2,
    ...(crash && { crash }),
    onInput: (input) => {
      nth = input;
    },
    onFact: (fact, { stop }) => {
      if (fact.type === 'roll.approved') window.first = nth + 1;
      if (!fact.type.startsWith('position.') || word(fact, 'from') !== 'hedged.rolling.waiting') return;
      window.last = nth;
      stop();
    },
  });
  return { facts, window };
};

/** What the fills of the run left on each market. */
const holdings = (facts: readonly Fact[]): Readonly<Record<string, number>> => {
  const held: Record<string, number> = {};
  for (const fact of facts)
    if (fact.type === 'fill.booked') {
      const sign = word(fact, 'side') === 'buy' ? 1 : -1;
      const market = word(fact, 'market');
      held[market] = Number(((held[market] ?? 0) + sign * Number(word(fact, 'quantity'))).toFixed(6));
    }
  return held;
};

describe('a process that dies while a leg moves', async () => {
  const whole = await played();
  const { first, last } = whole.window;
  const inputs = Array.from({ length: last - first + 1 }, (_, at) => first + at);

  it('has a handful of instants to die at', () => {
    expect(inputs.length).toBeGreaterThan(4);
    expect(holdings(whole.facts)['binance:SOL/USDT:USDT']).toBe(0);
    expect(holdings(whole.facts)['bybit:SOL/USDT:USDT']).toBeGreaterThan(100);
  });

  it.each(inputs)('goes on where it stood: before input %i', async (nth) => {
    const { facts } = await played({ before: 'input', nth });
    expect(facts.some(({ type }) => type === 'recovery.mismatch')).toBe(false);
    expect(holdings(facts)).toEqual(holdings(whole.facts));
    const ids = facts.filter(({ type }) => type === 'order.intended').map((fact) => word(fact, 'clientOrderId'));
    expect(new Set(ids).size).toBe(ids.length);
    expect(word(facts.filter(({ type }) => type.startsWith('position.')).at(-1), 'to')).toBe('hedged.carrying');
  });
});
