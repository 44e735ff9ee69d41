import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Engine } from '../../src/engine/engine.ts';
import { API_ROUTES } from '../../src/visualizer/api-schema.ts';
import { startVisualizer } from '../../src/visualizer/server.adapter.ts';
import type { Visualizer, VisualizerOptions } from '../../src/visualizer/server.adapter.ts';
import { engineOnStage } from './engine-on-stage.ts';
import { exposedIn } from './prometheus-reader.ts';
import { lastOf, rowsAt, stagePage } from './stage-page.ts';

let engine: Engine;
let visualizer: Visualizer;

const serve = async (more: Partial<VisualizerOptions> = {}): Promise<Visualizer> => {
  const started = await startVisualizer({ engine, port: 0, host: '127.0.0.1', log: () => undefined, ...more });
  if (started === undefined) throw new Error('no visualizer');
  return started;
};

beforeAll(async () => {
  const stage = await engineOnStage();
  engine = stage.engine;
  visualizer = await serve({ isInspected: true });
  await stage.run();
}, 120_000);
afterAll(async () => {
  await visualizer.close();
  await engine.stop();
});

const get = (path: string): Promise<Response> => fetch(`${visualizer.url}${path}`);
const listed = async (path: string): Promise<readonly Readonly<Record<string, unknown>>[]> =>
  (await (await get(path)).json()) as readonly Readonly<Record<string, unknown>>[];

const told = (line: string): Readonly<Record<string, unknown>> => JSON.parse(line) as Readonly<Record<string, unknown>>;
const pageAt = (query = '') => stagePage(visualizer.url, query);
const inspect = (signal: AbortSignal | null = null) => fetch(`${visualizer.url}/api/inspect`, { signal });

describe('the API', { timeout: 120_000 }, () => {
  it('answers every route as its schema says, with figures of the engine', async () => {
    const [fact] = await listed('/api/facts?type=position.&limit=1');
    const named = {
      '{coin}': engine.status().positions[0]?.coin ?? '',
      '{seq}': String(fact?.['seq']),
      '{actor}': 'operator',
      '{market}': engine.inspect.marketRows()[0]?.market ?? '',
    };
    for (const { method, path, answer } of API_ROUTES) {
      if (method !== 'get' || path === '/api/inspect') continue;
      const asked = Object.entries(named).reduce((text, [name, value]) => text.replace(name, value), path);
      const response = await get(asked);
      expect(response.status, asked).toBe(200);
      if (typeof answer === 'string') expect(response.headers.get('content-type'), asked).toContain(answer);
      else expect(answer.safeParse(await response.json()).error?.issues, asked).toBeUndefined();
    }
    const markets = await listed('/api/markets');
    expect(markets.length).toBe(engine.inspect.marketRows().length);
  });

  it('describes itself: each route of the document exists, with the schemas that were checked', async () => {
    const document = (await (await get('/api/schema')).json()) as { readonly paths: Readonly<Record<string, unknown>> };
    expect(Object.keys(document.paths).sort()).toEqual(API_ROUTES.map(({ path }) => path).sort());
    expect(JSON.stringify(document.paths['/api/facts'])).toContain('seq of the input that led to it');
  });

  it('searches the journal, and exports all that matches as NDJSON', async () => {
    const moves = await listed('/api/facts?actor=position/&limit=3');
    expect(moves).toHaveLength(3);
    expect(moves.every(({ actor }) => String(actor).startsWith('position/'))).toBe(true);
    const response = await get('/api/facts?type=position.&format=ndjson');
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    const lines = (await response.text()).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { type: string }).type)).toContain('position.hedged');
  });

  it.each([
    ['/api/facts?limit=100000', 400, 'limit'],
    ['/api/facts?from=-1', 400, 'from'],
    ['/api/facts?__proto__=1', 400, 'proto'],
    ['/api/facts/999999999', 404, 'no such fact'],
    ['/api/positions/NOPE', 404, 'no position'],
    ['/api/positions/__proto__', 404, 'no position'],
  ])('says what is wrong with %s', async (path, status, words) => {
    const response = await get(path);
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(words);
  });

  it('is ready while the venues speak', async () => {
    expect(await (await get('/readyz')).json()).toEqual({ ready: true, reasons: [] });
  });

  it('is not ready before the recovery of an engine is over, nor after its end', async () => {
    const stage = await engineOnStage();
    const own = await startVisualizer({ engine: stage.engine, port: 0, host: '127.0.0.1', log: () => undefined });
    const ready = async (): Promise<readonly [status: number, text: string]> => {
      const response = await fetch(`${own?.url}/readyz`);
      return [response.status, await response.text()];
    };
    expect(await ready()).toEqual([503, expect.stringContaining('the recovery is not over')]);
    await stage.engine.start();
    await expect.poll(async () => (await ready())[0], { timeout: 60_000 }).toBe(200);
    await stage.engine.stop();
    expect(await ready()).toEqual([503, expect.stringContaining('the engine has stopped')]);
    expect((await fetch(`${own?.url}/healthz`)).status).toBe(200);
    await own?.close();
  });

  it('tells inspection events of every actor, and then of every move', async () => {
    const response = await get('/api/inspect');
    const reader = response.body?.getReader();
    let text = '';
    engine.send({ type: 'operator.pause' });
    while (!/"value":"paused".*\n$/.test(text)) text += new TextDecoder().decode((await reader?.read())?.value);
    await reader?.cancel();
    engine.send({ type: 'operator.resume' });
    const events = text.split('\n').slice(0, -1).map(told);
    const introduced = events.filter(({ type }) => type === '@xstate.actor').map(({ sessionId }) => sessionId);
    expect(introduced).toEqual(expect.arrayContaining(engine.inspect.actors().map(({ id }) => id)));
    expect(new Set(introduced).size).toBe(introduced.length);
    const pausing = events.filter(({ sessionId }) => sessionId === 'operator').slice(-2);
    expect(pausing).toMatchObject([
      { type: '@xstate.event', event: { type: 'operator.pause' }, rootId: 'operator' },
      { type: '@xstate.snapshot', event: { type: 'operator.pause' }, snapshot: { status: 'active', value: 'paused' } },
    ]);
  });

  it('has room for four inspectors, and again for one when one has gone', async () => {
    const gone = Array.from({ length: 4 }, () => new AbortController());
    for (const { signal } of gone) expect((await inspect(signal)).status).toBe(200);
    expect((await inspect()).status).toBe(429);
    for (const one of gone) one.abort();
    await expect.poll(async () => (await inspect(AbortSignal.timeout(1000))).status, { timeout: 60_000 }).toBe(200);
  });

  it('tells no inspection events unless they are asked for', async () => {
    const other = await serve();
    expect((await fetch(`${other.url}/api/inspect`)).status).toBe(404);
    await other.close();
  });
});

describe('the metrics', { timeout: 120_000 }, () => {
  it('can be read by a strict reader and are the figures of the status', async () => {
    const { samples } = exposedIn(await (await get('/metrics')).text());
    const status = engine.status();
    expect(samples.get(`hedgerow_operator_state{state="${status.operator}"}`)).toBe(1);
    expect(samples.get('hedgerow_positions{state="hedged.carrying"}')).toBeGreaterThanOrEqual(1);
    expect(samples.get('hedgerow_transitions_total{machine="position",state="hedged"}')).toBeGreaterThanOrEqual(1);
    expect(samples.get('hedgerow_wire_to_fill_seconds_count')).toBeGreaterThanOrEqual(2);
    expect(samples.get('hedgerow_signal_to_order_seconds_count')).toBeGreaterThanOrEqual(2);
    expect(samples.get('hedgerow_frame_to_decision_seconds_count')).toBeGreaterThanOrEqual(1);
    expect(samples.get('hedgerow_journal_commit_seconds_count')).toBeGreaterThanOrEqual(2);
    expect(samples.get('hedgerow_journal_lag_seconds')).toBeGreaterThanOrEqual(0);
    for (const { venue } of status.feeds)
      expect(samples.has(`hedgerow_feed_staleness_seconds{venue="${venue}"}`)).toBe(true);
    const distances = [...samples.keys()].filter((key) => key.startsWith('hedgerow_liquidation_distance'));
    expect(distances.length).toBeGreaterThanOrEqual(1);
    expect([...samples.keys()].some((key) => key.startsWith('hedgerow_naked_seconds'))).toBe(true);
    expect(samples.get('hedgerow_event_loop_delay_seconds{at="p99"}')).toBeGreaterThanOrEqual(0);
  });
});

describe('the stream', { timeout: 120_000 }, () => {
  it('goes on where a page that comes back left off, and gives a stranger a snapshot', async () => {
    const page = pageAt();
    await page.until(() => page.messages.filter(({ type }) => type === 'delta').length >= 2);
    page.socket.terminate();
    const [snapshot] = page.messages;
    const session = snapshot?.type === 'snapshot' ? snapshot.session : '';
    const last = page.messages.findLast((one) => one.type === 'delta');
    const n = last?.type === 'delta' ? last.n : 0;

    const back = pageAt(`?session=${session}&n=${n}`);
    await back.until(() => back.messages.length >= 2);
    expect(back.messages.map((one) => (one.type === 'delta' ? one.n : one.type)).slice(0, 2)).toEqual([n + 1, n + 2]);
    back.socket.terminate();

    const stranger = pageAt(`?session=another&n=${n}`);
    await stranger.until(() => stranger.messages.length >= 1);
    expect(stranger.messages[0]?.type).toBe('snapshot');
    stranger.socket.terminate();
  });

  it('tells twenty pages at once the same, beside one that reads nothing', async () => {
    const stuck = pageAt();
    await stuck.until(() => stuck.messages.length >= 1);
    stuck.socket.pause();
    const pages = Array.from({ length: 20 }, () => pageAt());
    for (const page of pages) await page.until(() => page.messages.some(({ type }) => type === 'delta'));
    const { samples } = exposedIn(await (await get('/metrics')).text());
    expect(samples.get('hedgerow_pages')).toBeGreaterThanOrEqual(21);
    // what came in deltas is what one is told that comes now
    const late = pageAt();
    await late.until(() => late.messages.length > 0);
    const n = lastOf(late) ?? NaN;
    const whole = rowsAt(late, n);
    expect(Object.keys(whole)).toEqual(expect.arrayContaining(['head', 'markets', 'routes', 'facts']));
    for (const page of pages) {
      await page.until(() => (lastOf(page) ?? 0) >= n);
      expect(rowsAt(page, n)).toEqual(whole);
    }
    for (const { socket } of [stuck, late, ...pages]) socket.terminate();
  });
});

const source = (name: string): string => readFileSync(join(import.meta.dirname, '../../src/visualizer', name), 'utf8');

it('is documented metric by metric, and every one that is told has its kind from there', async () => {
  const written = new Map(
    [...source('API.md').matchAll(/^\| `(hedgerow_\w+)` +\| (\w+) /gm)].map(([, name = '', kind = '']) => [name, kind]),
  );
  const made = source('metrics.ts').match(/hedgerow_\w+/g) ?? [];
  expect([...written.keys()].sort()).toEqual([...new Set(made)].sort());
  const { kinds } = exposedIn(await (await get('/metrics')).text());
  for (const [name, kind] of kinds) expect(written.get(name), name).toBe(kind);
});

it('is documented route by route', () => {
  const page = source('API.md');
  const written = [...page.matchAll(/^\| `(GET|POST) ([^`]+)`/gm)].map(
    ([, method = '', path = '']) => `${method.toLowerCase()} ${path}`,
  );
  expect(written).toEqual(API_ROUTES.map(({ method, path }) => `${method} ${path}`));
});

it('every schema can be written as JSON schema', () => {
  for (const { answer } of API_ROUTES)
    if (typeof answer !== 'string') expect(z.toJSONSchema(answer)).toHaveProperty('$schema');
});
