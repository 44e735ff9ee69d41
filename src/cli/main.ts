#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { createWallClock, sleep } from '../clock/wall-clock.adapter.ts';
import type { CommandIo } from './io.ts';
import { streamSink } from './output.ts';
import { runProgram } from './program.ts';

const clock = createWallClock();

const io: CommandIo = {
  stdin: process.stdin,
  releaseStdin: () => void process.stdin.destroy(),
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

process.exitCode = await runProgram(process.argv.slice(2), { io, version });
