import { isRecord } from '../../../domain/codec.ts';
import type { SimMarket } from '../../sim-market.ts';
import { exchangeAnswer } from './exchange.ts';
import { bookTimeOf, infoAnswer } from './info.ts';
import { fillRows } from './records.ts';
import { bookOf, publishedContext } from './wire.ts';
import { parseJson } from '../json-text.ts';
import type { Outlet, Session, VenueHouse } from '../venue-face.ts';

type Fields = Readonly<Record<string, unknown>>;

const FAST_LEVELS = 5;
const COIN_TYPES: ReadonlySet<unknown> = new Set(['l2Book', 'activeAssetCtx', 'trades', 'bbo', 'candle']);
const USER_TYPES: ReadonlySet<unknown> = new Set(['orderUpdates', 'userFills', 'userFundings', 'userEvents']);

/** The key of a subscription: books come in two flavours. */
export const keyOf = (type: string, coin: string, isFast = false): string => `${type}${isFast ? ' fast' : ''} ${coin}`;

/** One connection: market data of every coin, and the streams of the account. */
export class HyperliquidSession implements Session {
  readonly keys = new Set<string>();
  readonly #outlet: Outlet;

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
  }

  receive(message: string, house: VenueHouse): void {
    const request = parseJson(message);
    const { method, subscription } = isRecord(request) ? request : {};
    if (method === 'ping') return this.#outlet.send({ channel: 'pong' });
    if (method === 'post' && isRecord(request)) return this.#post(request, house);
    if ((method !== 'subscribe' && method !== 'unsubscribe') || !isRecord(subscription))
      return this.#complain(`Error parsing JSON into valid websocket request: ${message}`);
    this.#change(method, subscription, { house, message });
  }

  #change(
    method: 'subscribe' | 'unsubscribe',
    subscription: Fields,
    { house, message }: { readonly house: VenueHouse; readonly message: string },
  ): void {
    const { type, coin } = subscription;
    const isOfCoin = COIN_TYPES.has(type);
    if (typeof type !== 'string' || !(isOfCoin || USER_TYPES.has(type) || type === 'allMids'))
      return this.#complain(`Error parsing JSON into valid websocket request: ${message}`);
    if (isOfCoin && typeof coin !== 'string')
      return this.#complain(`Error parsing JSON into valid websocket request: ${message}`);
    const market = typeof coin === 'string' && isOfCoin ? house.market(coin) : undefined;
    // No error: the connection is gone, and everything on it.
    if (isOfCoin && market === undefined) return this.#cut();
    const full = withDefaults(subscription);
    const key = isOfCoin ? keyOf(type, String(coin), full['fast'] === true) : type;
    if (this.keys.has(key) === (method === 'subscribe'))
      return this.#complain(`Already ${method}d: ${JSON.stringify(full)}`);
    if (method === 'subscribe') this.keys.add(key);
    else this.keys.delete(key);
    this.#outlet.send({ channel: 'subscriptionResponse', data: { method, subscription: full } });
    if (method === 'subscribe') this.#begin(full, market, house);
  }

  /** What a subscription begins with. */
  #begin({ type, user, fast }: Fields, market: SimMarket | undefined, house: VenueHouse): void {
    if (type === 'l2Book' && market !== undefined)
      this.#outlet.send(bookFrame(market, bookTimeOf(house), fast === true));
    if (type === 'activeAssetCtx' && market !== undefined)
      this.#outlet.send({
        channel: 'activeAssetCtx',
        data: { coin: market.instrument.nativeSymbol, ctx: publishedContext(market) },
      });
    if (type === 'userFills')
      this.#outlet.send({ channel: 'userFills', data: { user, isSnapshot: true, fills: fillRows(house) } });
    if (type === 'userFundings')
      this.#outlet.send({ channel: 'userFundings', data: { user, isSnapshot: true, fundings: [] } });
  }

  /** Requests over the socket are answered as those over HTTP, wrapped. */
  #post({ id, request }: Fields, house: VenueHouse): void {
    const { type, payload } = isRecord(request) ? request : {};
    if (typeof id !== 'number' || !isRecord(payload) || (type !== 'info' && type !== 'action'))
      return this.#complain('Error parsing JSON into valid websocket request: post');
    const { status, body } = type === 'info' ? infoAnswer(payload, house) : exchangeAnswer(payload, house);
    const answer = type === 'info' ? { type: payload['type'], data: body } : body;
    const response =
      status === 200 ? { type, payload: answer } : { type: 'error', payload: `${status}: ${String(body)}` };
    this.#outlet.send({ channel: 'post', data: { id, response } });
  }

  #complain(data: string): void {
    this.#outlet.send({ channel: 'error', data });
  }

  #cut(): void {
    this.keys.clear();
    if (this.#outlet.drop === undefined) this.#outlet.close(1011, '');
    else this.#outlet.drop();
  }
}

/** Acknowledgements name what was left out. */
const withDefaults = (subscription: Fields): Fields => {
  const { type, coin, nSigFigs = null, mantissa = null, fast = false } = subscription;
  return type === 'l2Book' ? { type, coin, nSigFigs, mantissa, fast } : subscription;
};

/** A whole book: 20 levels, or five and a mark that it is the fast one. */
export const bookFrame = (market: SimMarket, venueAtMs: number, isFast: boolean) => {
  const { levels, ...rest } = bookOf(market, venueAtMs);
  const data = isFast
    ? { ...rest, levels: levels.map((side) => side.slice(0, FAST_LEVELS)), fast: true }
    : { ...rest, levels };
  return { channel: 'l2Book', data };
};
