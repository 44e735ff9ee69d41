import { parentPort, workerData } from 'node:worker_threads';
import type { SeedTask } from './seed-pool.adapter.ts';
import { runSeed } from './run-seed.ts';

/** A thread that plays one seed after another: a seed in, its result out. */
// what the pool hands over
const task = workerData as SeedTask;
parentPort?.on('message', (seed: number) => {
  void runSeed({ ...task, seed }).then((result) => parentPort?.postMessage(result, []));
});
