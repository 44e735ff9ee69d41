import { isRecord } from '../../../domain/codec.ts';
import { SPOT_ACCOUNT } from './streams.ts';
import { parseJson } from '../json-text.ts';
import type { Outlet, Session, VenueHouse } from '../venue-face.ts';
import { API_KEY } from '../venue-face.ts';

const PING_EVERY_MS = 20_000;
const WINDOW_MS = 5000;

/** A client of the spot WebSocket API, as far as it is used to listen to an account. Signatures are asked for and not checked. */
export class BinanceApiSession implements Session {
  readonly keys = new Set<string>();
  readonly #outlet: Outlet;
  #pingedAtMs: number | undefined;

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
  }

  receive(text: string, { nowMs }: VenueHouse): void {
    const message = parseJson(text);
    const { id = null, method, params } = isRecord(message) ? message : {};
    const asked = isRecord(params) ? params : {};
    switch (method) {
      case 'userDataStream.subscribe.signature': {
        const fault = faultIn(asked, nowMs);
        if (fault !== undefined) return this.#outlet.send({ id, ...fault });
        this.keys.add(SPOT_ACCOUNT);
        return this.#outlet.send({ id, status: 200, result: { subscriptionId: 0 } });
      }
      case 'userDataStream.unsubscribe':
        this.keys.clear();
        return this.#outlet.send({ id, status: 200, result: {} });
      case 'ping':
        return this.#outlet.send({ id, status: 200, result: {} });
      case 'time':
        return this.#outlet.send({ id, status: 200, result: { serverTime: nowMs } });
      default:
        return this.#outlet.send({ id, ...refusal(400, -1100, `Illegal characters found in parameter 'method'.`) });
    }
  }

  tick({ nowMs }: VenueHouse): void {
    this.#pingedAtMs ??= nowMs;
    if (nowMs - this.#pingedAtMs < PING_EVERY_MS) return;
    this.#pingedAtMs = nowMs;
    this.#outlet.ping();
  }
}

const refusal = (status: number, code: number, msg: string) => ({ status, error: { code, msg } });

const faultIn = ({ apiKey, timestamp, signature }: Readonly<Record<string, unknown>>, nowMs: number) => {
  if (apiKey !== API_KEY) return refusal(401, -2015, 'Invalid API-key, IP, or permissions for action.');
  if (typeof signature !== 'string') return refusal(400, -1102, "Mandatory parameter 'signature' was not sent.");
  return Math.abs(nowMs - Number(timestamp)) <= WINDOW_MS
    ? undefined
    : refusal(400, -1021, 'Timestamp for this request is outside of the recvWindow.');
};
