import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GuardStory } from './guard-story.ts';

describe('a persisted guard', () => {
  it('restores from its snapshot at any state and goes on as if it had never stopped', () => {
    const step = fc.record({
      realized: fc.integer({ min: 70_000, max: 120_000 }),
      open: fc.integer({ min: -12_000, max: 4000 }),
      positions: fc.integer({ min: 0, max: 2 }),
      next: fc.constantFrom('nothing', 'midnight', 'resume', 'transfer'),
    });
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), fc.nat(11), (steps, stopAt) => {
        const [running, restarted] = [new GuardStory(), new GuardStory()];
        steps.forEach(({ realized, open, positions, next }, index) => {
          for (const guard of [running, restarted]) {
            guard.equity(realized, { open, positions });
            if (next === 'midnight') guard.midnight();
            if (next === 'resume') guard.operatorResumes();
            if (next === 'transfer') guard.transfer(open);
          }
          if (index === stopAt % steps.length) {
            const { before, after } = restarted.restart();
            expect(after).toEqual(before);
          }
          seen.add(running.state);
          expect(restarted.state).toBe(running.state);
          expect(restarted.context).toEqual(running.context);
        });
      }),
      { seed: 20260303, numRuns: 200 },
    );
    const states = new Set([...seen].flatMap((state) => state.split(' ')));
    expect([...states].sort()).toEqual(['active', 'halted', 'open', 'paused', 'warning']);
  });
});
