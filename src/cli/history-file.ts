import { open } from 'node:fs/promises';
import { EngineError } from '../domain/errors.ts';
import { HistoryFileError } from '../history/history-error.ts';
import type { HistoryFileCode } from '../history/history-error.ts';
import type { TextLine } from '../replay/recording.ts';
import { fileSource, readLineBatches } from '../replay/recording.adapter.ts';

/** Lines of a file, and how many of its bytes were read for them and those before. */
export interface FileLines {
  readonly lines: readonly TextLine[];
  readonly bytes: number;
}

/** What the reader of recordings says of a file that is no recording either. */
const CODES: Readonly<Record<string, readonly [HistoryFileCode, string]>> = {
  'recording.missing': ['history.file-unreadable', 'there is no such file: check the path'],
  'recording.unreadable': ['history.file-unreadable', 'it cannot be read: give a readable file'],
  'recording.binary': ['history.file-unreadable', 'it is neither text nor gzip, or damaged: fetch it again'],
  'recording.empty': ['history.file-empty', 'it holds no bytes'],
  'recording.cut-short': ['history.file-cut-short', 'its gzip stream ends early: fetch it again'],
};

/** The lines of a plain or gzipped text file, in batches; memory stays bounded. Throws HistoryFileError. */
export async function* fileLines(file: string): AsyncGenerator<FileLines> {
  if (await isZip(file))
    throw fileError(file, 'history.file-unreadable', 'it is a zip: unpack it first, or pack its CSV with gzip');
  const counted = { bytes: 0 };
  const source = fileSource(file);
  const bytes = (async function* () {
    for await (const chunk of source.bytes) {
      counted.bytes += chunk.length;
      yield chunk;
    }
  })();
  try {
    for await (const lines of readLineBatches({ name: file, bytes })) yield { lines, bytes: counted.bytes };
  } catch (error) {
    const known = error instanceof EngineError ? CODES[error.code] : undefined;
    if (known === undefined) throw error;
    throw fileError(file, ...known);
  }
}

const fileError = (file: string, code: HistoryFileCode, fault: string): HistoryFileError =>
  new HistoryFileError(code, `${file}: ${fault}; nothing was taken`, { file, fault });

/** `PK`, the first bytes of every zip. */
const isZip = async (file: string): Promise<boolean> => {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
      return bytesRead === 2 && buffer.toString('latin1') === 'PK';
    } finally {
      await handle.close();
    }
  } catch {
    return false;
  }
};
