import { parentPort } from 'node:worker_threads';
import type { FromThread, ToThread } from './worker-pool.adapter.ts';

export interface TaskServer<Task, Result, News> {
  readonly work: (task: Task, tell: (news: News) => void) => Promise<Result>;
  /** Called once there are no more tasks. */
  readonly end?: () => Promise<void>;
}

/** A thread of a pool: one task after another. What `work` throws ends the thread, and the pool hears of it. */
export const serveTasks = <Task, Result, News = never>({ work, end }: TaskServer<Task, Result, News>): void => {
  const say = (words: FromThread<Result, News>): void => parentPort?.postMessage(words, []);
  const answer = async (words: ToThread<Task>): Promise<void> => {
    if (words.type === 'task')
      say({ type: 'result', result: await work(words.task, (news) => say({ type: 'news', news })) });
    else {
      await end?.();
      say({ type: 'ended' });
    }
  };
  parentPort?.on('message', (words: ToThread<Task>) => void answer(words));
};
