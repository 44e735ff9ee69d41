import * as fc from 'fast-check';
import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { conflateByKey } from '../../src/market/conflate.stream.ts';

const conflating = () => {
  const values$ = new Subject<string>();
  const turns$ = new Subject<void>();
  const told: string[] = [];
  const subscription = values$.pipe(conflateByKey((value) => value.charAt(0), turns$)).subscribe({
    next: (value) => told.push(value),
    complete: () => told.push('complete'),
    error: () => told.push('error'),
  });
  return { values$, turns$, told, subscription };
};

describe('conflation', () => {
  it('hands over nothing before the turn, then the latest value of each key once', () => {
    const { values$, turns$, told } = conflating();
    for (const value of ['a1', 'b1', 'a2', 'a3']) values$.next(value);
    expect(told).toEqual([]);
    turns$.next();
    // a was touched first, its last value counts
    expect(told).toEqual(['a3', 'b1']);
    turns$.next();
    expect(told).toEqual(['a3', 'b1']);
  });

  it('keeps what a receiver sets off for the next turn', () => {
    const values$ = new Subject<string>();
    const turns$ = new Subject<void>();
    const told: string[] = [];
    values$.pipe(conflateByKey((value) => value, turns$)).subscribe((value) => {
      told.push(value);
      if (value === 'a') values$.next('echo');
    });
    values$.next('a');
    turns$.next();
    expect(told).toEqual(['a']);
    turns$.next();
    expect(told).toEqual(['a', 'echo']);
  });

  it('holds at most one value a key, hands over at most once a turn and a key, and loses no last value', () => {
    const step = fc.oneof(fc.constant('turn'), fc.stringMatching(/^[abc]\d$/));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { values$, turns$, told } = conflating();
        const expected: string[] = [];
        let waiting = new Map<string, string>();
        for (const value of [...steps, 'turn']) {
          if (value === 'turn') {
            expected.push(...waiting.values());
            waiting = new Map();
            turns$.next();
          } else {
            waiting.set(value.charAt(0), value);
            values$.next(value);
          }
        }
        expect(told).toEqual(expected);
      }),
    );
  });

  it('ends and fails with its source, and lets go of both when nobody listens', () => {
    const ended = conflating();
    ended.values$.complete();
    expect(ended.told).toEqual(['complete']);
    const failed = conflating();
    failed.values$.error(new Error('torn'));
    expect(failed.told).toEqual(['error']);
    const left = conflating();
    left.subscription.unsubscribe();
    expect([left.values$.observed, left.turns$.observed]).toEqual([false, false]);
  });
});
