#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { createWallClock, sleep } from '../clock/wall-clock.adapter.ts';
import type { CommandIo } from './io.ts';
import { streamSink } from './output.ts';
import { program } from './program.ts';
import { reportFailure } from './report-failure.ts';

const clock = createWallClock();

const io: CommandIo = {
  stdin: process.stdin,
  stdout: streamSink(process.stdout),
  stderr: streamSink(process.stderr),
  env: process.env,
  terminal: () => (process.stdout.isTTY ? { columns: process.stdout.columns, rows: process.stdout.rows } : undefined),
  onStopSignal: (stop) => {
    const signals = ['SIGINT', 'SIGTERM'] as const;
    for (const signal of signals) process.on(signal, stop);
    return () => {
      for (const signal of signals) process.off(signal, stop);
    };
  },
  now: () => clock.now(),
  sleep,
};

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

let exitCode = 0;
try {
  await program({ io, version, exit: (code) => (exitCode = code) }).parseAsync();
} catch (error) {
  // usage has been explained already; help and version are no mistakes
  exitCode = error instanceof CommanderError ? Math.min(2, error.exitCode * 2) : await reportFailure(error, io);
}
process.exitCode = exitCode;
