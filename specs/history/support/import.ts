import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { runProgram } from '../../../src/cli/program.ts';
import { openHistoryReader } from '../../../src/history/lmdb.adapter.ts';
import type { HistoryReader } from '../../../src/history/history.ts';
import { capturedIo } from '../../cli/command-run.ts';
import { at, everything, scratchDir } from './stores.ts';

export interface CommandEnd {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `hedgerow history …` at an instant of September 2026. */
export const history = async (...args: readonly string[]): Promise<CommandEnd> => {
  const captured = capturedIo();
  const nowMs = at('2026-09-01');
  const code = await runProgram(['history', ...args], { io: { ...captured.io, now: () => nowMs }, version: '1.2.3' });
  const { out, err } = captured.printed();
  return { code, out: out.join('\n'), err };
};

/** A file of these lines, gzipped where its name says so. */
export const fileOf = (name: string, lines: readonly string[]): string => {
  const path = join(scratchDir(), name);
  const text = lines.map((line) => `${line}\n`).join('');
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
};

/** Reads a history for the time of a function. */
export const reading = async <Value>(dir: string, read: (history: HistoryReader) => Value): Promise<Value> => {
  const reader = openHistoryReader(dir);
  try {
    return read(reader);
  } finally {
    await reader.close();
  }
};

/** All its rows without what measures them, as lines. */
export const rowsOf = (dir: string): Promise<readonly string[]> =>
  reading(dir, (reader) =>
    everything(reader).map(({ kind, market, atMs, ...row }) => {
      const { intervalSource: _, ...told } = { intervalSource: '', ...row };
      return `${new Date(atMs).toISOString()} ${market} ${kind} ${JSON.stringify(told)}`;
    }),
  );
