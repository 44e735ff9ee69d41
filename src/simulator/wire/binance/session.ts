import { isRecord } from '../../../domain/codec.ts';
import type { Outlet, Session, VenueHouse } from '../venue-face.ts';
import type { AccountProduct, Desk } from './streams.ts';
import { isListenKeyGood } from './listen-keys.ts';
import { WindowMeter } from '../window-meter.ts';
import { LISTEN_KEYS, accountKey, isWrapped, renamed, streamKey } from './streams.ts';

export interface BinanceSocket {
  readonly desk: Desk;
  /** `combined` (`/stream`): frames wrapped with the name of their stream; `raw` (`/ws`): bare. */
  readonly form: 'combined' | 'raw';
  /** Named in the address. */
  readonly streams: readonly string[];
  readonly outlet: Outlet;
}

const PING_EVERY_MS: Readonly<Record<Desk, number>> = {
  'usdm-public': 180_000,
  'usdm-market': 180_000,
  'usdm-private': 180_000,
  coinm: 180_000,
  spot: 20_000,
};

/** Sockets that tell of an account, where its key is named. */
const ACCOUNTS: Readonly<Partial<Record<Desk, AccountProduct>>> = { 'usdm-private': 'linear', coinm: 'inverse' };

/** Spot takes half of what futures take in a second; the house knows one limit a venue. */
const SPOT_MESSAGES_MAX = 5;

/** One client of a Binance socket: acknowledges everything that is well-formed, whether the stream exists or not. */
export class BinanceSession implements Session {
  readonly #socket: BinanceSocket;
  #form: BinanceSocket['form'];
  /** Stream names as the client wrote them, by key; of two cadences of one channel the later name counts. */
  readonly #names = new Map<string, string>();
  readonly #keys = new Set<string>();
  readonly #messages = new WindowMeter(1000);
  #pingedAtMs: number | undefined;

  constructor(socket: BinanceSocket) {
    this.#socket = socket;
    this.#form = socket.form;
    for (const stream of socket.streams) this.#subscribe(stream);
  }

  get keys(): ReadonlySet<string> {
    return this.#keys;
  }

  receive(text: string, { nowMs }: VenueHouse): void {
    const { outlet, desk } = this.#socket;
    if (desk === 'spot' && this.#messages.add(nowMs) > SPOT_MESSAGES_MAX)
      return outlet.close(1008, 'Too many requests');
    const message = parsed(text);
    if (!isRecord(message)) return outlet.send({ code: 3, msg: 'Invalid JSON: expected value at line 1 column 1' });
    const { method, id } = message;
    if (!isId(id)) return outlet.send({ code: 2, msg: 'Invalid request: request ID must be an unsigned integer' });
    switch (method) {
      case 'SUBSCRIBE':
      case 'UNSUBSCRIBE': {
        const streams = streamsOf(message.params);
        if (streams === undefined)
          return outlet.send({ code: 2, msg: 'Invalid request: params must be a list of streams', id });
        for (const stream of streams)
          if (method === 'SUBSCRIBE') this.#subscribe(stream);
          else this.#unsubscribe(stream);
        return outlet.send({ result: null, id });
      }
      case 'LIST_SUBSCRIPTIONS':
        return outlet.send({ result: [...this.#names.values()], id });
      case 'SET_PROPERTY':
      case 'GET_PROPERTY':
        return outlet.send(this.#property(method, message.params, id));
      default:
        return outlet.send({ code: 2, msg: unknownMethod(method), id });
    }
  }

  form(frame: unknown, key: string): unknown {
    if (!isWrapped(frame)) return frame;
    return this.#form === 'raw' ? frame.data : renamed(frame, this.#names.get(key) ?? frame.stream);
  }

  tick(house: VenueHouse): void {
    const { outlet, desk } = this.#socket;
    const { nowMs } = house;
    this.#expireListenKey(house);
    this.#pingedAtMs ??= nowMs;
    if (nowMs - this.#pingedAtMs < PING_EVERY_MS[desk]) return;
    this.#pingedAtMs = nowMs;
    outlet.ping();
  }

  /** Said once; the socket stays, and nothing more of the account comes on it. */
  #expireListenKey(house: VenueHouse): void {
    const product = ACCOUNTS[this.#socket.desk];
    if (product === undefined || !this.#keys.has(accountKey(product)) || isListenKeyGood(house, product)) return;
    const listenKey = LISTEN_KEYS[product];
    const data = { e: 'listenKeyExpired', E: house.nowMs, listenKey };
    this.#socket.outlet.send(this.#form === 'raw' ? data : { stream: listenKey, data });
    this.#unsubscribe(listenKey);
  }

  #subscribe(stream: string): void {
    const key = this.#keyOf(stream);
    this.#names.set(key, stream);
    this.#keys.add(key);
  }

  #unsubscribe(stream: string): void {
    const key = this.#keyOf(stream);
    this.#names.delete(key);
    this.#keys.delete(key);
  }

  #keyOf(stream: string): string {
    const { desk } = this.#socket;
    const product = ACCOUNTS[desk];
    return product !== undefined && stream === LISTEN_KEYS[product] ? accountKey(product) : streamKey(desk, stream);
  }

  #property(method: string, params: unknown, id: unknown): unknown {
    const [name, value]: readonly unknown[] = Array.isArray(params) ? params : [];
    if (name !== 'combined') return { code: 0, msg: 'Unknown property', id };
    if (method === 'GET_PROPERTY') return { result: this.#form === 'combined', id };
    if (typeof value !== 'boolean') return { code: 1, msg: 'Invalid value type: expected Boolean', id };
    this.#form = value ? 'combined' : 'raw';
    return { result: null, id };
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isId = (id: unknown): boolean =>
  (typeof id === 'number' && Number.isSafeInteger(id) && id >= 0) ||
  (typeof id === 'string' && id.length > 0 && id.length <= 36);

const streamsOf = (params: unknown): readonly string[] | undefined => {
  if (!Array.isArray(params)) return undefined;
  const streams: readonly unknown[] = params;
  return streams.every((stream): stream is string => typeof stream === 'string') ? streams : undefined;
};

const unknownMethod = (method: unknown): string =>
  `Invalid request: unknown variant \`${String(method)}\`, expected one of \`SUBSCRIBE\`, \`UNSUBSCRIBE\`, ` +
  '`LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`';
