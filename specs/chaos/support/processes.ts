import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
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
  /** The file its inputs go to. */
  readonly record: string;
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
  /** Hears every line from now on. */
  onLine(listen: (line: Line) => void): void;
  /** Resolves with the first line for people that fits, `undefined` when the process ends before. */
  said(what: RegExp): Promise<RegExpExecArray | undefined>;
  /** The signal or exit code it ended by. */
  readonly ended: Promise<string>;
  kill(): Promise<string>;
}

/** The venues, in a process of their own that ends with this one. */
export const startVenues = (options: VenuesProcessOptions): Running =>
  run([VENUES, JSON.stringify({ ...options, followStdin: true })]);

export const startEngine = (options: EngineOptions): Running => run([ENGINE, JSON.stringify(options)]);

/** The `hedgerow` command, with more in its environment; what it says to people is kept. */
export const startCommand = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Running =>
  run([COMMAND, ...args], { env, complaints: 'pipe' });

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly complaints: 'inherit' | 'pipe';
}

const run = (args: readonly string[], { env = {}, complaints }: RunOptions = { complaints: 'inherit' }): Running => {
  const child = spawn(process.execPath, [...args], {
    stdio: ['pipe', 'pipe', complaints],
    env: { ...process.env, ...env },
  });
  const lines = new Heard<Line>();
  const words = new Heard<string>();
  follow(child.stdout, (text) => {
    const line: unknown = parsed(text);
    if (isRecord(line) && typeof line['type'] === 'string') lines.add({ ...line, type: line['type'] });
  });
  follow(child.stderr, (text) => words.add(text));
  // a process that is gone reads nothing
  child.stdin?.on('error', () => undefined);
  const ended = new Promise<string>((resolve) =>
    child.on('close', (code, signal) => resolve(signal ?? `exit ${String(code)}`)),
  );
  return {
    process: child,
    lines: lines.all,
    ended,
    line: (type) =>
      new Promise((resolve, reject) => {
        lines.each((line) => (line.type === type ? resolve(line) : undefined));
        void ended.then((how) =>
          reject(new Error(`ended by ${how} before saying "${type}": ${words.all.join(' | ')}`)),
        );
      }),
    printed: (count) =>
      new Promise((resolve) => {
        lines.each(() => (lines.all.length >= count ? resolve() : undefined));
        void ended.then(() => resolve());
      }),
    onLine: (listen) => lines.next(listen),
    said: (what) =>
      new Promise((resolve) => {
        words.each((text) => {
          const found = what.exec(text);
          if (found !== null) resolve(found);
        });
        void ended.then(() => resolve(undefined));
      }),
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
};

/** All that was heard, for whoever listens from the beginning or from now on. */
class Heard<Item> {
  readonly all: Item[] = [];
  readonly #listeners = new Set<(item: Item) => void>();

  add(item: Item): void {
    this.all.push(item);
    for (const listen of this.#listeners) listen(item);
  }

  each(listen: (item: Item) => void): void {
    this.all.forEach(listen);
    this.next(listen);
  }

  next(listen: (item: Item) => void): void {
    this.#listeners.add(listen);
  }
}

const follow = (stream: Readable | null, hear: (text: string) => void): void => {
  if (stream !== null) createInterface({ input: stream }).on('line', hear);
};

/** The last line of a killed process may be cut. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
