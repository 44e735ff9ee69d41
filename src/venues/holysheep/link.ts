import type {
  Capability,
  Channel,
  RestCall,
  SocketKind,
  SocketWord,
  VenueLink,
} from '../../connectivity/venue-link.ts';
import { isRecord } from '../../domain/codec.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { RelayKey } from '../relay-key.ts';
import { pairOf } from '../relay-directory.ts';
import { retryAfterOf } from '../relay-error.ts';
import { shown } from '../wire-value.ts';
import type { HolySheepPreset } from './presets.ts';
import { HOLYSHEEP } from './presets.ts';
import { holysheepCapabilities } from './capabilities.ts';

/** The local budget of A1; its text claims none. A second is spent evenly. */
const REQUESTS = { count: 1000, perMs: 60_000 };
const SOCKET = 'funding';
/** Drops were seen every 20 to 45 minutes: the connection is replaced before. */
const LIFETIME_MS = 19 * 60_000;

/** HolySheep as connectivity speaks to it: the key goes into a header, and so never into a recording. */
export const holysheepLink = (preset: HolySheepPreset, key: RelayKey): VenueLink => {
  const headers = { authorization: `Bearer ${key}` };
  const capabilities: readonly Capability[] = holysheepCapabilities(preset);
  return {
    venue: HOLYSHEEP,
    hosts: preset.hosts,
    sockets: preset.stream === undefined ? [] : [socketOf(preset.stream, headers)],
    channels: (instrument) => channelsOf(preset, instrument),
    rest: {
      buckets: { requests: REQUESTS },
      instruments: () => [],
      nextPage: () => undefined,
      fundingHistory: () => undefined,
      bookSnapshot: (instrument) => bookCall(preset, instrument, headers),
      time: () => undefined,
      funding: (instruments) => fundingCalls(preset, instruments, headers),
      used: () => [],
      throttled: (answer, nowMs) => {
        if (!isRecord(answer) || answer['code'] !== 429) return undefined;
        const retryAfterMs = retryAfterOf(answer, nowMs);
        return retryAfterMs === undefined ? {} : { retryAfterMs };
      },
    },
    capabilities,
  };
};

type Headers = Readonly<Record<string, string>>;

const socketOf = (
  { over, path }: { readonly over: 'socket' | 'lines'; readonly path: string },
  headers: Headers,
): SocketKind => ({
  name: SOCKET,
  // Lines are the answer to an ordinary request.
  host: over === 'lines' ? 'rest' : 'stream',
  path,
  headers: over === 'lines' ? { ...headers, 'content-type': 'application/json' } : headers,
  // An empty list asks for all.
  ...(over === 'lines' ? { lines: { body: JSON.stringify({ action: 'subscribe', symbols: [] }) } } : {}),
  subscribe: (topics) => JSON.stringify({ action: 'subscribe', symbols: topics }),
  unsubscribe: (topics) => JSON.stringify({ action: 'unsubscribe', symbols: topics }),
  read,
  heartbeat: { kind: 'protocol', everyMs: 20_000 },
  silenceMs: 60_000,
  lifetimeMs: LIFETIME_MS,
  limits: {
    topicsPerConnection: 1000,
    topicsPerMessage: 200,
    messages: { count: 60, perMs: 60_000 },
    connects: { count: 12, perMs: 60_000 },
  },
  overlap: 'both',
});

/** The article's comment says to answer a heartbeat, its code does not: it counts as a sign of life. */
const read = (frame: unknown): SocketWord => {
  if (!isRecord(frame)) return { kind: 'other' };
  const { type, symbol, error, code, message } = frame;
  if (type === 'heartbeat') return { kind: 'pong' };
  if (typeof symbol === 'string') return { kind: 'data', topic: symbol };
  if ((error ?? null) === null && type !== 'error') return { kind: 'other' };
  const status = typeof code === 'number' ? code : 0;
  const retryAfterMs = retryAfterOf(frame, undefined);
  return {
    kind: 'refused',
    reason: shown(message ?? error ?? frame),
    because: status === 401 || status === 403 ? 'authentication' : status === 429 ? 'rate-limited' : 'fatal',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
};

/** One topic a symbol, whatever venues list it: records name their exchange, so the newest frame is not all there is. */
const channelsOf = ({ stream }: HolySheepPreset, { kind, nativeSymbol }: Instrument): readonly Channel[] =>
  stream === undefined || kind === 'spot'
    ? []
    : [{ socket: SOCKET, topic: nativeSymbol, carries: 'funding', conflation: 'none' }];

const get = (path: string, headers: Headers): RestCall => ({
  method: 'GET',
  host: 'rest',
  path,
  bucket: 'requests',
  weight: 1,
  headers,
});

const fundingCalls = (
  { funding, unnamed }: HolySheepPreset,
  instruments: readonly Instrument[],
  headers: Headers,
): readonly RestCall[] => {
  const perpetuals = instruments.filter(({ kind }) => kind !== 'spot');
  const venues = [...new Set(perpetuals.map(({ venue }) => venue))].sort();
  switch (funding.asked) {
    case 'each':
      return perpetuals
        .filter(({ venue, kind }) => venue === unnamed && kind === 'linear')
        .map((instrument) => get(`${funding.path}?symbol=${encodeURIComponent(pairOf(instrument))}`, headers));
    case 'venue':
      return venues.map((venue) => get(`${funding.path}/${venue}`, headers));
    case 'all':
      return venues.length === 0 ? [] : [get(`${funding.path}?exchanges=${venues.join(',')}`, headers)];
    default:
      return funding.asked satisfies never;
  }
};

const bookCall = (
  { book, unnamed }: HolySheepPreset,
  instrument: Instrument,
  headers: Headers,
): RestCall | undefined => {
  const { venue, kind, nativeSymbol } = instrument;
  if (book === undefined || kind === 'spot') return undefined;
  if (book.asked === 'path') return get(`${book.path}/${venue}/${encodeURIComponent(nativeSymbol)}`, headers);
  if (venue !== unnamed || kind !== 'linear') return undefined;
  return get(`${book.path}?symbol=${encodeURIComponent(pairOf(instrument))}&depth=${book.depth}`, headers);
};
