import { isRecord } from '../../../../src/domain/codec.ts';
import { deribitFace } from '../../../../src/simulator/wire/deribit/face.ts';
import { deribitProfile } from '../../../../src/venues/deribit/profile.ts';
import { FaceClient, FaceRoom } from '../face-room.ts';
import { answerOf, request } from '../house-under-test.ts';

/** Half past seven. */
export const START = Date.UTC(2026, 0, 5, 7, 30);

/** The venue under a clock that the spec moves. */
export class DeribitRoom extends FaceRoom {
  constructor() {
    super(deribitFace, deribitProfile, { startAtMs: START, bookEveryMs: 500 });
  }

  override connect(target = '/ws/api/v2'): DeribitClient {
    return new DeribitClient(this.venue, this.opened(target));
  }

  /** Result or error of a GET. */
  outcome(path: string, headers: Readonly<Record<string, string>> = {}): unknown {
    return outcomeOf(answerOf(this.venue, request(`/api/v2/${path}`, { headers })).body);
  }
}

export class DeribitClient extends FaceClient {
  #id = 0;

  /** Result or error of a call; what else comes with it waits. */
  call(method: string, params: object = {}): unknown {
    this.#id += 1;
    const id = this.#id;
    const waiting = this.take();
    this.say({ jsonrpc: '2.0', id, method, params });
    const came = this.take();
    const reply = came.find((frame) => frame['id'] === id);
    this.wait([...waiting, ...came.filter((frame) => frame !== reply)]);
    return outcomeOf(reply);
  }
}

/** What a reply says: its result, or its error. */
export const outcomeOf = (reply: unknown): unknown => {
  if (!isRecord(reply)) return reply;
  return reply.error === undefined ? reply.result : { error: reply.error };
};
