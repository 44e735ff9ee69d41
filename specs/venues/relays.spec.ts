import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineOf } from '../../src/connectivity/venue-link.ts';
import type { VenueLink } from '../../src/connectivity/venue-link.ts';
import type { Input } from '../../src/domain/input.ts';
import { createSimMarkets } from '../../src/simulator/sim-markets.ts';
import { parseRecordingLine } from '../../src/replay/recording.ts';
import { relayKey } from '../../src/venues/relay-key.ts';
import type { RelayProfile } from '../../src/venues/relay.ts';
import { knownRelays, relayProfile } from '../../src/venues/relays.ts';
import { edits, mutated } from './mutated-frames.ts';
import { terms } from './relay-terms.ts';

const SECRET = 'sk-secret-0123456789';
const linkOf = (relay: RelayProfile): VenueLink => relay.link(relayKey(relay.key, { [relay.key.variable]: SECRET }));
const instruments = createSimMarkets({ seed: 7 })
  .instruments()
  .filter(({ coin }) => coin === 'SOL');

describe('the relays', () => {
  it('are found by name, in their first form where none is named', () => {
    expect(knownRelays.map(({ preset }) => preset)).toEqual([
      'holysheep-c-stream',
      'holysheep-c-lines',
      'holysheep-c',
      'holysheep-a',
      'holysheep-b',
      'tickdb-t1',
      'tickdb-t2',
    ]);
    expect(relayProfile('holysheep').preset).toBe('holysheep-c-stream');
    expect(relayProfile('tickdb', 'tickdb-t2').preset).toBe('tickdb-t2');
    expect(() => relayProfile('tickdb', 'holysheep-a')).toThrow('"holysheep-a" of "tickdb" is no relay; known are');
  });

  it.each(knownRelays.map((relay) => [relay.preset, relay] as const))(
    '%s keeps its key out of recordings',
    (_, relay) => {
      const link = linkOf(relay);
      const calls = [
        ...link.rest.funding(instruments),
        ...instruments.flatMap((one) => link.rest.bookSnapshot(one) ?? []),
        ...instruments.flatMap((one) => link.rest.fundingHistory(one, { fromMs: 1000, toMs: 9000 }) ?? []),
      ];
      expect(calls.map(lineOf).join('\n')).not.toContain(SECRET);
      for (const { headers } of calls) expect(JSON.stringify(headers)).toContain(SECRET);
      for (const { path, headers } of link.sockets) expect(`${path} ${JSON.stringify(headers)}`).toContain(SECRET);
    },
  );

  it.each(knownRelays.map((relay) => [relay.preset, relay] as const))('%s asks for what it serves', (_, relay) => {
    const link = linkOf(relay);
    const carried = new Set(instruments.flatMap((one) => link.channels(one)).map(({ carries }) => carries));
    expect(carried.has('funding')).toBe(relay.serves.funding === 'push');
    expect(carried.has('book')).toBe(relay.serves.book === 'push');
    if (relay.serves.funding === 'poll') expect(link.rest.funding(instruments).length).toBeGreaterThan(0);
    if (relay.serves.book === 'poll') expect(instruments.some((one) => link.rest.bookSnapshot(one))).toBe(true);
    expect(link.rest.funding([])).toEqual([]);
    expect(link.capabilities.length).toBeGreaterThan(1);
  });

  it.each(knownRelays.map((relay) => [relay.preset, relay] as const))(
    '%s lets no record of one venue take the place of one of another that still waits',
    (_, relay) => {
      const channels = instruments.flatMap((one) => linkOf(relay).channels(one));
      for (const { topic, conflation } of channels) {
        const sharers = channels.filter((other) => other.topic === topic);
        if (sharers.length > 1) expect(conflation, topic).toBe('none');
      }
    },
  );
});

const FIXTURES = join(import.meta.dirname, '../../fixtures');

const inputsOf = (relay: string): readonly Input[] =>
  ['frames', 'rest']
    .flatMap((kind) => readdirSync(join(FIXTURES, kind, relay)).map((name) => join(FIXTURES, kind, relay, name)))
    .flatMap((file) =>
      readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((text, index) => parseRecordingLine({ text, line: index + 1, end: 'newline' }, file)),
    )
    .flatMap((line) => (line.kind === 'input' ? [line.input] : []));

describe.each(knownRelays.map((relay) => [relay.preset, relay] as const))('%s, rubbish', (_, profile) => {
  const inputs = inputsOf(profile.relay);
  const link = linkOf(profile);

  it('is refused without a throw, and never becomes a rate without bounds, an interval or a time to come', () => {
    const step = fc.tuple(fc.nat({ max: inputs.length - 1 }), edits);
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 4 }), (steps) => {
        const decoder = profile.createDecoder(terms);
        for (const [index, changes] of steps) {
          const input = inputs[index];
          if (input?.kind !== 'frame' && input?.kind !== 'rest') continue;
          const frame = mutated(input.frame, changes);
          for (const socket of link.sockets) expect(socket.read(frame).kind).toMatch(/^[a-z]+$/);
          link.rest.throttled?.(frame, input.atMs);
          const events =
            input.kind === 'frame'
              ? decoder.frame(frame, input)
              : decoder.rest(frame, { rest: input.rest, atMs: input.atMs });
          for (const event of events) {
            if (event.type !== 'funding') continue;
            expect(Math.abs(event.funding.rate)).toBeLessThanOrEqual(0.25);
            expect(event.funding.intervalHours).toBeGreaterThanOrEqual(1);
            if (event.funding.kind === 'predicted') expect(event.funding.settlementAtMs).toBeGreaterThan(input.atMs);
          }
        }
      }),
      { numRuns: 600 },
    );
  });

  it('of any shape is answered in words', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (frame, rest) => {
        const decoder = profile.createDecoder(terms);
        const at = { atMs: inputs[0]?.atMs ?? (0 as never) };
        const events = [...decoder.frame(frame, { conn: 'x', ...at }), ...decoder.rest(frame, { rest, ...at })];
        expect(events.length).toBeGreaterThanOrEqual(2);
        for (const socket of link.sockets) socket.read(frame);
      }),
      { numRuns: 300 },
    );
  });
});
