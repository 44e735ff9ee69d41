import type { Json } from '../domain/codec.ts';
import { EngineError } from '../domain/errors.ts';
import type { Input } from '../domain/input.ts';
import { createRecordingFile } from './recording-file.adapter.ts';
import type { RecordingFile } from './recording-file.adapter.ts';
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
  /** Makes the file; another one for specs. */
  readonly make?: (path: string) => RecordingFile;
}

export interface Recorder {
  /** Appends an input, in queue order. `failed`: nothing is written any more, `close` says why. */
  record(input: Input): 'open' | 'failed';
  /**
   * All that was recorded is with the operating system when this returns: a kill of the process does not lose it, a loss of
   * power may. Without anything new it does nothing. Never throws.
   */
  writeOut(): void;
  /** Writes out what waits, ends the file. Rejects with RecorderWriteError when something could not be written. */
  close(): Promise<void>;
}

/** What nothing hangs on waits for this much, or for this much time of the engine: one write for many inputs. */
const BATCH_CHARS = 64 * 1024;
const BATCH_MS = 1000;

/** Starts a recording. Throws RecorderWriteError when the file exists or cannot be made. */
export const createRecorder = ({ path, about, make = createRecordingFile }: RecorderOptions): Recorder => {
  const writer = new BatchWriter(path, () => make(path));
  writer.append(`${JSON.stringify(about)}\n`);
  writer.writeOut();
  return {
    record: (input) => {
      writer.append(`${recordingLine(input)}\n`);
      writer.writeWhenDue(input.atMs);
      return writer.hasFailed ? 'failed' : 'open';
    },
    writeOut: () => writer.writeOut(),
    close: () => writer.close(),
  };
};

class BatchWriter {
  readonly #path: string;
  readonly #file: RecordingFile;
  #batch: string[] = [];
  #batchChars = 0;
  #writtenAtMs = 0;
  #failure: RecorderWriteError | undefined;

  constructor(path: string, make: () => RecordingFile) {
    this.#path = path;
    try {
      this.#file = make();
    } catch (thrown) {
      throw writeError(path, thrown);
    }
  }

  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  append(line: string): void {
    if (this.hasFailed) return;
    this.#batch.push(line);
    this.#batchChars += line.length;
  }

  writeWhenDue(atMs: number): void {
    if (this.#batchChars < BATCH_CHARS && Math.abs(atMs - this.#writtenAtMs) < BATCH_MS) return;
    this.#writtenAtMs = atMs;
    this.writeOut();
  }

  /** Once something is missing nothing more is written: what follows a gap would be misread. */
  writeOut(): void {
    if (this.hasFailed || this.#batch.length === 0) return;
    const text = this.#batch.join('');
    this.#batch = [];
    this.#batchChars = 0;
    try {
      this.#file.write(text);
    } catch (thrown) {
      this.#failure = writeError(this.#path, thrown);
    }
  }

  async close(): Promise<void> {
    this.writeOut();
    try {
      this.#file.end();
    } catch (thrown) {
      this.#failure ??= writeError(this.#path, thrown);
    }
    if (this.#failure !== undefined) throw this.#failure;
    await Promise.resolve();
  }
}

const writeError = (path: string, thrown: unknown): RecorderWriteError => {
  const exists = thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST';
  const reason = exists ? 'it exists already' : thrown instanceof Error ? thrown.message : String(thrown);
  return new RecorderWriteError(`the recording ${path} cannot be written: ${reason}; name another file with --record`, {
    path,
    reason,
  });
};
