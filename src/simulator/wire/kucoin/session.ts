import { isRecord } from '../../../domain/codec.ts';
import { parseJson } from '../json-text.ts';
import type { Access } from './tokens.ts';
import { accessOf } from './tokens.ts';
import type { Outlet, Session, VenueHouse } from '../venue-face.ts';
import { WindowMeter } from '../window-meter.ts';

/** Channels of the classic socket, and whether they are of a symbol, of the account, or of both. */
const CHANNELS: ReadonlyMap<string, Access> = new Map([
  ['/contract/instrument', 'public'],
  ['/contract/announcement', 'public'],
  ['/contractMarket/level2', 'public'],
  ['/contractMarket/level2Depth5', 'public'],
  ['/contractMarket/level2Depth50', 'public'],
  ['/contractMarket/ticker', 'public'],
  ['/contractMarket/tickerV2', 'public'],
  ['/contractMarket/execution', 'public'],
  ['/contractMarket/snapshot', 'public'],
  ['/contractMarket/tradeOrders', 'private'],
  ['/contract/position', 'private'],
  ['/contract/positionAll', 'private'],
  ['/contractAccount/wallet', 'private'],
]);
const TOPICS_PER_MESSAGE = 100;
const MESSAGES = { count: 100, perMs: 10_000 };

/** A classic socket: a welcome, topics by channel, acknowledgements on request. */
export class ClassicSession implements Session {
  readonly keys = new Set<string>();
  readonly #outlet: Outlet;
  readonly #access: Access | { readonly fault: string };
  readonly #messages = new WindowMeter(MESSAGES.perMs);

  constructor(query: URLSearchParams, outlet: Outlet, { nowMs, nextId }: Pick<VenueHouse, 'nowMs' | 'nextId'>) {
    this.#outlet = outlet;
    this.#access = accessOf(query.get('token'), nowMs);
    const id = query.get('connectId') ?? String(nextId());
    // The socket opens all the same, says why, and is closed.
    if (typeof this.#access === 'string') outlet.send({ id, type: 'welcome' });
    else outlet.send({ id, type: 'error', code: 401, data: this.#access.fault });
  }

  tick(): void {
    if (typeof this.#access !== 'string') this.#outlet.close(1000, 'Bye');
  }

  receive(text: string, house: VenueHouse): void {
    if (typeof this.#access !== 'string') return;
    const request = parseJson(text);
    const message = isRecord(request) ? request : {};
    const id = typeof message.id === 'string' || typeof message.id === 'number' ? String(message.id) : undefined;
    if (this.#messages.add(house.nowMs) > MESSAGES.count)
      return this.#refuse(id, 509, 'exceed max permits per 10 seconds');
    if (!isRecord(request)) return this.#refuse(id, 400, `Unrecognized token '${text.slice(0, 20)}'`);
    switch (message.type) {
      case 'ping':
        return this.#outlet.send({ id, type: 'pong', timestamp: house.nowMs * 1000 });
      case 'subscribe':
      case 'unsubscribe':
        return this.#change(message, id);
      default:
        return this.#refuse(id, 400, 'type is invalid');
    }
  }

  /** A symbol that does not exist is acknowledged, and then silent. */
  #change(message: Readonly<Record<string, unknown>>, id: string | undefined): void {
    const topic = typeof message.topic === 'string' ? message.topic : '';
    const colon = topic.indexOf(':');
    const channel = colon < 0 ? topic : topic.slice(0, colon);
    const access = CHANNELS.get(channel);
    if (access === undefined || (access === 'public' && colon < 0))
      return this.#refuse(id, 404, 'topic does not exist');
    if (access === 'private' && this.#access === 'public') return this.#refuse(id, 403, 'not authorized');
    const symbols = colon < 0 ? [] : topic.slice(colon + 1).split(',');
    if (symbols.length > TOPICS_PER_MESSAGE)
      return this.#refuse(id, 509, `exceed max subscription count limitation of ${TOPICS_PER_MESSAGE} per time`);
    const keys = colon < 0 ? [channel] : symbols.map((symbol) => `${channel}:${symbol}`);
    for (const key of keys) {
      if (message.type === 'subscribe') this.keys.add(key);
      else this.keys.delete(key);
    }
    if (message.response === true) this.#outlet.send({ id, type: 'ack' });
  }

  #refuse(id: string | undefined, code: number, data: string): void {
    this.#outlet.send({ ...(id === undefined ? {} : { id }), type: 'error', code, data });
  }
}
