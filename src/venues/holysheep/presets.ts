import type { VenueId } from '../../domain/ids.ts';
import { venueId } from '../../domain/ids.ts';

export const HOLYSHEEP = venueId('holysheep');

/**
 * How to speak to HolySheep. No reference exists, only articles that disagree (A0, A1, A4 of the notes); every path is
 * therefore configuration: give `holysheepRelay` a copy with other values where the service turns out otherwise.
 */
export interface HolySheepPreset {
  readonly name: string;
  readonly hosts: { readonly rest: string; readonly stream: string };
  /** `each`: one symbol a call; `venue`: one venue a call; `all`: a list of venues in one. */
  readonly funding: { readonly asked: 'each' | 'venue' | 'all'; readonly path: string };
  /** `each`: `?symbol=&depth=`; `path`: `/{exchange}/{symbol}`. */
  readonly book?: { readonly asked: 'each' | 'path'; readonly path: string; readonly depth: number };
  readonly stream?: { readonly over: 'socket' | 'lines'; readonly path: string };
  /** Whose markets records are that name no exchange; absent: such records are refused. */
  readonly unnamed?: VenueId;
  /**
   * Which field is the estimate for the coming settlement where a record has both: `funding_rate_estimated` by its name.
   * Where it has one rate only, that is taken.
   */
  readonly estimate: 'funding_rate_estimated' | 'funding_rate';
}

const HOSTS = { rest: 'https://api.holysheep.ai/v1', stream: 'wss://api.holysheep.ai/v1' };
const ESTIMATE = 'funding_rate_estimated';

/** A0: one symbol a call in Binance's spelling, no exchange parameter. */
export const HOLYSHEEP_A: HolySheepPreset = {
  name: 'holysheep-a',
  hosts: HOSTS,
  funding: { asked: 'each', path: '/market/funding' },
  book: { asked: 'each', path: '/market/orderbook', depth: 50 },
  unnamed: venueId('binance'),
  estimate: ESTIMATE,
};

/** A1: one venue a call, next funding time in epoch seconds, books without a time. */
export const HOLYSHEEP_B: HolySheepPreset = {
  name: 'holysheep-b',
  hosts: HOSTS,
  funding: { asked: 'venue', path: '/funding-rates' },
  book: { asked: 'path', path: '/orderbook', depth: 50 },
  estimate: ESTIMATE,
};

/** A4: all venues in one call, records with times. */
export const HOLYSHEEP_C: HolySheepPreset = {
  name: 'holysheep-c',
  hosts: HOSTS,
  funding: { asked: 'all', path: '/crypto/funding-rates' },
  estimate: ESTIMATE,
};

/** A4's stream as its text says: a WebSocket. */
export const HOLYSHEEP_C_STREAM: HolySheepPreset = {
  ...HOLYSHEEP_C,
  name: 'holysheep-c-stream',
  stream: { over: 'socket', path: '/ws/funding-rates' },
};

/** A4's stream as its code does it: lines without end in answer to a POST. */
export const HOLYSHEEP_C_LINES: HolySheepPreset = {
  ...HOLYSHEEP_C,
  name: 'holysheep-c-lines',
  stream: { over: 'lines', path: '/ws/funding-rates' },
};
