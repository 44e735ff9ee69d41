import { expect, it } from 'vitest';
import { atMs } from '../../src/domain/units.ts';
import { answering, foldVenueWord } from '../../src/risk/outage.ts';
import type { VenueStanding, VenueWord } from '../../src/risk/outage.ts';

const heard = (words: readonly (readonly [number, VenueWord])[]): VenueStanding =>
  words.reduce((standing, [at, word]) => foldVenueWord(standing, word, atMs(at)), answering);

it('takes two failures over five seconds: one slow answer is no outage, nor are two at once', () => {
  expect(heard([[0, 'failed']]).state).toBe('answers');
  expect(
    heard([
      [0, 'failed'],
      [4999, 'failed'],
    ]).state,
  ).toBe('answers');
  expect(
    heard([
      [0, 'failed'],
      [5000, 'failed'],
    ]),
  ).toEqual({ state: 'out', failingSinceMs: 0, failures: 2 });
});

it('ends with any answer, and failures are counted anew from there', () => {
  const out = [
    [0, 'failed'],
    [6000, 'failed'],
  ] as const;
  expect(heard([...out, [7000, 'answered']])).toEqual(answering);
  expect(heard([...out, [7000, 'answered'], [8000, 'failed']])).toMatchObject({
    state: 'answers',
    failingSinceMs: 8000,
  });
  expect(heard([...out, [7000, 'failed']])).toMatchObject({ state: 'out', failingSinceMs: 0 });
});
