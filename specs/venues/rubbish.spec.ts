import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Subject } from './rubbish-run.ts';
import { LongRun, partsOf, stepFaults, subjectSamples, subjects } from './rubbish-run.ts';
import type { Step } from './rubbish.ts';
import { spoiled, steps } from './rubbish.ts';
import type { Sample } from './venue-samples.ts';

/** Frames of one decoder's life, and how many lives: 2,000 frames a venue. */
const FRAMES = 20;
const LIVES = 100;
/** In the run of the bench: frames that one decoder takes in a row, told by `node specs/bench/rubbish.mjs`. */
const FRAMES_IN_A_ROW = Number(process.env['HEDGEROW_RUBBISH_FRAMES'] ?? 0);
/** A decoder may hold this much more after the second half of them than after the first. */
const GROWTH_MAX_MB = 16;

/** What a decoder and a link made of frames gone wrong and should not have: nothing, one hopes. */
const faultsOf = (subject: Subject, samples: readonly Sample[], life: readonly Step[]): readonly string[] => {
  const parts = partsOf(subject);
  return life.flatMap((step) => stepFaults(parts, spoiled(samples, step)));
};

describe.each(subjects.map((subject) => [subject.name, subject] as const))('rubbish from %s', (name, subject) => {
  let samples: readonly Sample[] = [];
  beforeAll(async () => {
    samples = await subjectSamples(subject);
  });

  it('comes from frames that are read without a fault when they are left alone', () => {
    expect(samples.length).toBeGreaterThan(subject.isRelay ? 10 : 50);
    const life = samples.map((_, index): Step => ({ index, mutation: { kind: 'whole' } }));
    expect(faultsOf(subject, samples, life)).toEqual([]);
  });

  it('is refused or passed over, never thrown at, and leads to no number that is not one', () => {
    fc.assert(
      fc.property(fc.array(steps(samples), { minLength: FRAMES, maxLength: FRAMES }), (life) => {
        expect(faultsOf(subject, samples, life)).toEqual([]);
      }),
      { numRuns: LIVES, seed: 20_260_105 },
    );
  });

  // the bench asks for this one; the specs do not wait for it
  if (FRAMES_IN_A_ROW > 0)
    it('does not wear a decoder down that takes nothing else', () => {
      const run = new LongRun(subject, samples);
      run.take(FRAMES_IN_A_ROW / 2);
      const halfwayMb = run.heapMb();
      run.take(FRAMES_IN_A_ROW / 2);
      const growthMb = run.heapMb() - halfwayMb;
      const figures = `${run.frames} frames, ${run.events} events, ${run.rejected} refused, ${run.faults.length} faults`;
      process.stdout.write(`rubbish ${name}: ${figures}, ${halfwayMb.toFixed(1)} MB, ${growthMb.toFixed(1)} MB more\n`);
      expect(run.faults).toEqual([]);
      expect(growthMb).toBeLessThan(GROWTH_MAX_MB);
    }, 3_600_000);
});
