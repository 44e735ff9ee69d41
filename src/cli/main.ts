#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import type { CommandIo } from './io.ts';
import { KeptSignal } from './kept-signal.ts';
import { streamSink } from './output.ts';

/** Heard from here on: a kill that comes while an engine is still being opened is carried out as soon as it runs. */
const kill = new KeptSignal(() => {
  process.stderr.write('hedgerow: SIGUSR2: no engine is running yet; if one starts, it closes everything and stops\n');
});
// there is no such signal elsewhere
if (process.platform !== 'win32') process.on('SIGUSR2', kill.heard);

// only now, for what they import takes its time to load
const { createWallClock, sleep } = await import('../clock/wall-clock.adapter.ts');
const { runProgram } = await import('./program.ts');

const clock = createWallClock();
/** npm and the terminal both pass a Ctrl-C on: within this time, ms, it is one word. A later one ends the process at once. */
const ONE_WORD_MS = 1000;

const io: CommandIo = {
  stdin: process.stdin,
  releaseStdin: () => void process.stdin.destroy(),
  stdout: streamSink(process.stdout),
  stderr: streamSink(process.stderr),
  env: process.env,
  terminal: () => (process.stdout.isTTY ? { columns: process.stdout.columns, rows: process.stdout.rows } : undefined),
  onStopSignal: (stop) => {
    const signals = ['SIGINT', 'SIGTERM'] as const;
    let firstMs: number | undefined;
    const heard = (signal: NodeJS.Signals): void => {
      if (firstMs === undefined) {
        firstMs = clock.now();
        stop(signal);
      } else if (clock.now() - firstMs > ONE_WORD_MS) process.exit(130);
    };
    for (const signal of signals) process.on(signal, heard);
    return () => {
      for (const signal of signals) process.off(signal, heard);
    };
  },
  onKillSignal: (listener) => kill.listen(listener),
  pid: process.pid,
  now: () => clock.now(),
  sleep,
};

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

process.exitCode = await runProgram(process.argv.slice(2), { io, version });
