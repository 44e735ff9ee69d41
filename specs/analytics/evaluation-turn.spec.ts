import { expect, it } from 'vitest';
import { takeTurn } from '../../src/analytics/evaluation-turn.ts';
import type { EvaluationTurn } from '../../src/analytics/evaluation-turn.ts';
import { atMs } from '../../src/domain/units.ts';

/** Looks at these rates and z-scores, seconds after the first; tells the seconds of those whose turn it was. */
const turns = (...looks: readonly (readonly [seconds: number, rate: number, z?: number])[]): readonly number[] => {
  let turn: EvaluationTurn | undefined;
  return looks.flatMap(([seconds, rate, z]) => {
    const taken = takeTurn(turn, { rate, z }, atMs(1000 * seconds));
    turn = taken.turn;
    return taken.isDue ? [seconds] : [];
  });
};

const every = (seconds: number, until: number, rate: (at: number) => number, z?: number) =>
  Array.from({ length: Math.floor(until / seconds) }, (_, at) => [at * seconds, rate(at * seconds), z] as const).map(
    ([at, value, score]) => (score === undefined ? ([at, value] as const) : ([at, value, score] as const)),
  );

it('comes every five seconds to a calm market', () => {
  expect(turns(...every(1, 21, (at) => 1 + at / 1e6))).toEqual([0, 5, 10, 15, 20]);
});

it('comes at once to a hot one, either sign', () => {
  expect(turns(...every(1, 4, () => 1, 2.5))).toEqual([0, 1, 2, 3]);
  expect(turns(...every(1, 4, () => 1, -2.5))).toEqual([0, 1, 2, 3]);
});

it('comes hourly once nothing has moved for an hour, and at once when it does', () => {
  const still = turns(...every(60, 4 * 3600, () => 1));
  expect(still.filter((at) => at >= 3600)).toEqual([7140, 10_740, 14_340]);
  expect(turns([0, 1], [3000, 1], [3601, 1], [3602, 1.05], [3603, 1.2])).toEqual([0, 3000, 3602, 3603]);
});

it('comes before its time where the rate jumps by a tenth or the z-score crosses a line', () => {
  expect(turns([0, 1, 0], [1, 1.09, 0], [2, 1.11, 0])).toEqual([0, 2]);
  expect(turns([0, 0], [1, 0], [2, 1e-9])).toEqual([0, 2]);
  expect(turns([0, 1, 1.9], [1, 1, 1.99], [2, 1, 2], [3, 1, 2.01])).toEqual([0, 3]);
});
