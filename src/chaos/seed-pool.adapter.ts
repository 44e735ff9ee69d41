import { runPool } from '../threads/worker-pool.adapter.ts';
import type { ChaosChances } from './chaos-fault.ts';
import type { SeedResult } from './run-seed.ts';
import { runSeed } from './run-seed.ts';

/** What all seeds of a pool have in common. Plain JSON. */
export interface SeedTask {
  readonly hours: number;
  readonly chances: ChaosChances;
}

export interface SeedPoolRun extends SeedTask {
  readonly seeds: readonly number[];
  /** 0: in this thread, one after another. */
  readonly threads: number;
  readonly onResult: (result: SeedResult) => void;
  /** Asked before each seed. */
  readonly isStopped: () => boolean;
}

/** Plays many seeds, on threads of their own; results come as they are done, in no order. Resolves when all are. */
export const runSeeds = async (run: SeedPoolRun): Promise<void> => {
  const left = [...run.seeds];
  const next = (): number | undefined => (run.isStopped() ? undefined : left.shift());
  const task: SeedTask = { hours: run.hours, chances: run.chances };
  if (run.threads === 0) {
    for (let seed = next(); seed !== undefined; seed = next()) run.onResult(await runSeed({ ...task, seed }));
    return;
  }
  await runPool<number, SeedResult>({
    module: new URL('./seed-worker.adapter.js', import.meta.url),
    threads: Math.min(run.threads, left.length),
    setUp: task,
    next,
    onResult: run.onResult,
  });
};
