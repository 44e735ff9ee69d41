import { Worker } from 'node:worker_threads';
import type { ChaosChances } from './chaos-fault.ts';
import type { SeedResult } from './run-seed.ts';
import { runSeed } from './run-seed.ts';

/** What all seeds of a pool have in common. Plain JSON. */
export interface SeedTask {
  readonly hours: number;
  readonly chances: ChaosChances;
}

export interface PoolRun extends SeedTask {
  readonly seeds: readonly number[];
  /** 0: in this thread, one after another. */
  readonly threads: number;
  readonly onResult: (result: SeedResult) => void;
  /** Asked before each seed. */
  readonly isStopped: () => boolean;
}

/** Plays many seeds, on threads of their own; results come as they are done, in no order. Resolves when all are. */
export const runSeeds = async (run: PoolRun): Promise<void> => {
  const left = [...run.seeds];
  const next = (): number | undefined => (run.isStopped() ? undefined : left.shift());
  const task: SeedTask = { hours: run.hours, chances: run.chances };
  if (run.threads > 0) {
    const threads = Math.min(run.threads, left.length);
    await Promise.all(Array.from({ length: threads }, () => onThread(task, next, run.onResult)));
    return;
  }
  for (let seed = next(); seed !== undefined; seed = next()) run.onResult(await runSeed({ ...task, seed }));
};

/** One thread's share, until there is no more. */
const onThread = async (
  task: SeedTask,
  next: () => number | undefined,
  onResult: (result: SeedResult) => void,
): Promise<void> => {
  const worker = new Worker(new URL('./seed-worker.adapter.js', import.meta.url), { workerData: task });
  try {
    await new Promise<void>((resolve, reject) => {
      const ask = (): void => {
        const seed = next();
        if (seed === undefined) resolve();
        else worker.postMessage(seed, []);
      };
      worker.on('message', (result: SeedResult) => {
        onResult(result);
        ask();
      });
      worker.on('error', reject);
      ask();
    });
  } finally {
    await worker.terminate();
  }
};
