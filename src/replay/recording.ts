import { isRecord } from '../domain/codec.ts';
import type { Input } from '../domain/input.ts';
import { atMs } from '../domain/units.ts';
import { venueId } from '../domain/ids.ts';
import type { RecordingPlace } from './recording-errors.ts';
import { RecordingCutShortError, RecordingLineShapeError, RecordingNotJsonError } from './recording-errors.ts';

/** One line of a file: its text without the line end, its number from 1, and whether a line end followed. */
export interface TextLine {
  readonly text: string;
  readonly line: number;
  readonly end: 'newline' | 'end-of-file';
}

/** What a recording says about itself: source, date, venues, how it was trimmed. */
export type RecordingAbout = Readonly<Record<string, unknown>> & { readonly about: string };

export type RecordingLine =
  | { readonly kind: 'about'; readonly line: number; readonly about: RecordingAbout }
  | { readonly kind: 'input'; readonly line: number; readonly input: Input };

/**
 * Reads one line of a recording. The first line must be `about`, all others inputs. Throws a typed error that names
 * file and line: not JSON, not the shape of a recording, or cut short (the last line, half written).
 */
export const parseRecordingLine = (text: TextLine, file: string): RecordingLine => {
  const place = { file, line: text.line };
  const value = parseJsonLine(text, file);
  if (text.line === 1) return { kind: 'about', line: 1, about: aboutOf(value, place) };
  return { kind: 'input', line: text.line, input: recordedInput(value, place) };
};

/** The JSON of one line. Throws RecordingCutShortError for a half-written last line, else RecordingNotJsonError. */
const parseJsonLine = (text: TextLine, file: string): unknown => {
  try {
    return JSON.parse(text.text);
  } catch {
    const place = { file, line: text.line };
    throw text.end === 'end-of-file' ? new RecordingCutShortError(place) : new RecordingNotJsonError(place, text.text);
  }
};

export const isAbout = (value: unknown): value is RecordingAbout =>
  isRecord(value) && typeof value['about'] === 'string';

/** True for a line that has an envelope, as opposed to a bare frame of a venue. */
export const isEnvelope = (value: unknown): boolean =>
  isRecord(value) && typeof value['atMs'] === 'number' && ('frame' in value || 'input' in value);

/** The engine input that a line holds. Throws RecordingLineShapeError naming the member at fault. */
export const recordedInput = (value: unknown, place: RecordingPlace): Input => {
  const fail = (fault: string): never => {
    throw new RecordingLineShapeError(place, fault);
  };
  if (!isRecord(value)) return fail('expected an object with atMs, venue and frame');
  const time = value['atMs'];
  if (typeof time !== 'number' || !Number.isSafeInteger(time) || time < 0)
    return fail(`atMs must be a whole number of milliseconds, found ${JSON.stringify(time)}`);
  if ('input' in value) return otherInput(value['input'], time, fail);
  const venue = value['venue'];
  if (typeof venue !== 'string' || venue === '') return fail(`venue must be a name, found ${JSON.stringify(venue)}`);
  const frame = value['frame'];
  if (frame === undefined) return fail('frame is missing');
  const common = { atMs: atMs(time), venue: venueId(venue), frame };
  const rest = value['rest'];
  if (typeof rest === 'string') return { kind: 'rest', ...common, rest };
  if (rest !== undefined) return fail(`rest must be a request line, found ${JSON.stringify(rest)}`);
  const conn = value['conn'];
  if (typeof conn !== 'string') return fail(`conn must name a socket, found ${JSON.stringify(conn)}`);
  const dir = value['dir'] ?? 'in';
  if (dir !== 'in' && dir !== 'out') return fail(`dir must be "in" or "out", found ${JSON.stringify(dir)}`);
  return dir === 'out' ? { kind: 'frame', ...common, conn, dir } : { kind: 'frame', ...common, conn };
};

/** The line of an input, as `recordedInput` reads it back. */
export const recordingLine = (input: Input): string => {
  const { kind, atMs: time, ...rest } = input;
  if (input.kind === 'frame') {
    const { venue, conn, dir, frame } = input;
    return lineOf({ atMs: time, venue, conn, dir: dir ?? 'in', frame });
  }
  if (input.kind === 'rest') return lineOf({ atMs: time, venue: input.venue, rest: input.rest, frame: input.frame });
  return JSON.stringify({ atMs: time, input: { kind, ...rest } });
};

/** What stands for a frame that is nested too deeply to be written: no decoder reads anything out of either. */
const TOO_DEEP = 'a frame nested too deeply to be recorded';

const lineOf = (line: { readonly frame: unknown; readonly [member: string]: unknown }): string => {
  try {
    return JSON.stringify(line);
  } catch (error) {
    if (error instanceof RangeError) return JSON.stringify({ ...line, frame: TOO_DEEP });
    throw error;
  }
};

const aboutOf = (value: unknown, place: RecordingPlace): RecordingAbout => {
  if (isAbout(value)) return value;
  throw new RecordingLineShapeError(place, 'the first line of a recording must hold "about"');
};

/** The members an input of each kind must have, beside `atMs`. */
const MEMBERS: ReadonlyMap<string, readonly (readonly [name: string, type: 'string' | 'number' | 'object'])[]> =
  new Map([
    [
      'connection',
      [
        ['venue', 'string'],
        ['conn', 'string'],
        ['status', 'string'],
      ],
    ],
    ['turn', []],
    ['tick', []],
    ['flushed', [['throughSeq', 'number']]],
    ['report', [['report', 'object']]],
    ['account', [['venue', 'string']]],
    ['payment', [['payment', 'object']]],
    [
      'offset',
      [
        ['venue', 'string'],
        ['offsetMs', 'number'],
      ],
    ],
    [
      'notice',
      [
        ['venue', 'string'],
        ['notice', 'object'],
      ],
    ],
    [
      'storage',
      [
        ['usedMb', 'number'],
        ['state', 'string'],
      ],
    ],
    ['closes', [['closes', 'object']]],
    ['rates', [['rates', 'object']]],
    [
      'lending',
      [
        ['source', 'string'],
        ['told', 'object'],
      ],
    ],
    ['command', [['command', 'object']]],
  ]);

const otherInput = (value: unknown, time: number, fail: (fault: string) => never): Input => {
  if (!isRecord(value)) return fail('input must be an object');
  const kind = value['kind'];
  const members = typeof kind === 'string' ? MEMBERS.get(kind) : undefined;
  if (members === undefined) return fail(`input.kind is not known: ${JSON.stringify(kind)}`);
  for (const [name, type] of members) {
    const member = value[name];
    const isGood = type === 'object' ? isRecord(member) : typeof member === type;
    if (!isGood) return fail(`input.${name} must be of type ${type}, found ${JSON.stringify(member)}`);
  }
  return { ...value, atMs: time } as unknown as Input;
};
