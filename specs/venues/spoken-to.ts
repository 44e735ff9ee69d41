import type { VenueLink } from '../../src/connectivity/venue-link.ts';
import type { MarketEvent } from '../../src/domain/market-event.ts';
import type { VenueDecoder } from '../../src/domain/ports.ts';
import { atMs } from '../../src/domain/units.ts';
import { venueLinks } from '../../src/venues/links.ts';
import { knownVenues } from '../../src/venues/registry.ts';

/** 08:00 UTC of a day in autumn 2026. */
export const EIGHT = 1_790_928_000_000;

export const decoderOf = (venue: string): VenueDecoder => {
  const profile = knownVenues.find((one) => one.venue === venue);
  if (profile === undefined) throw new Error(`no venue ${venue}`);
  return profile.createDecoder();
};

export const linkOf = (venue: string): VenueLink => {
  const link = venueLinks.find((one) => one.venue === venue);
  if (link === undefined) throw new Error(`no link ${venue}`);
  return link;
};

export const heard = (decoder: VenueDecoder, frame: unknown, conn = 'public'): readonly MarketEvent[] =>
  decoder.frame(frame, { conn, atMs: atMs(EIGHT) });

export const answered = (decoder: VenueDecoder, rest: string, answer: unknown): readonly MarketEvent[] =>
  decoder.rest(answer, { rest, atMs: atMs(EIGHT) });

/** The codes of what was refused. */
export const codes = (events: readonly MarketEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === 'frame.rejected' ? [event.code] : []));

export const types = (events: readonly MarketEvent[]): readonly string[] => events.map(({ type }) => type);
