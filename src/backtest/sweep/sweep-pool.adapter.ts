import { openHistoryReader } from '../../history/lmdb.adapter.ts';
import { runPool } from '../../threads/worker-pool.adapter.ts';
import { failureOf, runTask } from './run-one.ts';
import type { SweepTask, TaskProgress, TaskResult } from './run-one.ts';
import type { RunTasks } from './run-sweep.ts';
import { isRaised } from './stop-flag.ts';
import type { StopFlag } from './stop-flag.ts';
import type { SweepSetUp } from './sweep-worker.adapter.ts';

export interface SweepPool {
  readonly historyDir: string;
  /** 0: in this thread, one after another. */
  readonly threads: number;
  /** Raised: what runs is given up, what has not begun never does. */
  readonly stop: StopFlag;
  /** How far a task is, by its place; done with a fraction of 1. */
  readonly onProgress: (at: number, progress: TaskProgress) => void;
}

const STOPPED: TaskResult = { outcome: { kind: 'stopped' }, assumptions: [] };

/** Runs the tasks of a sweep, each thread with a reader of its own. Rejects where the history cannot be opened. */
export const sweepPool =
  (pool: SweepPool): RunTasks =>
  async (tasks) => {
    const results = new Map<SweepTask, TaskResult>();
    const left = [...tasks];
    const at = (task: SweepTask): number => tasks.indexOf(task);
    const work: Work = {
      next: () => (isRaised(pool.stop) ? undefined : left.shift()),
      onResult: (result, task) => {
        results.set(task, result);
        pool.onProgress(at(task), { fraction: 1, events: 0 });
      },
      onNews: (progress, task) => pool.onProgress(at(task), progress),
    };
    await (pool.threads === 0 ? inThisThread(pool, work) : onThreads(pool, work, left.length));
    return tasks.map((task) => results.get(task) ?? STOPPED);
  };

interface Work {
  readonly next: () => SweepTask | undefined;
  readonly onResult: (result: TaskResult, task: SweepTask) => void;
  readonly onNews: (progress: TaskProgress, task: SweepTask) => void;
}

const inThisThread = async ({ historyDir, stop }: SweepPool, { next, onResult, onNews }: Work): Promise<void> => {
  const history = openHistoryReader(historyDir);
  const isStopped = (): boolean => isRaised(stop);
  try {
    for (let task = next(); task !== undefined; task = next()) {
      const running = task;
      const onProgress = (progress: TaskProgress): void => onNews(progress, running);
      onResult(await runTask(running, { history, isStopped, onProgress }), running);
    }
  } finally {
    await history.close();
  }
};

const onThreads = ({ historyDir, threads, stop }: SweepPool, work: Work, tasks: number): Promise<void> => {
  const setUp: SweepSetUp = { historyDir, stop };
  return runPool<SweepTask, TaskResult, TaskProgress>({
    ...work,
    module: new URL('./sweep-worker.adapter.js', import.meta.url),
    threads: Math.min(threads, tasks),
    setUp,
    // such as one without memory left: its run is lost, the others are not
    onLost: (task, error) => work.onResult(failureOf(error), task),
  });
};
