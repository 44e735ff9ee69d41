import type { SocketKind } from '../../connectivity/venue-link.ts';
import { isRecord } from '../../domain/codec.ts';
import { isAddressPart, wireNumber } from '../wire-value.ts';
import { TOKEN } from './rest-link.ts';
import { readClassicWord, readUnifiedWord } from './session-word.ts';

/** A socket whose client has said nothing for 60 s is closed, however much data flows: four pings within that time. */
const PING_EVERY_MS = 15_000;
/** Pongs count: nothing at all for so long means that the line is dead. */
const SILENCE_MS = 45_000;

const ping = (id: number): string => JSON.stringify({ id: String(id), type: 'ping' });

/** Topics of one message share their channel: `/contract/instrument:XBTUSDTM` and another are `…:XBTUSDTM,ETHUSDTM`. */
const classicRequest =
  (type: 'subscribe' | 'unsubscribe') =>
  (topics: readonly string[], id: number): string => {
    const [first = ''] = topics;
    const channel = first.slice(0, first.indexOf(':') + 1);
    const symbols = topics.map((topic) => topic.slice(topic.indexOf(':') + 1));
    const topic = `${channel}${symbols.join(',')}`;
    return JSON.stringify({ id: String(id), type, topic, privateChannel: false, response: true });
  };

const CLASSIC_LIMITS = {
  // 300, 400 or none, by page of the documentation.
  topicsPerConnection: 200,
  topicsPerMessage: 100,
  messages: { count: 100, perMs: 10_000 },
  connects: { count: 30, perMs: 60_000 },
};

/** A topic of all symbols has nothing to share. */
const privateRequest =
  (type: 'subscribe' | 'unsubscribe') =>
  ([topic = '']: readonly string[], id: number): string =>
    JSON.stringify({ id: String(id), type, topic, privateChannel: true, response: true });

/**
 * A classic socket for topics of one channel. Its address and token come from a REST answer, a new one for every
 * connection: a token that was used before may have expired.
 */
export const classicSocket = (name: string): SocketKind => ({
  name,
  host: 'classic',
  path: '',
  token: { call: TOKEN, url: addressOf },
  awaitsWelcome: true,
  subscribe: classicRequest('subscribe'),
  unsubscribe: classicRequest('unsubscribe'),
  read: readClassicWord,
  heartbeat: { kind: 'text', everyMs: PING_EVERY_MS, text: ping },
  silenceMs: SILENCE_MS,
  // A token is valid for a day, and so is its connection.
  lifetimeMs: 86_400_000,
  limits: CLASSIC_LIMITS,
  // Prices are told whole and trades are numbered: both connections may speak for a while.
  overlap: 'both',
});

/** Tokens are some 150 characters long. */
const TOKEN_MAX = 4096;
const ENDPOINT_MAX = 500;

/** `endpoint?token=…&connectId=…` of the first server named. */
const addressOf = (answer: unknown, connectId: string) => {
  const data = isRecord(answer) && isRecord(answer.data) ? answer.data : {};
  const [server] = Array.isArray(data.instanceServers) ? (data.instanceServers as readonly unknown[]) : [];
  if (!isAddressPart(data.token, TOKEN_MAX) || !isRecord(server)) return undefined;
  if (!isAddressPart(server.endpoint, ENDPOINT_MAX)) return undefined;
  if (!/^wss?:\/\/./.test(server.endpoint)) return undefined;
  const url = `${server.endpoint}?token=${encodeURIComponent(data.token)}&connectId=${connectId}`;
  const pingIntervalMs = wireNumber(server.pingInterval);
  return pingIntervalMs >= 1000 ? { url, pingEveryMs: Math.min(PING_EVERY_MS, pingIntervalMs / 2) } : { url };
};

/**
 * The account's socket: its token is the answer to a signed request, so the call named here is not made. It lives as long as
 * its token.
 */
export const privateSocket: SocketKind = {
  ...classicSocket('private'),
  token: { call: { ...TOKEN, path: '/api/v1/bullet-private' }, url: addressOf },
  subscribe: privateRequest('subscribe'),
  unsubscribe: privateRequest('unsubscribe'),
  heartbeat: { kind: 'text', everyMs: 5000, text: ping },
  silenceMs: 12_000,
  limits: { ...CLASSIC_LIMITS, topicsPerMessage: 1 },
};

const ALL_FUNDING = 'funding-fee-all-symbols';

/** A topic `obu:XBTUSDTM` as the unified socket asks for it: one symbol a message, a list is refused for books. */
const unifiedRequest =
  (action: 'SUBSCRIBE' | 'UNSUBSCRIBE') =>
  ([topic = '']: readonly string[], id: number): string => {
    if (topic === ALL_FUNDING) return JSON.stringify({ id: String(id), action, channel: ALL_FUNDING });
    const [channel, symbol] = topic.split(':');
    const depth = channel === 'obu' ? { depth: 'increment@10ms' } : {};
    return JSON.stringify({ id: String(id), action, channel, tradeType: 'FUTURES', symbol, ...depth });
  };

/** The unified socket: no token, text in binary frames. */
export const unifiedSocket: SocketKind = {
  name: 'unified',
  host: 'push',
  path: '/',
  awaitsWelcome: true,
  subscribe: unifiedRequest('SUBSCRIBE'),
  unsubscribe: unifiedRequest('UNSUBSCRIBE'),
  read: readUnifiedWord,
  heartbeat: { kind: 'text', everyMs: PING_EVERY_MS, text: ping },
  silenceMs: SILENCE_MS,
  limits: {
    topicsPerConnection: 600,
    topicsPerMessage: 1,
    messages: { count: 300, perMs: 10_000 },
    connects: { count: 250, perMs: 300_000 },
  },
  // Books begin with a snapshot.
  overlap: 'switch',
};

/** Topics by what they carry. */
export const topics = {
  book: (native: string): string => `obu:${native}`,
  allFunding: ALL_FUNDING,
  prices: (native: string): string => `/contract/instrument:${native}`,
  trades: (native: string): string => `/contractMarket/execution:${native}`,
};
