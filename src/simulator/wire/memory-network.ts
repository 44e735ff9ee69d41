import type { Clock } from '../../clock/clock.ts';
import type {
  HttpOutcome,
  HttpRequest,
  Socket,
  SocketEvents,
  SocketOptions,
  Transport,
  TransportFailure,
} from '../../connectivity/transport.ts';
import type { VenueId } from '../../domain/ids.ts';
import type { AccountTruth } from '../../domain/order.ts';
import type { HouseOptions } from './house.ts';
import type { HousedVenue } from './housed-venue.ts';
import type { VenueCounts } from './venue-counts.ts';
import type { WireAnswer, WireRequest } from './venue-face.ts';
import { House } from './house.ts';
import { textOf } from './housed-connection.ts';
import { MemorySocket } from './memory-socket.ts';

export interface MemoryNetworkOptions extends Omit<HouseOptions, 'now' | 'startAtMs'> {
  /** Moves everything; the markets start at its now. */
  readonly clock: Clock;
  /** From client to venue, and back, ms each; 3 when absent. */
  readonly latencyMs?: number;
}

/** Simulated venues and the network before them, in memory: as `serveVenues`, under virtual time. */
export interface MemoryNetwork {
  readonly transport: Transport;
  /** Venue to host name to base address, such as `http://kraken.test`. */
  readonly endpoints: Readonly<Record<string, Readonly<Record<string, string>>>>;
  pull(venue: string): void;
  restore(venue: string): void;
  answerAll(venue: string, answer?: WireAnswer): void;
  counts(venue: string): VenueCounts;
  truth(venue: string): AccountTruth;
  readonly house: House;
  /** Nothing moves any more. */
  close(): void;
}

const LATENCY_MS = 3;
const REQUEST_TIMEOUT_MS = 10_000;

export const createMemoryNetwork = (options: MemoryNetworkOptions): MemoryNetwork => {
  const { clock, latencyMs = LATENCY_MS } = options;
  const house = new House({ ...options, startAtMs: clock.now(), now: () => clock.now() });
  const down = new Set<VenueId>();
  const network: Network = {
    clock,
    latencyMs,
    find: (url) => {
      const venue = house.venues.get(hostOf(url) as VenueId);
      return venue === undefined ? 'unreachable' : down.has(venue.venue) ? 'refused' : venue;
    },
  };
  const named = (name: string): HousedVenue => {
    const venue = house.venues.get(name as VenueId);
    if (venue === undefined) throw new RangeError(`no venue "${name}" in this network`);
    return venue;
  };
  const mover = moveWith(clock, house);
  return {
    transport: {
      socket: (url, events, asked) => openSocket(network, { url, events, ...(asked === undefined ? {} : { asked }) }),
      request: (request) => exchange(network, request),
    },
    endpoints: Object.fromEntries(
      [...house.venues.values()].map(({ venue, face }) => [venue, face.endpoints(at(venue))]),
    ),
    pull: (venue) => {
      down.add(named(venue).venue);
      named(venue).pull();
    },
    restore: (venue) => void down.delete(named(venue).venue),
    answerAll: (venue, answer) => named(venue).answerAll(answer),
    counts: (venue) => named(venue).counts(),
    truth: (venue) => named(venue).desk.truth(),
    house,
    close: mover.stop,
  };
};

/** What requests and sockets need of it. */
export interface Network {
  readonly clock: Clock;
  readonly latencyMs: number;
  find(url: string): HousedVenue | 'refused' | 'unreachable';
}

const TEST_DOMAIN = '.test';

const at = (venue: string) => ({ http: `http://${venue}${TEST_DOMAIN}`, ws: `ws://${venue}${TEST_DOMAIN}` });

/** The venue that an address names. */
const hostOf = (url: string): string => {
  const { hostname } = new URL(url);
  return hostname.endsWith(TEST_DOMAIN) ? hostname.slice(0, -TEST_DOMAIN.length) : hostname;
};

/** Moves the house whenever it has something to do. */
const moveWith = (clock: Clock, house: House): { readonly stop: () => void } => {
  let timer: unknown;
  const arm = (): void => {
    const move = (): void => {
      house.advanceTo(clock.now());
      arm();
    };
    timer = clock.timers.setTimeout(move, Math.max(0, house.nextAtMs() - clock.now()));
  };
  arm();
  return { stop: () => clock.timers.clearTimeout(timer) };
};

interface SocketAsked {
  readonly url: string;
  readonly events: SocketEvents;
  readonly asked?: SocketOptions;
}

const openSocket = (network: Network, { url, events, asked = {} }: SocketAsked): Socket => {
  const socket = new MemorySocket(network, events);
  network.clock.timers.setTimeout(() => {
    if (socket.state !== 'opening') return;
    const venue = network.find(url);
    if (typeof venue === 'string') return socket.fail(unreachable(venue, url));
    const { pathname, search } = new URL(url);
    const headers = lowerCase(asked.headers);
    const opening =
      asked.post === undefined
        ? venue.connect(pathname + search, headers)
        : venue.lines(requestOf({ method: 'POST', url, headers, body: asked.post }));
    if (opening === undefined) socket.fail({ cause: 'http', message: 'HTTP 404', status: 404, body: '' });
    else if (opening.kind === 'refused') socket.fail(refusalOf(opening.answer));
    else socket.start(venue, opening.connection);
  }, network.latencyMs);
  return socket;
};

const exchange = (network: Network, request: HttpRequest): Promise<HttpOutcome> =>
  new Promise((resolve) => {
    const { clock, latencyMs } = network;
    const { timeoutMs = REQUEST_TIMEOUT_MS } = request;
    const answerLater = (outcome: HttpOutcome, delayMs: number): void =>
      void clock.timers.setTimeout(() => resolve(outcome), Math.min(delayMs, timeoutMs));
    clock.timers.setTimeout(() => {
      const venue = network.find(request.url);
      if (typeof venue === 'string')
        return answerLater({ kind: 'failure', failure: unreachable(venue, request.url) }, latencyMs);
      const reply = venue.rest(requestOf({ ...request, headers: lowerCase(request.headers) }));
      if (reply.kind === 'silence' || reply.delayMs >= timeoutMs)
        answerLater(
          { kind: 'failure', failure: { cause: 'timeout', message: `no answer in ${timeoutMs} ms` } },
          timeoutMs - latencyMs,
        );
      else answerLater(outcomeOf(reply.answer), latencyMs + reply.delayMs);
    }, latencyMs);
  });

const outcomeOf = ({ status, body, headers }: WireAnswer): HttpOutcome => ({
  kind: 'answer',
  status,
  headers: lowerCase(headers),
  body: textOf(body),
});

const requestOf = ({ method, url, headers = {}, body = '' }: HttpRequest): WireRequest => {
  const { pathname, searchParams } = new URL(url);
  return { method, path: pathname, query: searchParams, headers, body };
};

const unreachable = (cause: 'refused' | 'unreachable', url: string): TransportFailure => ({
  cause,
  message: cause === 'refused' ? `${url} refuses connections` : `${url} is not in this network`,
});

const refusalOf = ({ status, body, headers }: WireAnswer): TransportFailure => {
  const seconds = Number(lowerCase(headers)['retry-after']);
  return {
    cause: 'http',
    message: `HTTP ${status} in place of an upgrade`,
    status,
    body: textOf(body).slice(0, 500),
    ...(Number.isFinite(seconds) ? { retryAfterMs: seconds * 1000 } : {}),
  };
};

const lowerCase = (headers: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
