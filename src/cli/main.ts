#!/usr/bin/env node
import { createWallClock, sleep } from '../clock/wall-clock.adapter.ts';
import { CommanderError } from 'commander';
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

let exitCode = 0;
try {
  await program(io, (code) => {
    exitCode = code;
  }).parseAsync();
} catch (error) {
  exitCode = error instanceof CommanderError ? Math.min(2, error.exitCode * 2) : await reportFailure(error, io);
}
process.exitCode = exitCode;
