import type { RestCall, SocketKind } from '../../../../src/connectivity/venue-link.ts';
import { isRecord } from '../../../../src/domain/codec.ts';
import { kucoinFace } from '../../../../src/simulator/wire/kucoin/face.ts';
import type { WireRequest } from '../../../../src/simulator/wire/venue-face.ts';
import { kucoinProfile } from '../../../../src/venues/kucoin/profile.ts';
import { FaceRoom } from '../face-room.ts';
import type { FaceClient } from '../face-room.ts';
import { answerOf, request } from '../house-under-test.ts';

/** Five minutes to a settlement. */
const START = Date.UTC(2026, 0, 5, 7, 55);

/** The venue under a clock that the spec moves. */
export class KucoinRoom extends FaceRoom {
  constructor() {
    super(kucoinFace, kucoinProfile, { startAtMs: START });
  }

  /** The whole answer to a request: status, headers, body. */
  answered(path: string, more: Partial<WireRequest> = {}) {
    return answerOf(this.venue, request(path, more));
  }

  /** `code` of a refusal, or the data of an answer. */
  told(path: string, more: Partial<WireRequest> = {}): unknown {
    const { body } = this.answered(path, more);
    if (!isRecord(body)) return body;
    return body['code'] === '200000' ? body['data'] : body['code'];
  }

  call({ method, path }: RestCall): unknown {
    return this.answered(path, { method }).body;
  }

  /** A socket as our own link asks for it. */
  open(kind: SocketKind): FaceClient {
    if (kind.token === undefined) return this.connect('/unified/');
    const address = kind.token.url(this.call(kind.token.call), 'spec');
    if (address === undefined) throw new Error('no address');
    return this.connect(address.url.slice(address.url.indexOf('/classic')));
  }
}
