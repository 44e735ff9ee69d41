import { createWriteStream, openSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import type { Gzip } from 'node:zlib';
import type { Json } from '../domain/codec.ts';
import { EngineError } from '../domain/errors.ts';
import type { Input } from '../domain/input.ts';
import { recordingLine } from './recording.ts';

/** The recording cannot be written; the run itself is not harmed. */
export class RecorderWriteError extends EngineError<{ path: string; reason: string }> {
  readonly code = 'recorder.write-failed';
  override readonly exitCode = 2;
}

export interface RecorderOptions {
  /** `.gz` at the end compresses. Must not exist: recordings are never overwritten. */
  readonly path: string;
  /** The members of the first line. */
  readonly about: { readonly about: string; readonly [key: string]: Json };
}

export interface Recorder {
  /**
   * Appends an input, in queue order. `behind`: more than a few MB wait for the disk, await `drained` before the next.
   * `failed`: nothing is written any more, `close` says why.
   */
  record(input: Input): 'open' | 'behind' | 'failed';
  drained(): Promise<void>;
  /** Writes out what waits, ends the file. Rejects with RecorderWriteError when something could not be written. */
  close(): Promise<void>;
}

const BEHIND_CHARS = 4 * 1024 * 1024;
/** What else there is waits for this much, or for this much time of the engine: a killed run loses no more. */
const BATCH_CHARS = 64 * 1024;
const BATCH_MS = 250;
/** A gzip file is readable up to its last flush; each costs a few bytes. */
const GZIP_FLUSH_MS = 1000;
/** What decisions, orders and money hang on is written out at once, and all before it: a crash is in its recording too. */
const AT_ONCE: ReadonlySet<Input['kind']> = new Set(['tick', 'flushed', 'report', 'account', 'payment', 'command']);

/** Starts a recording. Throws RecorderWriteError when the file exists or cannot be made. */
export const createRecorder = ({ path, about }: RecorderOptions): Recorder => {
  const file = createWriteStream(path, { fd: openNew(path) });
  const gzip = path.endsWith('.gz') ? createGzip() : undefined;
  const writer = new BatchWriter(path, file, gzip);
  writer.append(`${JSON.stringify(about)}\n`);
  writer.writeOut();
  return {
    record: (input) => {
      writer.append(`${recordingLine(input)}\n`);
      if (AT_ONCE.has(input.kind)) writer.writeOutAtOnce(input.atMs);
      else writer.writeOutWhenDue(input.atMs);
      return writer.status();
    },
    drained: () => writer.drained(),
    close: () => writer.close(),
  };
};

class BatchWriter {
  readonly #path: string;
  readonly #file: Writable;
  readonly #gzip: Gzip | undefined;
  #batch: string[] = [];
  #batchChars = 0;
  #pendingChars = 0;
  #writtenOutAtMs = 0;
  #flushedAtMs = 0;
  #failure: Error | undefined;
  #waiting: (() => void)[] = [];

  constructor(path: string, file: Writable, gzip: Gzip | undefined) {
    this.#path = path;
    this.#file = file;
    this.#gzip = gzip;
    for (const stream of gzip === undefined ? [file] : [file, gzip])
      stream.on('error', (failure) => {
        this.#failure ??= failure;
        this.#wake();
      });
    gzip?.pipe(file);
  }

  append(line: string): void {
    if (this.#failure !== undefined) return;
    this.#batch.push(line);
    this.#batchChars += line.length;
  }

  writeOutWhenDue(atMs: number): void {
    if (this.#batchChars < BATCH_CHARS && Math.abs(atMs - this.#writtenOutAtMs) < BATCH_MS) return;
    this.#writtenOutAtMs = atMs;
    this.writeOut();
    if (Math.abs(atMs - this.#flushedAtMs) >= GZIP_FLUSH_MS) this.#flush(atMs);
  }

  writeOutAtOnce(atMs: number): void {
    this.#writtenOutAtMs = atMs;
    this.writeOut();
    this.#flush(atMs);
  }

  #flush(atMs: number): void {
    this.#flushedAtMs = atMs;
    this.#gzip?.flush(constants.Z_SYNC_FLUSH);
  }

  writeOut(): void {
    if (this.#failure !== undefined || this.#batch.length === 0) return;
    const chars = this.#batchChars;
    this.#pendingChars += chars;
    (this.#gzip ?? this.#file).write(this.#batch.join(''), () => {
      this.#pendingChars -= chars;
      if (this.#pendingChars <= BEHIND_CHARS) this.#wake();
    });
    this.#batch = [];
    this.#batchChars = 0;
  }

  status(): 'open' | 'behind' | 'failed' {
    if (this.#failure !== undefined) return 'failed';
    return this.#pendingChars > BEHIND_CHARS ? 'behind' : 'open';
  }

  async drained(): Promise<void> {
    if (this.status() !== 'behind') return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async close(): Promise<void> {
    this.writeOut();
    await new Promise<void>((resolve) => {
      this.#file.on('close', resolve);
      if (this.#file.closed) resolve();
      else if (this.#failure === undefined) (this.#gzip ?? this.#file).end();
      else this.#file.destroy();
    });
    if (this.#failure !== undefined) throw writeError(this.#path, this.#failure.message);
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

const openNew = (path: string): number => {
  try {
    return openSync(path, 'wx');
  } catch (thrown) {
    const exists = thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST';
    throw writeError(path, exists ? 'it exists already' : thrown instanceof Error ? thrown.message : String(thrown));
  }
};

const writeError = (path: string, reason: string): RecorderWriteError =>
  new RecorderWriteError(`the recording ${path} cannot be written: ${reason}; name another file with --record`, {
    path,
    reason,
  });
