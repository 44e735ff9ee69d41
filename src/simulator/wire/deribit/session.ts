import { isRecord } from '../../../domain/codec.ts';
import { firstFrame, formOf, verdictOf } from './channels.ts';
import { callMethod, grantOf } from './methods.ts';
import type { Outcome } from './rpc.ts';
import { Params, failure, invalidParams, parsed, reply, result, tooManyRequests, unauthorized } from './rpc.ts';
import type { Outlet, Session, VenueHouse } from '../venue-face.ts';

/** Credits of a session: what a request costs, what there is at most, and what comes back. */
const SUBSCRIPTION_CREDITS = { cost: 3000, pool: 30_000 };
const REQUEST_CREDITS = { cost: 500, pool: 50_000 };
const CREDITS_PER_SECOND = 10_000;
const HEARTBEAT_SECONDS_MIN = 10;
/** A test request that is not answered for so long ends the session. */
const TEST_ANSWER_MS = 10_000;

/** One client's socket: JSON-RPC, subscriptions, a heartbeat where the client asked for one. */
export class DeribitSession implements Session {
  readonly keys = new Set<string>();
  readonly #outlet: Outlet;
  readonly #credits = new Map([
    [SUBSCRIPTION_CREDITS, { left: SUBSCRIPTION_CREDITS.pool, atMs: 0 }],
    [REQUEST_CREDITS, { left: REQUEST_CREDITS.pool, atMs: 0 }],
  ]);
  #isAuthorized = false;
  #heartbeatMs: number | undefined;
  #askedAtMs = 0;
  #isUnanswered = false;

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
  }

  receive(text: string, house: VenueHouse): void {
    const asked = parsed(text);
    if (!isRecord(asked) || typeof asked.method !== 'string') {
      this.#answer(failure(-32_600, 'Invalid Request'), undefined, house);
      return;
    }
    const { id, method } = asked;
    if (!this.#pay(method, house.nowMs)) {
      this.#answer(tooManyRequests(), id, house);
      this.#outlet.close(4001, 'too_many_requests');
      return;
    }
    this.#do({ id, method, params: new Params(asked.params) }, house);
  }

  form(frame: unknown, key: string): unknown {
    return formOf(frame, key);
  }

  tick({ nowMs }: VenueHouse): void {
    if (this.#heartbeatMs === undefined) return;
    if (this.#isUnanswered) {
      if (nowMs - this.#askedAtMs >= TEST_ANSWER_MS) this.#outlet.close(4000, 'heartbeat close');
      return;
    }
    if (nowMs - this.#askedAtMs < this.#heartbeatMs) return;
    this.#askedAtMs = nowMs;
    this.#isUnanswered = true;
    this.#outlet.send({ jsonrpc: '2.0', method: 'heartbeat', params: { type: 'test_request' } });
  }

  #do({ id, method, params }: Asked, house: VenueHouse): void {
    switch (method) {
      case 'public/set_heartbeat':
        this.#answer(this.#setHeartbeat(params.number('interval'), house.nowMs), id, house);
        return;
      case 'public/disable_heartbeat':
        this.#heartbeatMs = undefined;
        this.#answer(result('ok'), id, house);
        return;
      case 'public/test':
        this.#isUnanswered = false;
        break;
      case 'public/auth': {
        const granted = grantOf(params, house);
        this.#isAuthorized ||= 'result' in granted;
        this.#answer(granted, id, house);
        return;
      }
      case 'public/subscribe':
      case 'private/subscribe':
        this.#subscribe({ id, method, params }, house);
        return;
      case 'public/unsubscribe':
      case 'private/unsubscribe':
        this.#answer(result(params.list('channels').filter((channel) => this.keys.delete(channel))), id, house);
        return;
      case 'public/unsubscribe_all':
      case 'private/unsubscribe_all':
        this.keys.clear();
        this.#answer(result('ok'), id, house);
        return;
      case 'private/logout':
        this.#outlet.close(1000, 'logout');
        return;
    }
    this.#answer(callMethod(method, { params, house }, this.#isAuthorized), id, house);
  }

  #subscribe({ id, method, params }: Asked, house: VenueHouse): void {
    const isPrivate = method.startsWith('private/');
    if (isPrivate && !this.#isAuthorized) {
      this.#answer(unauthorized(), id, house);
      return;
    }
    const asked = params.list('channels');
    const verdicts = asked.map((channel) => verdictOf(channel, { house, isAuthorized: this.#isAuthorized }));
    if (verdicts.includes('forbidden')) {
      this.#answer(failure(13_778, 'raw_subscriptions_not_available_for_unauthorized'), id, house);
      return;
    }
    const accepted = asked.filter(
      (channel, at) => verdicts[at] === 'accepted' && (isPrivate || !channel.startsWith('user.')),
    );
    for (const channel of accepted) this.keys.add(channel);
    // In whatever order the venue likes.
    this.#answer(result([...accepted].reverse()), id, house);
    for (const channel of accepted) {
      const frame = firstFrame(channel, house);
      if (frame !== undefined) this.#outlet.send(frame);
    }
  }

  #setHeartbeat(interval: number | undefined, nowMs: number): Outcome {
    if (interval === undefined || !(interval >= HEARTBEAT_SECONDS_MIN))
      return invalidParams('interval', `must be at least ${HEARTBEAT_SECONDS_MIN}`);
    this.#heartbeatMs = interval * 1000;
    this.#askedAtMs = nowMs;
    this.#isUnanswered = false;
    return result('ok');
  }

  #pay(method: string, nowMs: number): boolean {
    const kind = /\/(?:un)?subscribe/.test(method) ? SUBSCRIPTION_CREDITS : REQUEST_CREDITS;
    const { left = kind.pool, atMs = nowMs } = this.#credits.get(kind) ?? {};
    const refilled = Math.min(kind.pool, left + (Math.max(0, nowMs - atMs) * CREDITS_PER_SECOND) / 1000);
    const isPaid = refilled >= kind.cost;
    this.#credits.set(kind, { left: isPaid ? refilled - kind.cost : refilled, atMs: nowMs });
    return isPaid;
  }

  #answer(outcome: Outcome, id: unknown, { nowMs }: VenueHouse): void {
    this.#outlet.send(reply(outcome, { id, nowMs }));
  }
}

interface Asked {
  readonly id: unknown;
  readonly method: string;
  readonly params: Params;
}
