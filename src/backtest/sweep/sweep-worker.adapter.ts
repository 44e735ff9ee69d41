import { workerData } from 'node:worker_threads';
import { openHistoryReader } from '../../history/lmdb.adapter.ts';
import { serveTasks } from '../../threads/task-server.adapter.ts';
import { runTask } from './run-one.ts';
import type { SweepTask, TaskProgress, TaskResult } from './run-one.ts';
import { isRaised } from './stop-flag.ts';
import type { StopFlag } from './stop-flag.ts';

/** What every thread of a sweep is given. */
export interface SweepSetUp {
  readonly historyDir: string;
  readonly stop: StopFlag;
}

/** A thread that runs one backtest after another, with a reader of the history of its own. */
// what the pool hands over
const { historyDir, stop } = workerData as SweepSetUp;
const history = openHistoryReader(historyDir);
serveTasks<SweepTask, TaskResult, TaskProgress>({
  work: (task, tell) => runTask(task, { history, isStopped: () => isRaised(stop), onProgress: tell }),
  end: () => history.close(),
});
