import { Worker } from 'node:worker_threads';

/** What a pool and its threads say to each other. */
export type ToThread<Task> = { readonly type: 'task'; readonly task: Task } | { readonly type: 'end' };
export type FromThread<Result, News> =
  | { readonly type: 'news'; readonly news: News }
  | { readonly type: 'result'; readonly result: Result }
  | { readonly type: 'ended' };

/** Tasks, results and news are plain data: they are copied from thread to thread. */
export interface PoolRun<Task, Result, News = never> {
  /** A module that serves tasks (task-server.adapter.ts). */
  readonly module: URL;
  readonly threads: number;
  /** What every thread is given at its start. */
  readonly setUp: unknown;
  /** Asked whenever a thread is free; `undefined`: there is no more. */
  readonly next: () => Task | undefined;
  /** As they are done, in no order. */
  readonly onResult: (result: Result, task: Task) => void;
  readonly onNews?: (news: News, task: Task) => void;
  /** A thread died over a task; another takes its place. When absent the whole run rejects. */
  readonly onLost?: ((task: Task, error: Error) => void) | undefined;
}

/** Works off tasks, each thread one at a time. Resolves when there are none left and every thread has ended. */
export const runPool = async <Task, Result, News = never>(run: PoolRun<Task, Result, News>): Promise<void> => {
  await Promise.all(Array.from({ length: run.threads }, () => inTurn(run)));
};

/** One thread after another, should one die. */
const inTurn = async <Task, Result, News>(run: PoolRun<Task, Result, News>): Promise<void> => {
  for (let task = run.next(); task !== undefined;) task = await onThread(run, task);
};

/** One thread's share, from a first task on; resolves with the task for its successor where it died. */
const onThread = async <Task, Result, News>(
  run: PoolRun<Task, Result, News>,
  first: Task,
): Promise<Task | undefined> => {
  const worker = new Worker(run.module, { workerData: run.setUp });
  let task: Task | undefined = first;
  const give = (next: Task | undefined): void => {
    task = next;
    const words: ToThread<Task> = next === undefined ? { type: 'end' } : { type: 'task', task: next };
    worker.postMessage(words, []);
  };
  try {
    return await new Promise<Task | undefined>((resolve, reject) => {
      worker.on('message', (said: FromThread<Result, News>) => {
        if (said.type === 'ended') resolve(undefined);
        if (said.type === 'ended' || task === undefined) return;
        if (said.type === 'news') return run.onNews?.(said.news, task);
        run.onResult(said.result, task);
        give(run.next());
      });
      const died = (error: Error): void => {
        const lost = task;
        task = undefined;
        if (lost === undefined || run.onLost === undefined) return reject(error);
        run.onLost(lost, error);
        resolve(run.next());
      };
      worker.once('error', died);
      worker.once('exit', (code) => died(new Error(`a thread ended by itself, with code ${code}`)));
      give(first);
    });
  } finally {
    await worker.terminate();
  }
};
