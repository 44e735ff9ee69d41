import { isRecord } from '../../../domain/codec.ts';
import { parseJson } from '../json-text.ts';
import { wholeBook } from './wire.ts';
import { NS_PER_MS } from './rest.ts';
import { PING_INTERVAL_MS } from './tokens.ts';
import type { Outlet, Session, VenueHouse } from '../venue-face.ts';

/** Depths that exist; the first two are changes, with and without a snapshot before them. */
const DEPTHS: ReadonlySet<string> = new Set(['increment@10ms', 'increment', '1', '5', '50']);
const CHANNELS: ReadonlySet<string> = new Set(['obu', 'ticker', 'trade', 'mark-price', 'funding-fee']);
export const ALL_FUNDING = 'funding-fee-all-symbols';

interface Request {
  readonly id: string;
  readonly action: string;
  readonly channel: string;
  readonly tradeType: unknown;
  readonly symbols: readonly string[];
  /** Whether symbols were given as a list. */
  readonly isList: boolean;
  readonly depth: string;
}

/** A unified socket: no token, one channel a message, results in place of acknowledgements. */
export class UnifiedSession implements Session {
  readonly keys = new Set<string>();
  readonly #outlet: Outlet;

  constructor(outlet: Outlet, house: VenueHouse) {
    this.#outlet = outlet;
    const sessionId = `simulated-${house.nextId()}`;
    outlet.send({ sessionId, message: 'welcome', pingInterval: PING_INTERVAL_MS });
  }

  receive(text: string, house: VenueHouse): void {
    const message = parseJson(text);
    // What is no JSON is not answered.
    if (!isRecord(message)) return;
    const id = typeof message.id === 'string' || typeof message.id === 'number' ? String(message.id) : '';
    if (message.type === 'ping') return this.#outlet.send({ type: 'pong', id, ts: house.nowMs * NS_PER_MS });
    const request = requestOf(message, id);
    const fault = faultOf(request);
    if (fault !== undefined) return this.#outlet.send({ id, result: false, ...fault });
    this.#outlet.send({ id, result: true });
    for (const key of keysOf(request)) {
      if (request.action === 'SUBSCRIBE') this.keys.add(key);
      else this.keys.delete(key);
    }
    if (request.action === 'SUBSCRIBE') this.#begin(request, house);
  }

  form(frame: unknown, key: string): unknown {
    if (key.startsWith('obu-increment:') && isRecord(frame)) return { ...frame, dp: 'increment' };
    return unifiedForm(frame, key);
  }

  /** Changes at most every 10 ms begin with a snapshot. */
  #begin({ channel, depth, symbols }: Request, house: VenueHouse): void {
    if (channel !== 'obu' || depth !== 'increment@10ms') return;
    const market = house.market(symbols[0] ?? '');
    if (market !== undefined) this.#outlet.send(wholeBook(market, { atMs: house.nowMs, venueAtMs: house.nowMs }));
  }
}

/** Trades and marks are told in the classic form by the wire: here in the unified one. */
const unifiedForm = (frame: unknown, key: string): unknown => {
  if (!isRecord(frame) || !isRecord(frame.data)) return frame;
  const { data } = frame;
  if (key.startsWith('trade:'))
    return {
      T: 'trade.FUTURES',
      P: data.ts,
      d: {
        p: data.price,
        q: String(data.size as number),
        s: data.symbol,
        S: data.side,
        E: String(data.sequence as number),
        ti: data.tradeId,
        rpi: false,
        M: data.ts,
      },
    };
  if (!key.startsWith('mark-price:')) return frame;
  // Rates come under the same classic topic.
  if (frame.subject !== 'mark.index.price') return undefined;
  const ts = Number(data.timestamp);
  const prices = { mp: String(data.markPrice as number), ip: String(data.indexPrice as number) };
  return {
    T: 'mark-price',
    P: ts * NS_PER_MS,
    d: { s: key.slice(key.indexOf(':') + 1), ...prices, oi: '1000000', ts },
  };
};

const requestOf = (message: Readonly<Record<string, unknown>>, id: string): Request => {
  const { symbol, symbols, depth, channel, action, tradeType } = message;
  const isList = Array.isArray(symbols);
  return {
    id,
    action: typeof action === 'string' ? action.toUpperCase() : '',
    channel: typeof channel === 'string' ? channel : '',
    tradeType,
    symbols: isList ? (symbols as readonly unknown[]).map(String) : typeof symbol === 'string' ? [symbol] : [],
    isList,
    depth: typeof depth === 'string' ? depth : 'increment@10ms',
  };
};

/** A symbol that does not exist is confirmed, and then silent. */
const faultOf = ({ action, channel, tradeType, symbols, isList, depth }: Request) => {
  const invalid = { message: 'invalid request data' };
  if (action !== 'SUBSCRIBE' && action !== 'UNSUBSCRIBE') return invalid;
  if (channel === ALL_FUNDING) return undefined;
  if (!CHANNELS.has(channel) || symbols.length === 0) return invalid;
  if ((tradeType ?? 'FUTURES') !== 'FUTURES')
    return { reason: `topic ${channel} type = "public_spot" not allowed in current environment` };
  if (channel !== 'obu') return undefined;
  if (isList) return { reason: 'symbols are not supported for topic obu' };
  return DEPTHS.has(depth) ? undefined : invalid;
};

const keysOf = ({ channel, symbols, depth }: Request): readonly string[] => {
  if (channel === ALL_FUNDING) return [ALL_FUNDING];
  const name = channel === 'obu' && depth !== 'increment@10ms' ? `obu-${depth}` : channel;
  return symbols.map((symbol) => `${name}:${symbol}`);
};
