import { createReadStream } from 'node:fs';
import { setImmediate as nextLoopTurn } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { isRecord } from '../domain/codec.ts';
import type { RecordingLine, TextLine } from './recording.ts';
import { parseRecordingLine } from './recording.ts';
import {
  RecordingBinaryError,
  RecordingCutShortError,
  RecordingEmptyError,
  RecordingMissingError,
  RecordingUnreadableError,
} from './recording-errors.ts';

/** Bytes with a name for messages: a file or standard input. */
export interface ByteSource {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Longest line: the largest REST answers are a few MB. */
const LINE_CHARS_MAX = 64 * 1024 * 1024;

/**
 * Every line of a recording file, plain or gzip. Throws a typed error at the first fault; a recording that is cut short
 * yields everything before the cut first.
 */
export async function* readRecording(path: string): AsyncGenerator<RecordingLine> {
  for await (const batch of readLineBatches(fileSource(path)))
    for (const text of batch) yield parseRecordingLine(text, path);
}

export const fileSource = (path: string): ByteSource => ({ name: path, bytes: fileBytes(path) });

/**
 * The lines of plain or gzipped text (told apart by the first two bytes), a batch per chunk read; blank lines are
 * skipped but counted. Memory is bounded by one chunk and one line.
 */
export async function* readLineBatches(source: ByteSource): AsyncGenerator<readonly TextLine[]> {
  const splitter = new LineSplitter(source.name);
  let isEmpty = true;
  try {
    for await (const chunk of inflated(source.bytes)) {
      isEmpty &&= chunk.length === 0;
      const lines = splitter.push(chunk);
      if (lines.length > 0) yield lines;
    }
  } catch (cause) {
    throw readFault(cause, { file: source.name, line: splitter.nextLine });
  }
  if (isEmpty) throw new RecordingEmptyError(source.name);
  const last = splitter.end();
  if (last !== undefined) yield [last];
}

class LineSplitter {
  nextLine = 1;
  readonly #name: string;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #rest = '';

  constructor(name: string) {
    this.#name = name;
  }

  push(chunk: Uint8Array): readonly TextLine[] {
    const text = this.#rest + this.#decode(chunk);
    const lines: TextLine[] = [];
    let from = 0;
    for (let to = text.indexOf('\n', from); to !== -1; to = text.indexOf('\n', from)) {
      this.#take(text.slice(from, to), 'newline', lines);
      from = to + 1;
    }
    this.#rest = text.slice(from);
    if (this.#rest.length > LINE_CHARS_MAX) throw this.#fault(`a line of more than ${LINE_CHARS_MAX} characters`);
    return lines;
  }

  end(): TextLine | undefined {
    const lines: TextLine[] = [];
    if (this.#rest !== '') this.#take(this.#rest, 'end-of-file', lines);
    return lines[0];
  }

  #take(raw: string, end: TextLine['end'], lines: TextLine[]): void {
    const text = raw.trim();
    if (text !== '') lines.push({ text, line: this.nextLine, end });
    this.nextLine += 1;
  }

  #decode(chunk: Uint8Array): string {
    try {
      const text = this.#decoder.decode(chunk, { stream: true });
      if (!text.includes('\0')) return text;
    } catch {
      // Falls through to the one fault: rubbish is rubbish, whether by its encoding or by its NUL bytes.
    }
    throw this.#fault('neither text nor gzip: not a recording');
  }

  #fault(cause: string): RecordingBinaryError {
    return new RecordingBinaryError({ file: this.#name, line: this.nextLine }, cause);
  }
}

async function* fileBytes(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path)) yield chunk as Uint8Array;
  } catch (cause) {
    const code = isRecord(cause) ? cause['code'] : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new RecordingMissingError(path);
    if (code === 'EISDIR') throw new RecordingUnreadableError(path, 'it is a directory');
    throw new RecordingUnreadableError(path, String(code ?? cause));
  }
}

async function* inflated(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = bytes[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let length = 0;
  let isOver = false;
  while (length < 2 && !isOver) {
    const next = await iterator.next();
    if (next.done === true) isOver = true;
    else {
      head.push(next.value);
      length += next.value.length;
    }
  }
  const start = Buffer.concat(head);
  const all = chain(start, iterator);
  yield* start[0] === 0x1f && start[1] === 0x8b ? gunzipped(all) : all;
}

async function* chain(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

/**
 * Gunzip that hands over all it could inflate before it fails: a pipeline would throw away what is still buffered when
 * the end of a cut file is reached. Output is taken as it comes, and the next bytes are read only after it was used.
 */
async function* gunzipped(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  let fault: Error | undefined;
  let out: Uint8Array[] = [];
  gunzip.on('data', (chunk: Uint8Array) => out.push(chunk));
  gunzip.on('error', (error: Error) => (fault = error));
  const closed = new Promise<void>((resolve) => gunzip.once('close', () => resolve()));
  const takeOut = async (): Promise<readonly Uint8Array[]> => {
    while (gunzip.readableLength > 0 && !gunzip.destroyed) await nextLoopTurn();
    const taken = out;
    out = [];
    return taken;
  };
  try {
    for await (const chunk of bytes) {
      const written = new Promise<void>((resolve) => gunzip.write(chunk, () => resolve()));
      await Promise.race([written, closed]);
      yield* await takeOut();
      if (fault !== undefined) throw fault;
    }
    gunzip.end();
    await closed;
    yield* await takeOut();
    if (fault !== undefined) throw fault;
  } finally {
    gunzip.destroy();
  }
}

const readFault = (cause: unknown, place: { readonly file: string; readonly line: number }): unknown => {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'Z_BUF_ERROR') return new RecordingCutShortError(place);
  if (code === 'Z_DATA_ERROR') return new RecordingBinaryError(place, 'damaged gzip contents');
  return cause;
};
