import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { isRecord } from '../../src/domain/codec.ts';
import { venueId } from '../../src/domain/ids.ts';
import type { Input } from '../../src/domain/input.ts';
import type { MarketEvent } from '../../src/domain/market-event.ts';
import type { VenueDecoder } from '../../src/domain/ports.ts';
import { atMs } from '../../src/domain/units.ts';

/** Real recordings live beside the repository, not in it. */
const RECORDINGS = join(import.meta.dirname, '../../../shared/recordings');

export const hasRecording = (file: string): boolean => existsSync(join(RECORDINGS, file));

/** A title that says why a spec over a recording is skipped, when it is. */
export const recordingTitle = (file: string): string =>
  hasRecording(file) ? file : `${file} (skipped: the recording is not at ../shared/recordings)`;

/** Every line of a recording through a decoder: the events of each frame, in order. */
export const decodeRecording = (file: string, decoder: VenueDecoder): readonly (readonly MarketEvent[])[] =>
  decodeLines(readRecording(file), decoder);

export const readRecording = (file: string): string => {
  const bytes = readFileSync(join(RECORDINGS, file));
  return file.endsWith('.gz') ? gunzipSync(bytes).toString('utf8') : bytes.toString('utf8');
};

export type RecordedInput = Extract<Input, { kind: 'frame' | 'rest' }>;

/** The rows of a recording as inputs of the engine, without what was sent. */
export const recordedInputs = (file: string): readonly RecordedInput[] =>
  readRecording(file)
    .split('\n')
    .flatMap((line): readonly RecordedInput[] => {
      const row: unknown = line === '' ? undefined : JSON.parse(line);
      if (!isRecord(row) || row.about !== undefined || row.dir === 'out') return [];
      const at = { atMs: atMs(Number(row.atMs)), venue: venueId(String(row.venue)), frame: row.frame };
      if (typeof row.rest === 'string') return [{ kind: 'rest', ...at, rest: row.rest }];
      return [{ kind: 'frame', ...at, conn: typeof row.conn === 'string' ? row.conn : '' }];
    });

/** NDJSON text through a decoder; the `about` line is left out. */
export const decodeLines = (ndjson: string, decoder: VenueDecoder): readonly (readonly MarketEvent[])[] =>
  ndjson
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line))
    .filter(isRecord)
    .filter((row) => row.about === undefined)
    .map((row) => decodeRow(row, decoder));

const decodeRow = (row: Readonly<Record<string, unknown>>, decoder: VenueDecoder): readonly MarketEvent[] => {
  const arrived = atMs(Number(row.atMs));
  if (typeof row.rest === 'string') return decoder.rest(row.frame, { rest: row.rest, atMs: arrived });
  const conn = typeof row.conn === 'string' ? row.conn : '';
  return decoder.frame(row.frame, { conn, atMs: arrived, ...(row.dir === 'out' ? { dir: 'out' } : {}) });
};

/** How often each kind of event came, control frames by what they are, and how many frames brought nothing new. */
export const countEvents = (frames: readonly (readonly MarketEvent[])[]): Readonly<Record<string, number>> => {
  const counts = new Map<string, number>([['frames', frames.length]]);
  const count = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const events of frames) {
    if (events.length === 0) count('nothing new');
    for (const event of events) {
      if (event.type === 'frame.control') count(`${event.type} ${event.what}`);
      else if (event.type === 'frame.rejected') count(`${event.type} ${event.code}`);
      else count(event.type);
    }
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
};
