import { isRecord } from '../../../domain/codec.ts';
import { WindowedDepth } from './windows.ts';
import { parseJson } from '../json-text.ts';
import type { Outlet, Session, VenueHouse } from '../venue-face.ts';
import { API_KEY } from '../venue-face.ts';

const PING_EVERY_MS = 60_000;
const WINDOW_MAX_MS = 60_000;

/** Seen on the wire; the number for a bad signature is not documented. */
const ERRORS = {
  stream: [4006, 'Invalid stream'],
  window: [4008, 'Invalid depth window'],
  parse: [4002, 'Parse error'],
  signature: [4003, 'Invalid signature'],
} as const;

/** Channels of one symbol; those that nothing is said on here are accepted all the same. */
const MARKET_CHANNELS: ReadonlySet<string> = new Set([
  'bookTicker',
  'depth',
  'kline',
  'liquidation',
  'markPrice',
  'openInterest',
  'ticker',
  'trade',
]);
const PRIVATE = /^account\.(orderUpdate|positionUpdate|balanceUpdate|rfqUpdate)(\.\S+)?$/;
const WINDOWED = /^depth\.(\d+ms)\.(.+)$/;
const WINDOWS: ReadonlySet<string> = new Set(['200ms', '600ms', '1000ms']);

/** One client: subscriptions are kept without a word, errors told without saying of what. */
export class BackpackSession implements Session {
  readonly keys = new Set<string>();
  readonly #outlet: Outlet;
  readonly #windows = new Map<string, WindowedDepth>();
  #pingedAtMs: number;

  constructor(outlet: Outlet, house: VenueHouse) {
    this.#outlet = outlet;
    this.#pingedAtMs = house.nowMs;
  }

  receive(text: string, house: VenueHouse): void {
    const request = parseJson(text);
    const params = isRecord(request) ? request.params : undefined;
    if (!isRecord(request) || !Array.isArray(params)) return this.#complain('parse');
    const streams: readonly unknown[] = params;
    if (request.method === 'UNSUBSCRIBE') return streams.forEach((stream) => this.#forget(String(stream)));
    if (request.method !== 'SUBSCRIBE') return this.#complain('parse');
    for (const stream of streams) this.#subscribe(String(stream), { house, signature: request.signature });
  }

  /** Aggregated books gather what comes until their window is over; other frames go under the name asked for. */
  form(frame: unknown, key: string): unknown {
    if (!isRecord(frame) || frame.stream === key) return frame;
    const window = this.#windows.get(key);
    return window === undefined ? { ...frame, stream: key } : window.take(frame);
  }

  tick({ nowMs }: VenueHouse): void {
    if (nowMs - this.#pingedAtMs < PING_EVERY_MS) return;
    this.#pingedAtMs = nowMs;
    this.#outlet.ping();
  }

  #subscribe(stream: string, asked: { readonly house: VenueHouse; readonly signature: unknown }): void {
    if (PRIVATE.test(stream))
      return isSigned(asked.signature, asked.house) ? void this.keys.add(stream) : this.#complain('signature');
    const [, window, windowed] = WINDOWED.exec(stream) ?? [];
    if (window !== undefined && !WINDOWS.has(window)) return this.#complain('window');
    const point = stream.indexOf('.');
    const channel = point < 0 ? stream : stream.slice(0, point);
    if (!MARKET_CHANNELS.has(channel) || (point < 0 && channel !== 'liquidation')) return this.#complain('stream');
    const symbol = windowed ?? stream.slice(point + 1).replace(/^\d+\w+\.(?=\w)/, '');
    // A symbol that does not exist is met with silence.
    if (point >= 0 && asked.house.market(symbol) === undefined) return;
    this.keys.add(stream);
    if (window !== undefined) this.#windows.set(stream, new WindowedDepth(stream, Number.parseInt(window, 10)));
  }

  #forget(stream: string): void {
    this.keys.delete(stream);
    this.#windows.delete(stream);
  }

  #complain(about: keyof typeof ERRORS): void {
    const [code, message] = ERRORS[about];
    this.#outlet.send({ id: null, error: { code, message } });
  }
}

/** `[key, signature, timestamp, window]`: of these the key and the times are looked at. */
const isSigned = (signature: unknown, { nowMs }: VenueHouse): boolean => {
  if (!Array.isArray(signature)) return false;
  const [key, , timestamp, window]: readonly unknown[] = signature;
  const windowMs = Number(window);
  return key === API_KEY && windowMs <= WINDOW_MAX_MS && Math.abs(nowMs - Number(timestamp)) <= windowMs;
};

/** Under which names a frame of the wire goes out: books also in windows, liquidations of all and of one market. */
export const keysOfStream = (stream: string, symbol: string): readonly string[] => {
  if (stream === 'liquidation') return [stream, `liquidation.${symbol}`];
  return stream.startsWith('depth.')
    ? [stream, ...[...WINDOWS].map((window) => `depth.${window}.${symbol}`)]
    : [stream];
};
