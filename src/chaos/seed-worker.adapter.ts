import { workerData } from 'node:worker_threads';
import { serveTasks } from '../threads/task-server.adapter.ts';
import type { SeedTask } from './seed-pool.adapter.ts';
import { runSeed } from './run-seed.ts';

/** A thread that plays one seed after another: a seed in, its result out. */
// what the pool hands over
const task = workerData as SeedTask;
serveTasks({ work: (seed: number) => runSeed({ ...task, seed }) });
