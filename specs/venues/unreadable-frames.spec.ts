import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atMs } from '../../src/domain/units.ts';
import { knownVenues } from '../../src/venues/registry.ts';

describe.each(knownVenues.map((profile) => [profile.venue, profile] as const))(
  '%s, frames of somebody else',
  (_, profile) => {
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
