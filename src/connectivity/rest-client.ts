import type { Clock } from '../clock/clock.ts';
import type { FeedNotice } from '../domain/input.ts';
import type { AtMs } from '../domain/units.ts';
import { admitsCall, createBreaker, defaultBreaker } from './breaker.machine.ts';
import type { BreakerActor } from './breaker.machine.ts';
import { coalesce } from './coalesce.ts';
import type { FeedSettings } from './feed-settings.ts';
import type { BucketStatus, FeedStatus } from './feed-status.ts';
import { RateBucket } from './rate-limit.ts';
import { BUDGET_SHARE, RequestQueue } from './request-queue.ts';
import type { Priority } from './request-queue.ts';
import { restVerdict } from './rest-verdict.ts';
import type { RestVerdict } from './rest-verdict.ts';
import type { HttpOutcome, HttpRequest, Transport } from './transport.ts';
import { lineOf } from './venue-link.ts';
import type { RestCall, RestLink } from './venue-link.ts';

export interface RestClientParts {
  readonly rest: RestLink;
  readonly hosts: Readonly<Record<string, string>>;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly settings: FeedSettings;
  readonly notice: (notice: FeedNotice) => void;
  /** Every answer, once, however many asked for it. */
  readonly answered: (call: RestCall, answer: unknown, priority: Priority) => void;
}

/** A verdict, and when its request left and its answer came. */
export type RestOutcome = RestVerdict & { readonly sentAtMs: AtMs; readonly atMs: AtMs };

interface Waiting {
  readonly call: RestCall;
  readonly priority: Priority;
  readonly isWanted: () => boolean;
  readonly resolve: (outcome: RestOutcome) => void;
}

/** A bucket that the link does not describe. */
const UNKNOWN_BUCKET = { count: 5, perMs: 1000 };

/**
 * One venue's REST: what is urgent goes first, within the venue's budgets, behind a breaker. The same call is in flight
 * once; whoever asks for it meanwhile shares the answer. What goes wrong is an outcome and a notice, never an exception.
 */
export class RestClient {
  readonly #parts: RestClientParts;
  readonly #queue: RequestQueue<Waiting>;
  readonly #buckets = new Map<string, RateBucket>();
  readonly #breaker: BreakerActor;
  readonly #share: (key: string) => Promise<RestOutcome>;
  /** Calls on their way into the queue. */
  readonly #calls = new Map<string, Omit<Waiting, 'resolve'>>();
  #breakerState: FeedStatus['breaker'] = 'closed';
  /** Requests on their way, each as a way to give it up. */
  readonly #inFlight = new Set<() => void>();
  #lastId = 0;
  #isStopped = false;

  constructor(parts: RestClientParts) {
    this.#parts = parts;
    this.#queue = new RequestQueue(parts.settings.requestsMax);
    for (const [name, rate] of Object.entries(parts.rest.buckets))
      this.#buckets.set(name, new RateBucket(rate, parts.settings.budgetFraction));
    this.#breaker = createBreaker({ ...defaultBreaker, probeTimeoutMs: 2 * parts.settings.requestTimeoutMs });
    this.#share = coalesce((key) => this.#enqueue(key));
  }

  /**
   * Resolves with what came of it; it may wait for its turn. When `isWanted` says no at its turn it is not sent, and when it
   * says no at its answer that is not told: it is no longer what it was asked for.
   */
  ask(call: RestCall, priority: Priority, isWanted: () => boolean = () => true): Promise<RestOutcome> {
    const key = `${call.host} ${lineOf(call)}`;
    if (!this.#calls.has(key)) this.#calls.set(key, { call, priority, isWanted });
    return this.#share(key);
  }

  /** Sends what has become due. */
  tick(nowMs: AtMs): void {
    this.#breaker.send({ type: 'tick', atMs: nowMs });
    this.#watchBreaker('its window is over');
    this.#pump();
  }

  get requests(): number {
    return this.#queue.size + this.#inFlight.size;
  }

  get breaker(): FeedStatus['breaker'] {
    return this.#breakerState;
  }

  buckets(): Readonly<Record<string, BucketStatus>> {
    const nowMs = this.#parts.clock.now();
    return Object.fromEntries([...this.#buckets].map(([name, bucket]) => [name, bucket.status(nowMs)]));
  }

  stop(): void {
    this.#isStopped = true;
    for (const waiting of this.#queue.clear()) waiting.resolve(this.#notSent('the feed has stopped'));
    for (const giveUp of this.#inFlight) giveUp();
  }

  #enqueue(key: string): Promise<RestOutcome> {
    const asked = this.#calls.get(key);
    this.#calls.delete(key);
    if (asked === undefined || this.#isStopped) return Promise.resolve(this.#notSent('the feed has stopped'));
    return new Promise((resolve) => {
      if (this.#queue.push({ ...asked, resolve }, asked.priority)) this.#pump();
      else resolve(this.#notSent('too many requests wait'));
    });
  }

  #pump(): void {
    const nowMs = this.#parts.clock.now();
    // A heavy request that waits for its budget is not overtaken by lighter ones of the same budget.
    const reserved = new Set<string>();
    const mayGo = ({ call }: Waiting, priority: Priority): boolean => {
      if (reserved.has(call.bucket)) return false;
      if (this.#bucket(call.bucket).admits(call.weight, nowMs, BUDGET_SHARE[priority])) return true;
      reserved.add(call.bucket);
      return false;
    };
    while (this.#inFlight.size < this.#parts.settings.requestsAtOnce && admitsCall(this.#breaker.getSnapshot())) {
      const waiting = this.#queue.take(mayGo);
      if (waiting === undefined) return;
      if (waiting.isWanted()) this.#perform(waiting, nowMs);
      else waiting.resolve(this.#notSent('no longer wanted'));
    }
  }

  #perform(waiting: Waiting, sentAtMs: AtMs): void {
    const { call, resolve } = waiting;
    const { clock, hosts, settings, transport } = this.#parts;
    const callId = String(++this.#lastId);
    this.#bucket(call.bucket).spend(call.weight, sentAtMs);
    this.#breaker.send({ type: 'call.started', callId, atMs: sentAtMs });
    let isOver = false;
    const over = (outcome: HttpOutcome): void => {
      if (isOver) return;
      isOver = true;
      clock.timers.clearTimeout(timer);
      this.#inFlight.delete(giveUp);
      if (this.#isStopped) resolve(this.#notSent('the feed has stopped'));
      else resolve(this.#conclude({ ...waiting, callId, sentAtMs }, outcome));
      this.#pump();
    };
    // The transport keeps its own time; this is for one that never answers at all.
    const giveUp = (): void => over({ kind: 'failure', failure: { cause: 'timeout', message: 'no answer in time' } });
    const timer = clock.timers.setTimeout(giveUp, settings.requestTimeoutMs + settings.graceMs);
    this.#inFlight.add(giveUp);
    void transport.request(httpRequest(call, hosts[call.host] ?? '', settings.requestTimeoutMs)).then(over);
  }

  #conclude(sent: Waiting & { readonly callId: string; readonly sentAtMs: AtMs }, outcome: HttpOutcome): RestOutcome {
    const { call, priority, isWanted, callId, sentAtMs } = sent;
    const { clock, rest, settings } = this.#parts;
    const nowMs = clock.now();
    if (outcome.kind === 'answer')
      for (const { bucket, weight } of rest.used(outcome.headers, call)) this.#bucket(bucket).observe(weight, nowMs);
    const where = `${call.method} ${call.path.split('?')[0] ?? ''}`;
    const terms = { where, nowMs, longMs: settings.longBackoffMs, throttled: rest.throttled?.bind(rest) };
    const verdict = restVerdict(outcome, terms);
    if (verdict.kind === 'answer') {
      this.#breaker.send({ type: 'call.succeeded', callId, atMs: nowMs });
      this.#watchBreaker('a call succeeded');
      if (!isWanted()) return this.#notSent('no longer wanted');
      this.#parts.answered(call, verdict.answer, priority);
    } else this.#fail(verdict, { call, callId, where, nowMs });
    return { ...verdict, sentAtMs, atMs: nowMs };
  }

  #fail(
    verdict: Extract<RestVerdict, { kind: 'failed' }>,
    at: { readonly call: RestCall; readonly callId: string; readonly where: string; readonly nowMs: AtMs },
  ): void {
    const { callId, where, nowMs } = at;
    const bucket = this.#bucket(at.call.bucket);
    const waitMs = verdict.retryAfterMs ?? bucket.perMs;
    if (verdict.notice !== undefined) this.#parts.notice(verdict.notice);
    else if (verdict.cause === 'rate-limited')
      this.#parts.notice({ type: 'rate-limited', where, retryAfterMs: waitMs });
    if (verdict.cause === 'rate-limited') bucket.pauseUntil(nowMs + waitMs);
    if (verdict.cause === 'banned') for (const each of this.#buckets.values()) each.pauseUntil(nowMs + waitMs);
    // The server is there and says no: no reason to stop asking it for other things.
    const isAlive = verdict.cause === 'rate-limited' || verdict.cause === 'unexpected';
    if (isAlive) this.#breaker.send({ type: 'call.succeeded', callId, atMs: nowMs });
    else {
      const wait = verdict.retryAfterMs === undefined ? {} : { retryAfterMs: verdict.retryAfterMs };
      this.#breaker.send({ type: 'call.failed', callId, atMs: nowMs, ...wait });
    }
    this.#watchBreaker(`${where}: ${verdict.cause} ${verdict.message.slice(0, 100)}`);
  }

  #watchBreaker(cause: string): void {
    const snapshot = this.#breaker.getSnapshot();
    const state = snapshot.matches('closed') ? 'closed' : snapshot.matches('open') ? 'open' : 'half-open';
    if (state === this.#breakerState) return;
    this.#breakerState = state;
    this.#parts.notice({ type: 'breaker', state, cause });
  }

  #bucket(name: string): RateBucket {
    const known = this.#buckets.get(name);
    if (known !== undefined) return known;
    const bucket = new RateBucket(UNKNOWN_BUCKET, this.#parts.settings.budgetFraction);
    this.#buckets.set(name, bucket);
    return bucket;
  }

  #notSent(message: string): RestOutcome {
    const nowMs = this.#parts.clock.now();
    return { kind: 'failed', cause: 'not-sent', message, sentAtMs: nowMs, atMs: nowMs };
  }
}

const httpRequest = ({ method, path, body, headers }: RestCall, host: string, timeoutMs: number): HttpRequest => ({
  method,
  url: `${host}${path}`,
  timeoutMs,
  headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
  ...(body === undefined ? {} : { body }),
});
