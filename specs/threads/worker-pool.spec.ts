import { describe, expect, it } from 'vitest';
import { runPool } from '../../src/threads/worker-pool.adapter.ts';
import type { PoolRun } from '../../src/threads/worker-pool.adapter.ts';

type Task = number | 'throw' | 'exit';

const pool = async (tasks: readonly Task[], parts: Partial<PoolRun<Task, number, string>> = {}) => {
  const left = [...tasks];
  const seen: { results: [Task, number][]; news: string[]; lost: [Task, string][] } = {
    results: [],
    news: [],
    lost: [],
  };
  await runPool<Task, number, string>({
    module: new URL('./support/thread.mjs', import.meta.url),
    threads: 2,
    setUp: { name: 'thread' },
    next: () => left.shift(),
    onResult: (result, task) => seen.results.push([task, result]),
    onNews: (news) => seen.news.push(news),
    onLost: (task, error) => seen.lost.push([task, error.message]),
    ...parts,
  });
  return { ...seen, results: seen.results.sort(([a], [b]) => Number(a) - Number(b)) };
};

describe('a pool of threads', () => {
  it('works off every task once, and passes on what is told of it', async () => {
    const { results, news } = await pool([1, 2, 3, 4, 5]);
    expect(results).toEqual([1, 2, 3, 4, 5].map((task) => [task, task * 2]));
    expect(news.sort()).toEqual([1, 2, 3, 4, 5].map((task) => `thread begins ${task}`));
  });

  it('loses the task that a thread dies over and no other, whether it throws or ends by itself', async () => {
    const { results, lost } = await pool([1, 'throw', 2, 'exit', 3, 4], { threads: 1 });
    expect(results.map(([task]) => task)).toEqual([1, 2, 3, 4]);
    expect(lost).toEqual([
      ['throw', 'out of everything'],
      ['exit', 'a thread ended by itself, with code 3'],
    ]);
  });

  it('rejects where nobody wants to know of a death', async () => {
    await expect(pool([1, 'throw'], { threads: 1, onLost: undefined })).rejects.toThrow('out of everything');
  });

  it('ends at once where there is nothing to do', async () => {
    expect(await pool([])).toEqual({ results: [], news: [], lost: [] });
  });
});
