import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { isRecord } from '../../src/domain/codec.ts';

const RECORDINGS = join(import.meta.dirname, '../../../shared/recordings');

export interface RecordedRow {
  readonly atMs: number;
  readonly conn: string | undefined;
  readonly frame: unknown;
}

export const hasRecording = (file: string): boolean => existsSync(join(RECORDINGS, file));

/** A title that says why a spec over a recording is skipped, when it is. */
export const recordingTitle = (file: string): string =>
  hasRecording(file) ? file : `${file} (skipped: the recording is not at ../shared/recordings)`;

/** The first rows of a recording, `about` left out. */
export const recordedRows = (file: string, rowsMax: number): readonly RecordedRow[] =>
  gunzipSync(readFileSync(join(RECORDINGS, file)))
    .toString('utf8')
    .split('\n', rowsMax + 1)
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line))
    .filter(isRecord)
    .filter((row) => row['about'] === undefined)
    .map((row) => ({
      atMs: Number(row['atMs']),
      conn: typeof row['conn'] === 'string' ? row['conn'] : undefined,
      frame: row['frame'],
    }));
