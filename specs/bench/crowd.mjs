import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { Subject } from 'rxjs';
import { startVisualizer } from '../../dist/visualizer/server.adapter.js';

/**
 * So many pages, in a process of their own, of one visualizer that looks at whichever engine they join; while they are gone
 * the engine has no visualizer at all. None at all are nobody.
 */
export const openCrowd = async (pages, first) => {
  if (pages === 0) return { pages, told: 0, join: async () => undefined, leave: async () => undefined };
  const stage = turningStage(first);
  const visualizer = await startVisualizer({
    engine: stage.face,
    port: 0,
    host: '127.0.0.1',
    log: (line) => process.stderr.write(`${line}\n`),
  });
  if (visualizer === undefined) throw new Error('the visualizer did not start');
  const ask = readers(visualizer.url);
  return {
    pages,
    /** Rounds in which the view was made. */
    get told() {
      return stage.looks;
    },
    join: async (engine) => {
      stage.turnTo(engine);
      await ask(`join ${pages}`);
    },
    leave: async () => {
      await ask('leave');
      stage.leave();
    },
  };
};

/** What a visualizer looks at, with another engine behind it from time to time. */
const turningStage = (first) => {
  let engine = first;
  let listening = [];
  const streams = { facts$: new Subject(), signals$: new Subject() };
  const times$ = new Subject();
  const stage = {
    looks: 0,
    turnTo: (next) => {
      engine = next;
      listening = Object.entries(streams).map(([name, stream]) =>
        engine[name].subscribe((value) => stream.next(value)),
      );
      listening.push(engine.work.times$.subscribe((time) => times$.next(time)));
    },
    leave: () => {
      for (const one of listening.splice(0)) one.unsubscribe();
    },
  };
  const face = {
    ...streams,
    finished: first.finished,
    work: { times$, journalLagMs: () => engine.work.journalLagMs() },
    get inspect() {
      return engine.inspect;
    },
    status: () => {
      stage.looks += 1;
      return engine.status();
    },
    signals: () => engine.signals(),
    send: (command) => engine.send(command),
  };
  return Object.assign(stage, { face });
};

const readers = (url) => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'pages-child.mjs'), url], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  process.once('exit', () => child.kill());
  return async (line) => {
    child.stdin.write(`${line}\n`);
    const { done } = await answers.next();
    if (done === true) throw new Error('the pages are gone');
  };
};
