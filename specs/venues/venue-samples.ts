import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../../src/domain/codec.ts';
import type { VenueId } from '../../src/domain/ids.ts';
import type { Input } from '../../src/domain/input.ts';
import type { MarketEvent } from '../../src/domain/market-event.ts';
import type { VenueDecoder } from '../../src/domain/ports.ts';
import { atMs } from '../../src/domain/units.ts';
import { readRecording } from '../../src/replay/recording.adapter.ts';
import { parseRecordingLine } from '../../src/replay/recording.ts';
import { createSimMarkets } from '../../src/simulator/sim-markets.ts';

/** What a decoder is given: a frame of a socket, or an answer. */
export type Sample = Extract<Input, { kind: 'frame' | 'rest' }>;

const FIXTURES = join(import.meta.dirname, '../../fixtures');
/** Real recordings live beside the repository, not in it; where they are absent the others must do. */
const RECORDINGS = join(import.meta.dirname, '../../../shared/recordings');

const LINES_OF_A_RECORDING = 150;
/** Longer answers than this are few, and slow to copy. */
const CHARACTERS_MAX = 40_000;
const STEPS = 20;

const isSample = (input: Input): input is Sample => input.kind === 'frame' || input.kind === 'rest';

export const decodeSample = (decoder: VenueDecoder, sample: Sample, frame: unknown): readonly MarketEvent[] =>
  sample.kind === 'frame'
    ? decoder.frame(frame, { conn: sample.conn, atMs: sample.atMs })
    : decoder.rest(frame, { rest: sample.rest, atMs: sample.atMs });

/** Everything a venue says in the fixtures: hand-written frames and answers. */
export const fixtureSamples = (venue: string): readonly Sample[] =>
  ['frames', 'rest']
    .map((kind) => join(FIXTURES, kind, venue))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .flatMap((file) =>
      readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((text, index) => parseRecordingLine({ text, line: index + 1, end: 'newline' }, file)),
    )
    .flatMap((line) => (line.kind === 'input' && isSample(line.input) ? [line.input] : []));

/** Fixtures, what the simulated venue says at first and for some seconds, and the beginnings of real recordings. */
export const samplesOf = async (venue: VenueId): Promise<readonly Sample[]> => {
  const samples = [...fixtureSamples(venue), ...simulated(venue), ...recordedFrames(venue)];
  const folder = join(RECORDINGS, venue);
  for (const name of existsSync(folder) ? readdirSync(folder) : [])
    if (name.endsWith('.ndjson.gz')) samples.push(...(await beginning(join(folder, name))));
  return samples.filter(({ frame }) => (JSON.stringify(frame) ?? '').length <= CHARACTERS_MAX);
};

const simulated = (venue: VenueId): readonly Sample[] => {
  const markets = createSimMarkets({ seed: 4, scenario: 'wire', venues: new Set([venue]) });
  const inputs = [...markets.openingInputs()];
  for (let step = 0; step < STEPS; step += 1) inputs.push(...markets.advance().inputs);
  return inputs.filter(isSample).filter((input) => input.venue === venue);
};

const beginning = async (file: string): Promise<readonly Sample[]> => {
  const samples: Sample[] = [];
  for await (const line of readRecording(file)) {
    if (line.kind === 'input' && isSample(line.input)) samples.push(line.input);
    if (samples.length >= LINES_OF_A_RECORDING) break;
  }
  return samples;
};

/** `frames-*.json`: frames with labels, not lines. */
const recordedFrames = (venue: VenueId): readonly Sample[] => {
  const folder = join(RECORDINGS, venue);
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('frames-')) : [];
  return files.flatMap((name) => {
    const recording: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    const frames: readonly unknown[] = isRecord(recording) && Array.isArray(recording.frames) ? recording.frames : [];
    return frames.filter(isRecord).flatMap(({ dir, raw, label }): readonly Sample[] => {
      const frame = typeof raw === 'string' ? parsed(raw) : raw;
      if (frame === undefined || dir === 'send') return [];
      const at = { atMs: atMs(1_790_134_400_000), venue, frame };
      return dir === 'rest'
        ? [{ kind: 'rest', rest: String(label), ...at }]
        : [{ kind: 'frame', conn: 'public', ...at }];
    });
  });
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
