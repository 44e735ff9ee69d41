import { describe, expect, it } from 'vitest';
import { StateClock } from '../../src/monitor/state-times.ts';
import { HOUR, fact, journalOf, moved, started } from './support/journal.ts';
import type { Sketch } from './support/journal.ts';

const hoursIn = (...sketches: readonly Sketch[]): Record<string, Record<string, number>> => {
  const clock = new StateClock();
  for (const one of journalOf(sketches)) clock.fold(one);
  return Object.fromEntries(
    clock
      .times()
      .map(({ coin, spentMs }) => [
        coin,
        Object.fromEntries([...spentMs].map(([state, spent]) => [state, spent / HOUR])),
      ]),
  );
};

describe('time in state', () => {
  it('runs by the first storey of the state, from the first change to the last fact', () => {
    expect(
      hoursIn(
        started(0),
        moved(1, 'scanning.asking'),
        moved(1, 'entering.legs(long: working, short: failed)'),
        moved(1.5, 'entering.balancing.waiting'),
        moved(2, 'hedged.carrying'),
        moved(7, 'unwinding.closing'),
        moved(7.25, 'scanning.watching'),
        fact(8, 'route.refused', { actor: 'scout/SOL' }),
      ),
    ).toEqual({ SOL: { scanning: 0.75, entering: 1, hedged: 5, unwinding: 0.25 } });
  });

  it('is each position its own, in coin order; other actors have none', () => {
    expect(
      hoursIn(
        moved(0, 'hedged.carrying', { coin: 'SOL' }),
        moved(1, 'paused', { coin: 'BTC' }),
        fact(3, 'operator.trading', { actor: 'operator', from: 'armed', to: 'trading' }),
      ),
    ).toEqual({ BTC: { paused: 2 }, SOL: { hedged: 3 } });
  });

  it('is down while no engine ran, and goes on where it was', () => {
    expect(
      hoursIn(started(0), moved(0, 'hedged.carrying'), fact(2, 'route.refused', {}), started(5), moved(6, 'unwinding')),
    ).toEqual({ SOL: { hedged: 3, down: 3, unwinding: 0 } });
  });

  it('ignores facts of a position that are no change of state', () => {
    expect(hoursIn(moved(0, 'hedged.carrying'), fact(2, 'carry.reviewed', { actor: 'position/SOL' }))).toEqual({
      SOL: { hedged: 2 },
    });
  });
});
