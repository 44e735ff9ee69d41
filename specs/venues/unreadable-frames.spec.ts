import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/domain/codec.ts';
import type { Json } from '../../src/domain/codec.ts';
import type { Input } from '../../src/domain/input.ts';
import type { MarketEvent } from '../../src/domain/market-event.ts';
import type { VenueDecoder } from '../../src/domain/ports.ts';
import { atMs } from '../../src/domain/units.ts';
import { parseRecordingLine } from '../../src/replay/recording.ts';
import { knownVenues } from '../../src/venues/registry.ts';
import { edits, mutated } from './mutated-frames.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');

const inputsOf = (venue: string): readonly Input[] =>
  ['frames', 'rest']
    .flatMap((kind) => readdirSync(join(FIXTURES, kind, venue)).map((name) => join(FIXTURES, kind, venue, name)))
    .flatMap((file) =>
      readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((text, index) => parseRecordingLine({ text, line: index + 1, end: 'newline' }, file)),
    )
    .flatMap((line) => (line.kind === 'input' ? [line.input] : []));

const decode = (decoder: VenueDecoder, input: Input, frame: unknown): readonly MarketEvent[] => {
  if (input.kind === 'frame') return decoder.frame(frame, { conn: input.conn, atMs: input.atMs });
  return input.kind === 'rest' ? decoder.rest(frame, input) : [];
};

/** Numbers no event may hold: they would poison a book or a rate in silence. */
const worstNumbers = (event: MarketEvent): readonly string[] => {
  const faults: string[] = [];
  const plain = JSON.parse(
    JSON.stringify(event, (_, value: unknown) => (Number.isNaN(value) ? 'NaN!' : value)),
  ) as Json;
  if (canonicalJson(plain).includes('NaN!')) faults.push('a NaN');
  if ((event.type === 'mark' || event.type === 'index' || event.type === 'trade') && !(event.price > 0))
    faults.push(`the price ${event.price}`);
  if (event.type === 'funding' && !(Math.abs(event.funding.rate) <= 0.1)) faults.push(`the rate ${event.funding.rate}`);
  if (event.type === 'funding' && !(event.funding.intervalHours >= 1)) faults.push('no interval');
  if (event.type === 'top' && !(event.top.bid < event.top.ask)) faults.push('a crossed touch');
  return faults;
};

describe.each(knownVenues.map((profile) => [profile.venue, profile] as const))(
  '%s, frames gone wrong',
  (venue, profile) => {
    const inputs = inputsOf(venue);

    it('never throws and never says an impossible number, whatever is missing or replaced', () => {
      const step = fc.tuple(fc.nat({ max: inputs.length - 1 }), edits);
      fc.assert(
        fc.property(fc.array(step, { minLength: 1, maxLength: 4 }), (steps) => {
          const decoder = profile.createDecoder();
          for (const [index, changes] of steps) {
            const input = inputs[index];
            if (input === undefined || !('frame' in input)) continue;
            for (const event of decode(decoder, input, mutated(input.frame, changes))) {
              expect(worstNumbers(event)).toEqual([]);
              if (event.type === 'frame.rejected') expect(event.reason).not.toBe('');
            }
          }
        }),
        { numRuns: 500, interruptAfterTimeLimit: 20_000, endOnFailure: true },
      );
    });

    it('refuses any other JSON, and text, without throwing', () => {
      const decoder = profile.createDecoder();
      fc.assert(
        fc.property(fc.jsonValue(), (frame) => {
          const events = decoder.frame(frame, { conn: 'x', atMs: atMs(1) });
          expect(events.every(({ type }) => type === 'frame.rejected' || type === 'frame.control')).toBe(true);
          expect(() => decoder.rest(frame, { rest: 'GET /anything', atMs: atMs(1) })).not.toThrow();
        }),
      );
    });

    it('survives the loss of a socket it never saw', () => {
      expect(profile.createDecoder().lost('never-opened')).toEqual([]);
    });
  },
);
