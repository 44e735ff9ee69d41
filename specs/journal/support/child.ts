import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const PROGRAM = fileURLToPath(new URL('./child.mjs', import.meta.url));

/** The child runs the build, because this Node cannot run TypeScript. */
export const hasBuild = existsSync(fileURLToPath(new URL('../../../dist/journal/lmdb.adapter.js', import.meta.url)));
/** For titles: why it is skipped. */
export const NEEDS_BUILD = hasBuild ? '' : ' (skipped: dist/ is absent, run npm run build)';

export interface ChildOptions {
  readonly mode: 'hold' | 'commit' | 'prune' | 'prune-and-die';
  readonly dir: string;
  readonly durability?: 'power-safe' | 'process-safe';
  /** Largest file the process may write, in blocks of 512 bytes: a disk that is full. */
  readonly fileBlocksMax?: number;
}

export interface JournalChild {
  readonly process: ChildProcess;
  /** What it said so far. */
  readonly lines: readonly string[];
  /** The first line that begins so. */
  line(prefix: string): Promise<string>;
  /** Kills it without a chance to clean up. */
  kill(): Promise<void>;
  /** Its exit code, once it ended by itself. */
  ended(): Promise<number | null>;
}

/** Starts a process that owns the journal in `dir`. */
export const startChild = ({ mode, dir, durability = 'power-safe', fileBlocksMax }: ChildOptions): JournalChild => {
  const limit = fileBlocksMax === undefined ? '' : `ulimit -f ${fileBlocksMax}; `;
  const child = spawn('sh', ['-c', `${limit}exec "$@"`, 'sh', process.execPath, PROGRAM, mode, dir, durability], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const listeners = new Set<(line: string) => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const listen of listeners) listen(line);
  });
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    process: child,
    lines,
    line: (prefix) =>
      new Promise((resolve, reject) => {
        const listen = (line: string): void => (line.startsWith(prefix) ? resolve(line) : undefined);
        lines.forEach(listen);
        listeners.add(listen);
        void closed.then(() =>
          reject(new Error(`the process ended without saying "${prefix}": ${lines.slice(-3).join(' | ')}`)),
        );
      }),
    kill: async () => {
      child.kill('SIGKILL');
      await closed;
    },
    ended: () => closed,
  };
};
