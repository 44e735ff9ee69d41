import { backpackFace } from '../../../../src/simulator/wire/backpack/face.ts';
import { API_KEY } from '../../../../src/simulator/wire/venue-face.ts';
import type { WireAnswer, WireRequest } from '../../../../src/simulator/wire/venue-face.ts';
import { backpackProfile } from '../../../../src/venues/backpack/profile.ts';
import { FaceRoom, countingSocket } from '../face-room.ts';

/** The simulated venue without a network, and a clock that is moved by hand. */
export class BackpackRoom extends FaceRoom {
  constructor() {
    super(backpackFace, backpackProfile, { startAtMs: Date.UTC(2026, 0, 5, 0, 10) });
  }

  /** A client's socket: what it says, and what it hears. */
  socket() {
    const socket = countingSocket(this.venue, this.opened('/'));
    const subscribe = (...params: readonly string[]) => socket.say({ method: 'SUBSCRIBE', params });
    return { ...socket, subscribe };
  }

  request(method: WireRequest['method'], target: string, more: Partial<WireRequest> = {}): WireAnswer {
    const [path = '', query = ''] = target.split('?');
    const asked = { method, path, query: new URLSearchParams(query), headers: {}, body: '', ...more };
    const reply = this.venue.rest(asked);
    if (reply.kind !== 'answer') throw new Error('silence');
    return reply.answer;
  }

  signed(more: Readonly<Record<string, string>> = {}): Pick<WireRequest, 'headers'> {
    const times = { 'x-timestamp': String(this.now), 'x-window': '5000' };
    return { headers: { 'x-api-key': API_KEY, 'x-signature': 'c2ln', ...times, ...more } };
  }
}
