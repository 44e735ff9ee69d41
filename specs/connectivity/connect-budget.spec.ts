import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../src/clock/virtual-clock.adapter.ts';
import { ConnectBudget } from '../../src/connectivity/connect-budget.ts';

const CONNECTS = { count: 10, perMs: 10_000 };

const budgetOf = () => {
  const clock = createVirtualClock(0);
  const went: string[] = [];
  const budget = new ConnectBudget({
    clock,
    random: () => 0.999,
    settings: { backoffBaseMs: 250, backoffMaxMs: 8000, budgetFraction: 0.8, connectsAtOnce: 3 },
  });
  const ask = (name: string, host = 'a') =>
    budget.ask({
      host,
      connects: CONNECTS,
      go: (answered) => {
        went.push(`${clock.now()} ${name}`);
        answered();
      },
    });
  return { budget, clock, went, ask };
};

describe('the connect budget of a venue', () => {
  it('lets a few try at a time, first come first served', () => {
    const { budget, went, ask } = budgetOf();
    for (const name of ['1', '2', '3', '4', '5']) ask(name);
    expect(went).toEqual(['0 1', '0 2', '0 3']);
    budget.ended('a', 'open');
    expect(went).toEqual(['0 1', '0 2', '0 3', '0 4']);
  });

  it('keeps to four fifths of the venue rate of new connections', () => {
    const { budget, clock, went, ask } = budgetOf();
    for (let n = 0; n < 20; n += 1) ask(String(n));
    for (let n = 0; n < 20; n += 1) if (went.length > n) budget.ended('a', 'open');
    expect(went).toHaveLength(8);
    clock.moveTo(9999);
    expect(went).toHaveLength(8);
    clock.moveTo(10_300);
    expect(went).toHaveLength(11);
  });

  it('lets one try while a host fails, after a wait that doubles, and all again once it has come through', () => {
    const { budget, clock, went, ask } = budgetOf();
    for (const name of ['1', '2', '3', '4', '5']) ask(name);
    expect(budget.ended('a', {})).toBe(1);
    expect(budget.ended('a', {})).toBe(2);
    expect(budget.ended('a', {})).toBe(3);
    clock.moveTo(1990);
    expect(went).toHaveLength(3);
    clock.moveTo(2000);
    expect(went.slice(3)).toEqual(['1998 4']);
    clock.moveTo(9000);
    expect(went).toHaveLength(4);
    budget.ended('a', 'open');
    expect(went.slice(4)).toEqual(['9000 5']);
  });

  it('waits at least as long as the venue asks', () => {
    const { budget, clock, went, ask } = budgetOf();
    ask('1');
    ask('2');
    ask('3');
    ask('4');
    budget.ended('a', { retryAfterMs: 5000 });
    budget.ended('a', 'given-up');
    budget.ended('a', 'given-up');
    clock.moveTo(4999);
    expect(went).toHaveLength(3);
    clock.moveTo(5000);
    expect(went.at(-1)).toBe('5000 4');
  });

  it('does not let one host that fails hold up another', () => {
    const { budget, went, ask } = budgetOf();
    ask('1');
    budget.ended('a', { retryAfterMs: 60_000 });
    ask('2');
    ask('3', 'b');
    expect(went).toEqual(['0 1', '0 3']);
  });

  it('forgets who has stepped back', () => {
    const { budget, went, ask } = budgetOf();
    for (const name of ['1', '2', '3']) ask(name);
    const stepBack = ask('4');
    ask('5');
    stepBack();
    budget.ended('a', 'open');
    expect(went.at(-1)).toBe('0 5');
  });

  describe('of three new connections a second', () => {
    const connects = { count: 3, perMs: 1000 };
    const settings = { backoffBaseMs: 250, backoffMaxMs: 8000, budgetFraction: 0.8, connectsAtOnce: 5 };

    /** Ten sockets wait; a handshake takes `takesMs(begun)` to arrive, and is then answered. When each arrived. */
    const arrivals = (takesMs: (begunAtMs: number) => number): readonly number[] => {
      const clock = createVirtualClock(0);
      const arrived: number[] = [];
      const budget = new ConnectBudget({ clock, random: () => 0.5, settings });
      for (let n = 0; n < 10; n += 1)
        budget.ask({
          host: 'a',
          connects,
          go: (answered) =>
            clock.timers.setTimeout(() => {
              arrived.push(clock.now());
              answered();
              budget.ended('a', 'open');
            }, takesMs(clock.now())),
        });
      for (let nowMs = 0; nowMs <= 30_000; nowMs += 10) clock.moveTo(nowMs);
      return arrived;
    };
    const busiest = (times: readonly number[]): number =>
      Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + connects.perMs).length));

    it('spaces them', () => {
      const arrived = arrivals(() => 20);
      expect(arrived).toHaveLength(10);
      expect(Math.min(...arrived.slice(1).map((at, n) => at - (arrived[n] ?? at)))).toBeGreaterThanOrEqual(417);
      expect(arrived.at(-1)).toBeLessThan(6000);
    });

    it.each([1500, 2500, 7000])('lets no more of them arrive at once after a stall of %i ms', (stallMs) => {
      // Whatever leaves before the end of the stall arrives together at its end.
      for (const fromMs of [0, 400, 900, 1700]) {
        const endMs = fromMs + stallMs;
        const arrived = arrivals((begunAtMs) => (begunAtMs >= fromMs && begunAtMs < endMs ? endMs - begunAtMs : 5));
        expect(arrived).toHaveLength(10);
        expect(busiest(arrived)).toBeLessThanOrEqual(connects.count);
      }
    });
  });
});
