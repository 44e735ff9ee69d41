import { isRecord } from '../../../domain/codec.ts';
import type { MarketKind } from '../../../domain/ids.ts';
import type { SimMarket } from '../../sim-market.ts';
import { bookSnapshot, tickerSnapshot } from './wire.ts';
import { spotTickerFrame } from './public.ts';
import { parseJson } from '../json-text.ts';
import type { Outlet, Session, VenueHouse } from '../venue-face.ts';
import { API_KEY } from '../venue-face.ts';
import type { FrameTime } from '../venue-wire.ts';

/** All topics of one connection together. */
const TOPIC_CHARACTERS_MAX = 21_000;
const SPOT_TOPICS_PER_REQUEST = 10;
/** Depths that exist; a ladder here has 20 levels, so that the deeper ones show the same. */
const DEPTHS: ReadonlySet<string> = new Set(['1', '50', '200', '1000']);
const MARKET_TOPICS: ReadonlySet<string> = new Set(['tickers', 'publicTrade', 'allLiquidation', 'priceLimit']);
const PRIVATE_TOPICS: ReadonlySet<string> = new Set([
  'order',
  'execution',
  'position',
  'wallet',
  'execution.fast',
  'dcp',
]);

/** The key of a topic: sockets of different categories name topics alike. */
export const keyOf = (conn: string, topic: string): string => `${conn} ${topic}`;

interface Request {
  readonly op: string;
  readonly reqId: string | undefined;
  readonly args: readonly unknown[];
}

/** What both kinds of sockets do: read requests, keep topics, answer. */
abstract class BybitSession implements Session {
  readonly keys = new Set<string>();
  protected readonly outlet: Outlet;
  protected readonly connId: string;

  constructor(outlet: Outlet, house: VenueHouse) {
    this.outlet = outlet;
    this.connId = `simulated-${house.nextId()}`;
  }

  receive(text: string, house: VenueHouse): void {
    const parsed = parseJson(text);
    const request = isRecord(parsed) && typeof parsed.op === 'string' ? requestOf(parsed, parsed.op) : undefined;
    if (request === undefined) this.say({ op: '', reqId: undefined, args: [] }, 'error:invalid request');
    else this.handle(request, house);
  }

  protected abstract handle(request: Request, house: VenueHouse): void;

  /** Acknowledges a request, or refuses it when there is a fault. */
  protected say({ op, reqId }: Request, fault?: string, said = ''): void {
    this.outlet.send({
      success: fault === undefined,
      ret_msg: fault ?? said,
      conn_id: this.connId,
      ...(reqId === undefined ? {} : { req_id: reqId }),
      op,
    });
  }
}

const requestOf = ({ req_id: id, args }: Readonly<Record<string, unknown>>, op: string): Request => ({
  op,
  reqId: typeof id === 'string' || typeof id === 'number' ? String(id) : undefined,
  args: Array.isArray(args) ? (args as readonly unknown[]) : [],
});

/** A socket of one category of markets. */
export class PublicSession extends BybitSession {
  readonly #category: MarketKind;
  #characters = 0;

  constructor(category: MarketKind, outlet: Outlet, house: VenueHouse) {
    super(outlet, house);
    this.#category = category;
  }

  protected handle(request: Request, house: VenueHouse): void {
    switch (request.op) {
      // The op stays that of the ping on public sockets.
      case 'ping':
        return this.say(request, undefined, 'pong');
      case 'subscribe':
        return this.#subscribe(request, house);
      case 'unsubscribe':
        for (const topic of request.args) this.#forget(String(topic));
        return this.say(request);
      default:
        return this.say(request, `error:unknown op ${request.op.slice(0, 40)}`);
    }
  }

  /** All topics of a request, or none. */
  #subscribe(request: Request, house: VenueHouse): void {
    const topics = request.args.map(String);
    const fault = this.#faultOf(topics, house);
    if (fault !== undefined) return this.say(request, fault);
    for (const topic of topics) {
      this.keys.add(keyOf(this.#category, topic));
      this.#characters += topic.length;
    }
    this.say(request, undefined, this.#category === 'spot' ? 'subscribe' : '');
    const time: FrameTime = { atMs: house.nowMs, venueAtMs: house.nowMs };
    for (const topic of topics) {
      const frame = firstFrame(topic, this.#market(topic, house), time);
      if (frame !== undefined) this.outlet.send(frame);
    }
  }

  #faultOf(topics: readonly string[], house: VenueHouse): string | undefined {
    if (topics.length === 0) return 'error:args is empty';
    if (this.#category === 'spot' && topics.length > SPOT_TOPICS_PER_REQUEST)
      return `error:args size >${SPOT_TOPICS_PER_REQUEST}`;
    const characters = topics.reduce((sum, topic) => sum + topic.length, this.#characters);
    if (characters > TOPIC_CHARACTERS_MAX) return `error:args length >${TOPIC_CHARACTERS_MAX}`;
    const unknown = topics.find((topic) => this.#market(topic, house) === undefined);
    if (unknown !== undefined) return `Invalid topic: [${unknown.slice(0, 80)}]`;
    const repeated = topics.find((topic) => this.keys.has(keyOf(this.#category, topic)));
    return repeated === undefined ? undefined : `error:already subscribed,topic:${repeated}`;
  }

  /** The market that a topic speaks of; `undefined` where the topic does not exist. */
  #market(topic: string, house: VenueHouse): SimMarket | undefined {
    const [channel = '', second = '', third] = topic.split('.');
    if (channel === 'orderbook') return DEPTHS.has(second) ? house.market(third ?? '', this.#category) : undefined;
    return MARKET_TOPICS.has(channel) && third === undefined ? house.market(second, this.#category) : undefined;
  }

  #forget(topic: string): void {
    if (this.keys.delete(keyOf(this.#category, topic))) this.#characters -= topic.length;
  }
}

/** What a topic begins with. */
const firstFrame = (topic: string, market: SimMarket | undefined, time: FrameTime): unknown => {
  if (market === undefined) return undefined;
  const [channel, depth] = topic.split('.');
  if (channel === 'orderbook') return bookOf(market, Number(depth), time);
  if (channel !== 'tickers') return undefined;
  return market.funding === undefined ? spotTickerFrame(market, time.venueAtMs) : tickerSnapshot(market, time);
};

/** A whole book of some depth. */
export const bookOf = (market: SimMarket, depth: number, time: FrameTime) => {
  const { data, ...envelope } = bookSnapshot(market, time, depth);
  return { ...envelope, data: { ...data, b: data.b.slice(0, depth), a: data.a.slice(0, depth) } };
};

/** The account's socket: nothing without a key. */
export class PrivateSession extends BybitSession {
  #isKnown = false;

  protected handle(request: Request, house: VenueHouse): void {
    switch (request.op) {
      case 'ping':
        return this.outlet.send({
          ...(request.reqId === undefined ? {} : { req_id: request.reqId }),
          op: 'pong',
          args: [String(house.nowMs)],
          conn_id: this.connId,
        });
      case 'auth':
        return this.#authenticate(request, house);
      case 'subscribe':
        return this.#subscribe(request);
      case 'unsubscribe':
        for (const topic of request.args) this.keys.delete(keyOf('private', String(topic)));
        return this.say(request);
      default:
        return this.say(request, `error:unknown op ${request.op.slice(0, 40)}`);
    }
  }

  #authenticate(request: Request, house: VenueHouse): void {
    const [key, expires] = request.args;
    if (key !== API_KEY) return this.say(request, 'Params Error');
    if (!(Number(expires) > house.nowMs)) return this.say(request, 'Request expired');
    this.#isKnown = true;
    this.say(request);
  }

  #subscribe(request: Request): void {
    if (!this.#isKnown) return this.say(request, 'Request not authorized');
    const topics = request.args.map(String);
    const unknown = topics.find((topic) => !PRIVATE_TOPICS.has(topic.replace(/\.(linear|inverse|spot)$/, '')));
    if (unknown !== undefined) return this.say(request, `error:handler not found,topic:${unknown.slice(0, 80)}`);
    for (const topic of topics) this.keys.add(keyOf('private', topic));
    this.say(request);
  }
}
