import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../src/clock/virtual-clock.adapter.ts';
import { defaultFeedSettings } from '../../src/connectivity/feed-settings.ts';
import type { FeedSettings } from '../../src/connectivity/feed-settings.ts';
import type { Priority } from '../../src/connectivity/request-queue.ts';
import { RestClient } from '../../src/connectivity/rest-client.ts';
import type { RestCall } from '../../src/connectivity/venue-link.ts';
import type { FeedNotice } from '../../src/domain/input.ts';
import { passTime } from './support/feed-stage.ts';
import { testLink } from './support/test-link.ts';
import { TestVenue, json } from './support/test-venue.ts';

const call = (path: string, weight = 1): RestCall => ({ method: 'GET', host: 'rest', path, bucket: 'weight', weight });

const stage = (limit = 1000, settings: Partial<FeedSettings> = {}) => {
  const clock = createVirtualClock(0);
  const venue = new TestVenue(clock);
  const notices: FeedNotice[] = [];
  const answered: string[] = [];
  const link = testLink({
    buckets: { weight: { count: limit, perMs: 60_000 }, other: { count: 1000, perMs: 60_000 } },
  });
  const client = new RestClient({
    rest: link.rest,
    hosts: link.hosts,
    transport: venue,
    clock,
    settings: { ...defaultFeedSettings, ...settings },
    notice: (notice) => notices.push(notice),
    answered: ({ path }) => answered.push(path),
  });
  const outcomes: string[] = [];
  const ask = (path: string, priority: Priority = 'funding', weight = 1): void => {
    void client.ask(call(path, weight), priority).then((outcome) => {
      outcomes.push(`${path} ${outcome.kind === 'answer' ? 'answer' : outcome.cause}`);
    });
  };
  const run = async (durationMs: number): Promise<void> => {
    for (let ms = 0; ms < durationMs; ms += 250) {
      await passTime(clock, Math.min(250, durationMs - ms));
      client.tick(clock.now());
    }
  };
  return { clock, venue, client, notices, answered, outcomes, ask, run };
};

const refuseWith =
  (status: number, headers: Readonly<Record<string, string>> = {}) =>
  (): ReturnType<typeof json> => ({
    kind: 'answer',
    status,
    headers,
    body: '',
  });

describe('the REST client', () => {
  it('asks what is urgent first, whatever came first', async () => {
    const { ask, run, venue } = stage(1000, { requestsAtOnce: 1 });
    ask('/first', 'history');
    ask('/history', 'history');
    ask('/instruments', 'instruments');
    ask('/funding', 'funding');
    ask('/depth', 'snapshot');
    ask('/time', 'time');
    await run(1000);
    expect(venue.requests.map(({ path }) => path)).toEqual([
      '/first',
      '/time',
      '/depth',
      '/funding',
      '/instruments',
      '/history',
    ]);
  });

  it('has the same call in flight once, and tells its answer once', async () => {
    const { answered, ask, outcomes, run, venue } = stage();
    for (let n = 0; n < 1000; n += 1) ask('/depth?symbol=BTC', 'snapshot');
    await run(250);
    expect(venue.requests).toHaveLength(1);
    expect(answered).toEqual(['/depth?symbol=BTC']);
    expect(outcomes).toHaveLength(1000);
    ask('/depth?symbol=BTC', 'snapshot');
    await run(250);
    expect(venue.requests).toHaveLength(2);
  });

  it('spends at most 80 % of a budget, keeps a part of it from what can wait, and does not let light requests pass heavy ones', async () => {
    const { ask, outcomes, run, venue } = stage(100);
    for (let n = 0; n < 30; n += 1) ask(`/history/${n}`, 'history', 4);
    await run(5000);
    // 60 % of 80.
    expect(venue.requests).toHaveLength(12);
    ask('/heavy', 'snapshot', 40);
    for (let n = 0; n < 10; n += 1) ask(`/light/${n}`, 'snapshot', 1);
    await run(5000);
    expect(venue.asked('/light')).toEqual([]);
    await run(60_000);
    expect(outcomes.filter((line) => line.startsWith('/heavy') || line.startsWith('/light'))).toHaveLength(11);
    expect(outcomes.findIndex((line) => line.startsWith('/heavy'))).toBeLessThan(
      outcomes.findIndex((line) => line.startsWith('/light')),
    );
  });

  it('believes the venue about what is used', async () => {
    const { ask, client, run, venue } = stage(100);
    venue.answer = () => json({}, { 'x-used': '79' });
    ask('/a');
    await run(250);
    expect(client.buckets()['weight']).toEqual({ used: 79, limit: 80, perMs: 60_000 });
    ask('/b', 'snapshot', 2);
    await run(10_000);
    expect(venue.asked('/b')).toEqual([]);
  });

  it('leaves a budget alone for as long as a 429 asks, and all of the venue after a 418', async () => {
    const { ask, client, notices, outcomes, run, venue } = stage();
    venue.answer = refuseWith(429, { 'retry-after': '30' });
    ask('/a');
    await run(250);
    venue.answer = undefined;
    ask('/b', 'time');
    await run(29_000);
    expect(venue.requests).toHaveLength(1);
    await run(2000);
    expect(outcomes).toEqual(['/a rate-limited', '/b answer']);
    expect(client.breaker).toBe('closed');
    venue.answer = refuseWith(418, { 'retry-after': '120' });
    ask('/c');
    await run(250);
    venue.answer = undefined;
    void client.ask({ ...call('/d'), bucket: 'other' }, 'time');
    await run(119_000);
    expect(venue.asked('/d')).toEqual([]);
    await run(3000);
    expect(venue.asked('/d')).toHaveLength(1);
    expect(notices.map(({ type }) => type)).toEqual(['rate-limited', 'rate-limited', 'breaker', 'breaker', 'breaker']);
  });

  it('waits a whole window where a 429 names no wait', async () => {
    const { ask, notices, run, venue } = stage();
    venue.answer = refuseWith(429);
    ask('/a');
    await run(250);
    ask('/b');
    await run(59_000);
    expect(venue.requests).toHaveLength(1);
    expect(notices).toEqual([{ type: 'rate-limited', where: 'GET /a', retryAfterMs: 60_000 }]);
  });

  it('stops asking a server that fails, tries it with one request, and goes on when that succeeds', async () => {
    const { ask, client, notices, outcomes, run, venue } = stage(1000, { requestsAtOnce: 1 });
    venue.answer = refuseWith(503);
    for (let n = 0; n < 10; n += 1) ask(`/${n}`);
    await run(5000);
    expect(venue.requests).toHaveLength(5);
    expect(client.breaker).toBe('open');
    await run(6000);
    expect(venue.requests).toHaveLength(6);
    venue.answer = undefined;
    await run(25_000);
    expect(client.breaker).toBe('closed');
    expect(outcomes).toHaveLength(10);
    expect(outcomes.filter((line) => line.endsWith('answer'))).toHaveLength(4);
    expect(notices.map((notice) => (notice.type === 'breaker' ? notice.state : notice.type))).toEqual([
      'open',
      'half-open',
      'open',
      'half-open',
      'closed',
    ]);
  });

  it('gives up a request that is never answered', async () => {
    const { ask, client, outcomes, run, venue } = stage();
    venue.answer = () => 'never';
    ask('/a');
    await run(14_000);
    expect(outcomes).toEqual(['/a unreachable']);
    expect(client.requests).toBe(0);
  });

  it('refuses more than may wait, and what nobody wants any more at its turn', async () => {
    const { ask, client, outcomes, run, venue } = stage(1000, { requestsAtOnce: 1, requestsMax: 2 });
    for (const path of ['/a', '/b', '/c', '/d']) ask(path);
    await run(250);
    expect(outcomes).toEqual(['/d not-sent', '/a answer', '/b answer', '/c answer']);
    const unwanted = client.ask(call('/e'), 'snapshot', () => false);
    expect(await unwanted).toMatchObject({ kind: 'failed', cause: 'not-sent', message: 'no longer wanted' });
    expect(venue.asked('/e')).toEqual([]);
  });

  it('answers everybody when it is stopped', async () => {
    const { ask, client, outcomes, run, venue } = stage(1000, { requestsAtOnce: 1 });
    venue.answer = () => 'never';
    for (const path of ['/a', '/b', '/c']) ask(path);
    client.stop();
    await run(250);
    expect(client.requests).toBe(0);
    expect(outcomes.toSorted()).toEqual(['/a not-sent', '/b not-sent', '/c not-sent']);
  });
});
