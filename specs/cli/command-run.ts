import type { CommandIo } from '../../src/cli/io.ts';
import { KeptSignal } from '../../src/cli/kept-signal.ts';
import { runProgram } from '../../src/cli/program.ts';

export interface CommandRun {
  readonly exitCode: number;
  readonly out: readonly string[];
  readonly err: string;
}

export interface CommandRunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** The reader goes away after so many writes to standard output. */
  readonly writesMax?: number;
  /** Sends SIGINT once this text was printed. */
  readonly interruptAfter?: string;
  /** Sends SIGUSR2 once this text was printed. */
  readonly killAfter?: string;
  /** Sends SIGUSR2 before anything of the command runs. */
  readonly killFirst?: boolean;
  /** What is typed. */
  readonly typed?: string;
}

export interface CapturedIo {
  readonly io: CommandIo;
  printed(): Omit<CommandRun, 'exitCode'>;
}

/** The whole command line in this process: arguments in, exit code and printed lines out. */
export const runCommand = async (args: readonly string[], options: CommandRunOptions = {}): Promise<CommandRun> => {
  const captured = capturedIo(options);
  const exitCode = await runProgram(args, { io: captured.io, version: '1.2.3' });
  return { exitCode, ...captured.printed() };
};

/** A terminal that is a pipe, kept in memory. */
export const capturedIo = (options: CommandRunOptions = {}): CapturedIo => {
  const { env = {}, writesMax = Infinity, interruptAfter, killAfter, killFirst, typed } = options;
  let [out, err, writes, nowMs] = ['', '', 0, 1_000_000];
  const kill = new KeptSignal(() => (err += 'kept\n'));
  if (killFirst === true) kill.heard();
  let stop: ((signal: string) => void) | undefined;
  const io: CommandIo = {
    stdin: (async function* () {
      if (typed !== undefined) yield await Promise.resolve(new TextEncoder().encode(typed));
    })(),
    stdout: {
      write: (text) => {
        writes += 1;
        if (writes <= writesMax) out += text;
        if (killAfter !== undefined && text.includes(killAfter)) kill.heard();
        if (interruptAfter !== undefined && text.includes(interruptAfter)) stop?.('SIGINT');
        return Promise.resolve(writes < writesMax ? 'open' : 'closed');
      },
    },
    stderr: { write: (text) => ((err += text), Promise.resolve('open')) },
    env,
    terminal: () => undefined,
    onStopSignal: (listener) => {
      stop = listener;
      return () => (stop = undefined);
    },
    onKillSignal: (listener) => kill.listen(listener),
    pid: 4711,
    now: () => (nowMs += 1),
    sleep: () => new Promise((resolve) => setImmediate(resolve)),
  };
  return { io, printed: () => ({ out: out.split('\n').filter((line) => line !== ''), err }) };
};

/** The last line of `--json`. */
export const summaryOf = ({ out }: Pick<CommandRun, 'out'>): Readonly<Record<string, unknown>> =>
  JSON.parse(out.at(-1) ?? '{}') as Readonly<Record<string, unknown>>;
