import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import type { AnyStateMachine } from 'xstate';
import type { Chart } from './chart.ts';
import { composites, folded } from './chart-fold.ts';
import { elkGraphOf, layoutOf } from './chart-layout.ts';
import type { ChartLayout } from './chart-layout.ts';
import { chartOf } from './machine-chart.ts';

export interface DrawnChart {
  readonly chart: Chart;
  readonly layout: ChartLayout;
}

export interface ChartDrawer {
  /**
   * Laid out once a definition and choice of opened states, on a thread of its own: the engine does not wait. All of them are
   * open unless told; ids that are no state's are ignored.
   */
  draw(machine: AnyStateMachine, open?: readonly string[]): Promise<DrawnChart>;
  /** Lays out ahead what somebody will look at: definitions that are known already cost nothing. */
  prepare(machines: Iterable<AnyStateMachine | undefined>): void;
  close(): Promise<void>;
}

/** A definition is kept in so many ways of being folded; the oldest is made anew. */
const WAYS_MAX = 64;

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
  // a machine that was given other implementations is still drawn the same
  const known = new WeakMap<object, Definition>();
  const thread = layoutThread();
  const definitionOf = (machine: AnyStateMachine): Definition => {
    const config: object = machine.config;
    const held = known.get(config);
    if (held !== undefined) return held;
    const chart = chartOf(machine);
    const made = { chart, composites: new Set(composites(chart)), drawn: new Map<string, Promise<DrawnChart>>() };
    known.set(config, made);
    return made;
  };
  const draw: ChartDrawer['draw'] = (machine, open) => {
    const { chart, composites: all, drawn } = definitionOf(machine);
    const opened = open === undefined ? all : new Set(open.filter((id) => all.has(id)));
    const way = [...opened].sort().join(' ');
    const held = drawn.get(way);
    if (held !== undefined) return held;
    const shown = folded(chart, opened);
    const made = thread.layout(elkGraphOf(shown)).then((laid) => ({ chart, layout: layoutOf(shown, laid) }));
    drawn.set(way, made);
    made.catch(() => drawn.delete(way));
    const [oldest] = drawn.keys();
    if (drawn.size > WAYS_MAX && oldest !== undefined) drawn.delete(oldest);
    return made;
  };
  return {
    draw,
    prepare: (machines) => {
      for (const machine of machines) {
        if (machine === undefined || known.has(machine.config)) continue;
        // whoever looks later is told what went wrong
        for (const open of [[], undefined]) draw(machine, open).catch(() => undefined);
      }
    },
    close: () => thread.close(),
  };
};

interface Definition {
  readonly chart: Chart;
  readonly composites: ReadonlySet<string>;
  readonly drawn: Map<string, Promise<DrawnChart>>;
}

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
