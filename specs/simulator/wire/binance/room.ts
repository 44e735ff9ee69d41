import { binanceFace } from '../../../../src/simulator/wire/binance/face.ts';
import type { WireAnswer, WireRequest } from '../../../../src/simulator/wire/venue-face.ts';
import { API_KEY } from '../../../../src/simulator/wire/venue-face.ts';
import { binanceProfile } from '../../../../src/venues/binance/profile.ts';
import { FaceRoom, countingSocket } from '../face-room.ts';

/** The simulated venue without a network, and a clock that is moved by hand. */
export class BinanceRoom extends FaceRoom {
  constructor() {
    super(binanceFace, binanceProfile, { startAtMs: Date.UTC(2026, 0, 5, 0, 10) });
  }

  /** A client's socket: what it says, and what it hears. */
  socket(target: string) {
    const socket = countingSocket(this.venue, this.opened(target));
    const subscribe = (...params: readonly string[]) => socket.say({ method: 'SUBSCRIBE', params, id: 1 });
    return { ...socket, subscribe };
  }

  request(method: WireRequest['method'], target: string, more: Partial<WireRequest> = {}): WireAnswer {
    const { pathname, searchParams } = new URL(target, 'http://venue.test');
    const reply = this.venue.rest({ method, path: pathname, query: searchParams, headers: {}, body: '', ...more });
    if (reply.kind === 'silence') throw new Error('no answer');
    return reply.answer;
  }

  /** A request with key, timestamp and (unchecked) signature. */
  signed(method: WireRequest['method'], target: string, key = API_KEY): WireAnswer {
    const mark = target.includes('?') ? '&' : '?';
    const headers = { 'x-mbx-apikey': key };
    return this.request(method, `${target}${mark}timestamp=${this.now}&signature=00`, { headers });
  }
}
