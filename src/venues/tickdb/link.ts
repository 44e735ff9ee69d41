import type { Channel, Heartbeat, RestCall, SocketKind, SocketWord, VenueLink } from '../../connectivity/venue-link.ts';
import { isRecord } from '../../domain/codec.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { RETRY_AFTER_MS, retryAfterOf } from '../relay-error.ts';
import type { RelayKey } from '../relay-key.ts';
import { shown } from '../wire-value.ts';
import { tickdbCapabilities } from './capabilities.ts';
import { codeOf } from './codes.ts';
import { fundingCalls, historyCall, nextHistoryPage } from './funding-calls.ts';
import type { TickDbPreset } from './presets.ts';
import { TICKDB } from './presets.ts';
import { relaySymbol } from './symbols.ts';

/** The one budget the pages show, of the free plan; larger plans are not described. */
const REQUESTS = { count: 60, perMs: 60_000 };
const SOCKET = 'market';
const PING = JSON.stringify({ cmd: 'ping' });
const PONG = JSON.stringify({ cmd: 'pong' });

/** TickDB as connectivity speaks to it. The key is a header of requests, and part of the socket's address. */
export const tickdbLink = (preset: TickDbPreset, key: RelayKey): VenueLink => {
  const headers = { 'x-api-key': key };
  return {
    venue: TICKDB,
    hosts: preset.hosts,
    sockets: [socketOf(preset, key)],
    channels: (instrument) => channelsOf(preset, instrument),
    rest: {
      buckets: { requests: REQUESTS },
      instruments: () => [],
      nextPage: nextHistoryPage,
      fundingHistory: (instrument, range) => historyCall(preset, instrument, { ...range, headers }),
      bookSnapshot: (instrument) => depthCall(preset, instrument, headers),
      time: () => undefined,
      funding: (instruments) => fundingCalls(preset, instruments, headers),
      used: () => [],
      throttled: (answer, nowMs) => {
        if (codeOf(answer)?.meaning !== 'rate-limited') return undefined;
        return { retryAfterMs: retryAfterOf(answer, nowMs) ?? RETRY_AFTER_MS };
      },
    },
    capabilities: tickdbCapabilities(preset),
  };
};

const CARRIES = { funding: 'funding', ticker: 'prices', depth: 'book' } as const;

/** Topics are `channel:symbol`. T1's funding channel names its exchange, so that one topic may serve several venues. */
const channelsOf = (preset: TickDbPreset, instrument: Instrument): readonly Channel[] => {
  const symbol = relaySymbol(preset, { ...instrument, venue: preset.unnamed });
  if (symbol === undefined) return [];
  const isUnnamed = instrument.venue === preset.unnamed;
  return preset.channels
    .filter((channel) => isUnnamed || channel === 'funding')
    .map((channel): Channel => ({
      socket: SOCKET,
      topic: `${channel}:${symbol}`,
      ...(channel === 'funding' ? {} : { market: instrument.market }),
      carries: CARRIES[channel],
      // a topic of several venues has a newest frame of each
      conflation: channel === 'funding' ? 'none' : 'latest',
    }));
};

const socketOf = (preset: TickDbPreset, key: RelayKey): SocketKind => {
  const isFlat = preset.form === 'flat';
  const say = (cmd: 'subscribe' | 'unsubscribe', topics: readonly string[]): string => {
    const [channel = '', symbol = ''] = topics[0]?.split(':') ?? [];
    if (isFlat) return JSON.stringify({ cmd, channel, symbol });
    // One channel a message: `channels` of this form names one only.
    return JSON.stringify({
      cmd,
      data: { channel, symbols: topics.map((topic) => topic.slice(topic.indexOf(':') + 1)) },
    });
  };
  return {
    name: SOCKET,
    host: 'stream',
    path: `${preset.socketPath}?api_key=${encodeURIComponent(key)}`,
    subscribe: (topics) => say('subscribe', topics),
    unsubscribe: (topics) => say('unsubscribe', topics),
    read: (frame) => read(preset, frame),
    heartbeat: heartbeatOf(preset),
    silenceMs: 30_000,
    limits: {
      topicsPerConnection: 500,
      topicsPerMessage: isFlat ? 1 : 50,
      // Not documented; the ping each second of the second form is counted in.
      messages: { count: 600, perMs: 60_000 },
      connects: { count: 12, perMs: 60_000 },
    },
    overlap: 'both',
  };
};

const heartbeatOf = ({ pinged }: TickDbPreset): Heartbeat =>
  pinged === 'by-client' ? { kind: 'text', everyMs: 1000, text: () => PING } : { kind: 'protocol', everyMs: 20_000 };

const read = ({ form }: TickDbPreset, frame: unknown): SocketWord => {
  if (!isRecord(frame)) return { kind: 'other' };
  const { cmd, channel, data } = frame;
  if (cmd === 'ping') return { kind: 'answer', text: PONG };
  if (cmd === 'pong') return { kind: 'pong' };
  const said = codeOf(frame);
  if (said !== undefined && said.meaning !== 'ok') return refused(frame, said);
  const name = form === 'flat' ? channel : cmd;
  const record = form === 'flat' ? frame : isRecord(data) ? data : {};
  const { symbol } = record;
  return typeof name === 'string' && typeof symbol === 'string'
    ? { kind: 'data', topic: `${name}:${symbol}` }
    : { kind: 'other' };
};

const refused = (
  frame: Readonly<Record<string, unknown>>,
  { code, meaning, words }: NonNullable<ReturnType<typeof codeOf>>,
): SocketWord => {
  const because = meaning === 'ok' || meaning === 'server' ? 'fatal' : meaning;
  const retryAfterMs = because === 'rate-limited' ? (retryAfterOf(frame, undefined) ?? RETRY_AFTER_MS) : undefined;
  return {
    kind: 'refused',
    reason: `${code}, ${words}: ${shown(frame)}`,
    because,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
};

const depthCall = (
  preset: TickDbPreset,
  instrument: Instrument,
  headers: Readonly<Record<string, string>>,
): RestCall | undefined => {
  const symbol = relaySymbol(preset, instrument);
  const { depth } = preset;
  if (depth === undefined || symbol === undefined) return undefined;
  const path = `${depth.path}?symbol=${encodeURIComponent(symbol)}&limit=${depth.limit}`;
  return { method: 'GET', host: 'rest', path, bucket: 'requests', weight: 1, headers };
};
