import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import type { AnyStateMachine } from 'xstate';
import type { Chart } from './chart.ts';
import { elkGraphOf, layoutOf } from './chart-layout.ts';
import type { ChartLayout } from './chart-layout.ts';
import { chartOf } from './machine-chart.ts';

export interface DrawnChart {
  readonly chart: Chart;
  readonly layout: ChartLayout;
}

export interface ChartDrawer {
  /** Laid out once a machine, on a thread of its own: the engine does not wait. */
  draw(machine: AnyStateMachine): Promise<DrawnChart>;
  close(): Promise<void>;
}

/** What the thread runs; as text, so that it needs no file of its own beside the compiled one. */
const LAYOUT_THREAD = `
const { parentPort, workerData } = require('node:worker_threads');
const Elk = require(workerData);
const elk = new Elk();
parentPort.on('message', ({ id, graph }) =>
  elk.layout(graph).then(
    (laid) => parentPort.postMessage({ id, laid }),
    (error) => parentPort.postMessage({ id, reason: String(error) }),
  ));
`;

interface Answer {
  readonly id: number;
  readonly laid?: ElkNode;
  readonly reason?: string;
}

export const createChartDrawer = (): ChartDrawer => {
  const drawn = new WeakMap<AnyStateMachine, Promise<DrawnChart>>();
  const thread = layoutThread();
  return {
    draw: (machine) => {
      const known = drawn.get(machine);
      if (known !== undefined) return known;
      const chart = chartOf(machine);
      const made = thread.layout(elkGraphOf(chart)).then((laid) => ({ chart, layout: layoutOf(chart, laid) }));
      drawn.set(machine, made);
      return made;
    },
    close: () => thread.close(),
  };
};

/** Started with the first question. */
const layoutThread = () => {
  const waiting = new Map<number, { resolve: (laid: ElkNode) => void; reject: (error: Error) => void }>();
  let worker: Worker | undefined;
  let lastId = 0;
  const fail = (error: Error): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    worker = undefined;
  };
  const start = (): Worker => {
    const library = createRequire(import.meta.url).resolve('elkjs/lib/elk.bundled.js');
    const started = new Worker(LAYOUT_THREAD, { eval: true, workerData: library });
    started.unref();
    started.on('error', fail);
    started.on('message', ({ id, laid, reason }: Answer) => {
      const asker = waiting.get(id);
      waiting.delete(id);
      if (laid === undefined) asker?.reject(new Error(`the chart cannot be laid out: ${reason}`));
      else asker?.resolve(laid);
    });
    return started;
  };
  return {
    layout: (graph: ElkNode): Promise<ElkNode> =>
      new Promise((resolve, reject) => {
        worker ??= start();
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        worker.postMessage({ id: lastId, graph }, []);
      }),
    close: async (): Promise<void> => {
      await worker?.terminate();
      fail(new Error('the visualizer was closed'));
    },
  };
};
