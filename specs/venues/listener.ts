import type { VenueDecoder } from '../../src/domain/ports.ts';
import { atMs } from '../../src/domain/units.ts';
import { printEvent } from './printed-events.ts';

export const HOUR = 3_600_000;
/** A midnight UTC. */
export const MIDNIGHT = 20_700 * 24 * HOUR;

/** A decoder and what it says, each event as a short line; first sights of instruments are left out. */
export interface Listener {
  readonly decoder: VenueDecoder;
  readonly heard: (frame: unknown, conn: string) => readonly string[];
  readonly answered: (rest: string, frame: unknown) => readonly string[];
}

export const listenTo = (decoder: VenueDecoder): Listener => ({
  decoder,
  heard: (frame, conn) => printed(decoder.frame(frame, { conn, atMs: atMs(MIDNIGHT) })),
  answered: (rest, frame) => printed(decoder.rest(frame, { rest, atMs: atMs(MIDNIGHT) })),
});

const printed = (events: ReturnType<VenueDecoder['frame']>): readonly string[] =>
  events.filter(({ type }) => type !== 'instrument').map(printEvent);
