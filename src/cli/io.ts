import type { TextSink } from './output.ts';

/** What a command may touch of the process. */
export interface CommandIo {
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Nothing more is read from it: a process does not wait for what nobody types. */
  readonly releaseStdin?: () => void;
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Size of the terminal, or `undefined` when the output is piped. */
  readonly terminal: () => { readonly columns: number; readonly rows: number } | undefined;
  /** Calls back at SIGINT and SIGTERM; returns how to stop listening. */
  readonly onStopSignal: (stop: (signal: string) => void) => () => void;
  /** Calls back at SIGUSR2, the kill switch; returns how to stop listening. */
  readonly onKillSignal: (kill: () => void) => () => void;
  readonly pid: number;
  readonly now: () => number;
  readonly sleep: (delayMs: number) => Promise<void>;
}
