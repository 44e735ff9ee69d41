import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { isRecord } from '../../../src/domain/codec.ts';
import type { VenuesProcessOptions } from '../../../src/simulator/venues-process.adapter.ts';

const built = (path: string): string => fileURLToPath(new URL(`../../../dist/${path}`, import.meta.url));
const VENUES = built('simulator/venues-process.adapter.js');
const COMMAND = built('cli/main.js');
const ENGINE = fileURLToPath(new URL('./engine.mjs', import.meta.url));

/** The processes run the build: this Node cannot run TypeScript. */
export const hasBuild = ['engine/engine.js', 'simulator/venues-process.adapter.js', 'chaos/seed-worker.adapter.js']
  .map((path) => built(path))
  .every((path) => existsSync(path));

export interface EngineOptions {
  readonly port: number;
  readonly dir: string;
  /** YAML. */
  readonly config: string;
  /** `restless` enters whatever comes and leaves soon; `settling` opens nothing new; `leaving` closes everything. */
  readonly role: 'restless' | 'settling' | 'leaving';
  /** How long a restless engine holds a hedge, virtual ms. */
  readonly holdMs: number;
  /** Kills itself right after the `nth` fact of this type, and of this target state, was committed and told. */
  readonly dieAt?: { readonly type: string; readonly to?: string; readonly nth: number };
  /** Virtual ms after which it ends by itself. */
  readonly forMs: number;
}

export type Line = { readonly type: string; readonly [member: string]: unknown };

export interface Running {
  readonly process: ChildProcess;
  /** What it printed so far. */
  readonly lines: readonly Line[];
  /** Resolves with the first line of a type; rejects when the process ends before. */
  line(type: string): Promise<Line>;
  /** Resolves when it has printed so many lines, or ended. */
  printed(lines: number): Promise<void>;
  /** The signal or exit code it ended by. */
  readonly ended: Promise<string>;
  kill(): Promise<string>;
}

/** The venues, in a process of their own that ends with this one. */
export const startVenues = (options: VenuesProcessOptions): Running =>
  run([VENUES, JSON.stringify({ ...options, followStdin: true })]);

export const startEngine = (options: EngineOptions): Running => run([ENGINE, JSON.stringify(options)]);

/** The `hedgerow` command; what it says to people is left out. */
export const startCommand = (args: readonly string[]): Running => run([COMMAND, ...args], 'ignore');

const run = (args: readonly string[], complaints: 'inherit' | 'ignore' = 'inherit'): Running => {
  const child = spawn(process.execPath, [...args], { stdio: ['pipe', 'pipe', complaints] });
  const lines: Line[] = [];
  const listeners = new Set<(line: Line) => void>();
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line: unknown = parsed(text);
    if (!isRecord(line) || typeof line['type'] !== 'string') return;
    lines.push({ ...line, type: line['type'] });
    for (const listen of listeners) listen({ ...line, type: line['type'] });
  });
  const ended = new Promise<string>((resolve) =>
    child.on('close', (code, signal) => resolve(signal ?? `exit ${String(code)}`)),
  );
  return {
    process: child,
    lines,
    ended,
    line: (type) =>
      new Promise((resolve, reject) => {
        const listen = (line: Line): void => (line.type === type ? resolve(line) : undefined);
        lines.forEach(listen);
        listeners.add(listen);
        void ended.then((how) => reject(new Error(`ended by ${how} before saying "${type}"`)));
      }),
    printed: (count) =>
      new Promise((resolve) => {
        const listen = (): void => (lines.length >= count ? resolve() : undefined);
        listen();
        listeners.add(listen);
        void ended.then(() => resolve());
      }),
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
};

/** The last line of a killed process may be cut. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
