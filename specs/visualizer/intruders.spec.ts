import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Subject, firstValueFrom, merge } from 'rxjs';
import { filter } from 'rxjs/operators';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fact } from '../../src/domain/fact.ts';
import { actorId } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { startVisualizer } from '../../src/visualizer/server.adapter.ts';
import type { Visualizer } from '../../src/visualizer/server.adapter.ts';
import { engineOnStage } from './engine-on-stage.ts';
import { hostileRow } from './hostile-row.ts';
import { exposedIn } from './prometheus-reader.ts';
import { askRaw, endOfSocket } from './raw-client.ts';
import type { Question } from './raw-client.ts';
import { stagePage } from './stage-page.ts';

const PROTOTYPE_NAMES = ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString'];
const SECRET = 'what only its owner may read';

const dir = mkdtempSync(join(tmpdir(), 'intruders-'));
const guestFacts = new Subject<Fact>();
let engine: Engine;
let visualizer: Visualizer;
let port = '';

beforeAll(async () => {
  const pageDir = join(dir, 'page');
  mkdirSync(join(pageDir, 'assets'), { recursive: true });
  writeFileSync(join(pageDir, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(dir, 'secret.js'), SECRET);
  const stage = await engineOnStage((real) => ({
    ...real,
    facts$: merge(real.facts$, guestFacts),
    inspect: {
      ...real.inspect,
      marketRows: () => [...real.inspect.marketRows(), ...PROTOTYPE_NAMES.map(hostileRow)],
    },
  }));
  engine = stage.engine;
  const started = await startVisualizer({ engine, port: 0, host: '127.0.0.1', pageDir, log: () => undefined });
  if (started === undefined) throw new Error('no visualizer');
  visualizer = started;
  ({ port } = new URL(visualizer.url));
  const trading = firstValueFrom(engine.facts$.pipe(filter(({ type }) => type === 'operator.trading')));
  await engine.start();
  await trading;
}, 120_000);
afterAll(async () => {
  await visualizer.close();
  await engine.stop();
  rmSync(dir, { recursive: true });
});
afterEach(() => {
  expect(engine.status().operator).toBe('trading');
  expect(Object.keys(Object.prototype)).toEqual([]);
});

const ask = (path: string, question?: Question) => askRaw(visualizer.url, path, question);
const pausing = (headers: Readonly<Record<string, string>>, body: Question['body'] = '{"command":"pause"}') =>
  ask('/api/command', { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
const withToken = (): Record<string, string> => ({ authorization: `Bearer ${visualizer.token}` });

describe('a page of somebody else', { timeout: 120_000 }, () => {
  it.each([
    () => 'null',
    () => 'file://',
    () => 'http://evil.example',
    () => `http://evil.example:${port}`,
    () => `http://127.0.0.1:${port}.evil.example`,
    () => `http://127.0.0.1:${port}@evil.example`,
    () => `https://127.0.0.1:${port}`,
    () => 'http://127.0.0.1:1',
    () => 'http://127.0.0.1',
  ])('neither acts nor listens, though it has the token: %s', async (originOf) => {
    const origin = originOf();
    expect((await pausing({ ...withToken(), origin })).status).toBe(403);
    expect((await ask('/api/status', { headers: { origin } })).status).toBe(403);
    expect(await endOfSocket(visualizer.url, () => undefined, { origin })).toBe(403);
  });

  it.each([() => `evil.example:${port}`, () => '127.0.0.1', () => `127.0.0.1.evil.example:${port}`])(
    'does no better under another name of this machine: %s',
    async (hostOf) => {
      const host = hostOf();
      expect((await pausing({ ...withToken(), host })).status).toBe(421);
      expect(await endOfSocket(visualizer.url, () => undefined, { headers: { host } })).toBe(403);
    },
  );
});

describe('who has no token', { timeout: 120_000 }, () => {
  it.each([
    () => '',
    () => 'Bearer',
    () => `Bearer ${visualizer.token.slice(0, -1)}`,
    () => `Bearer ${visualizer.token}x`,
    () => `Bearer ${'A'.repeat(visualizer.token.length)}`,
    () => visualizer.token,
    () => `Basic ${visualizer.token}`,
    () => 'Bearer undefined',
  ])('does not act: %#', async (authorizationOf) => {
    expect((await pausing({ authorization: authorizationOf() })).status).toBe(401);
  });

  it('does not act by another way than the one', async () => {
    expect(
      (await ask(`/api/command?token=${visualizer.token}`, { method: 'POST', body: '{"command":"pause"}' })).status,
    ).toBe(401);
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
      expect((await ask('/api/command?command=pause', { method, headers: withToken() })).status, method).toBe(404);
  });
});

describe('who says too much', { timeout: 120_000 }, () => {
  it('is cut short, whether or not the length is told', async () => {
    const long = `{"command":"pause","pad":"${'x'.repeat(5000)}"}`;
    expect((await pausing(withToken(), long)).status).toBe(413);
    expect((await pausing(withToken(), [long.slice(0, 3000), long.slice(3000)])).status).toBe(413);
    expect((await pausing(withToken(), '['.repeat(4000))).status).toBe(400);
    expect((await ask('/api/status', { headers: { pad: 'x'.repeat(20_000) } })).status).toBe(431);
  });

  it('loses its socket, in one piece or in many', async () => {
    const whole = endOfSocket(visualizer.url, (socket) => socket.send('x'.repeat(1025)));
    const parts = endOfSocket(visualizer.url, (socket) => {
      for (const at of [1, 2, 3]) socket.send('x'.repeat(400), { fin: at === 3 });
    });
    expect([await whole, await parts]).toEqual([1009, 1009]);
    const binary = endOfSocket(visualizer.url, (socket) =>
      socket.send(Buffer.from('{"type":"watch","actor":"operator"}')),
    );
    expect(await binary).toBe(1008);
  });
});

describe('a path', { timeout: 120_000 }, () => {
  const climbs = [
    '../secret.js',
    '..%2fsecret.js',
    '%2e%2e/secret.js',
    '%2e%2e%2fsecret.js',
    '%252e%252e%252fsecret.js',
  ];
  const others = [
    '..\\secret.js',
    '..%5csecret.js',
    '%c0%ae%c0%ae/secret.js',
    '....//secret.js',
    '..;/secret.js',
    '../secret.js%00',
  ];
  it.each(['/', '//', '/assets/', '/api/machine/', '/api/markets/', '/api/candles/', '/api/positions/', '/api/facts/'])(
    'leads nowhere from %s',
    async (from) => {
      for (const to of [...climbs, ...others, '../../../../../../etc/passwd', '%', '%zz', '%ff']) {
        const { status, body } = await ask(`${from}${to}`);
        expect([400, 404], `${from}${to}`).toContain(status);
        expect(body).not.toContain(SECRET);
        expect(body).not.toMatch(/root:|node_modules|\n +at /);
      }
    },
  );

  it('may be a whole address of another server, and is one of this', async () => {
    expect((await ask(`http://evil.example/secret.js`)).status).toBe(404);
    expect((await ask(`file://${dir}/secret.js`)).body).not.toContain(SECRET);
  });
});

describe('a name that every object has', { timeout: 120_000 }, () => {
  it.each([
    '{"__proto__":{"command":"pause"}}',
    '{"constructor":{"prototype":{"command":"pause"}}}',
    '{"command":{"__proto__":"pause"}}',
    '{"command":"__proto__"}',
    '{"command":"unwind","coin":"__proto__"}',
    '{"command":"adopt-balance","venue":"constructor"}',
    '{"command":"split","venue":"__proto__","shareFraction":1}',
    '[{"command":"pause"}]',
  ])('commands nothing: %s', async (body) => {
    expect((await pausing(withToken(), body)).status).toBe(400);
  });

  it('is not listened to on a socket, nor found', async () => {
    for (const text of [
      '{"__proto__":{"type":"watch","actor":"operator"}}',
      '{"type":"constructor"}',
      '{"type":"watch"}',
    ])
      expect(await endOfSocket(visualizer.url, (socket) => socket.send(text)), text).toBe(1008);
    const page = stagePage(visualizer.url, '?session=__proto__&n=1');
    await page.until(() => page.messages.length > 0);
    for (const actor of [...PROTOTYPE_NAMES, 'operator']) page.socket.send(JSON.stringify({ type: 'watch', actor }));
    await page.until(() => page.messages.some(({ type }) => type === 'actor'));
    const told = page.messages.flatMap((message) => (message.type === 'actor' ? [message.actor] : []));
    expect(told).toEqual(['operator']);
    page.socket.terminate();
  });

  it.each(PROTOTYPE_NAMES)('%s is asked for in vain, and as good as any as a row', async (name) => {
    for (const path of ['/api/machine/', '/api/positions/', '/api/markets/', '/api/candles/', '/api/input/', '/'])
      expect((await ask(`${path}${name}`)).status, path).toBe(404);
    expect((await ask(`/api/facts?${name}=1`)).status).toBe(400);

    guestFacts.next(guestFact(name));
    const rows = JSON.parse((await ask('/api/markets')).body) as readonly { readonly market: string }[];
    expect(rows).toContainEqual(JSON.parse(JSON.stringify(hostileRow(name))));
    const page = stagePage(visualizer.url);
    await page.until(() => page.messages.length > 0);
    const [snapshot] = page.messages;
    const changes = snapshot?.type === 'snapshot' ? snapshot.changes : {};
    expect(changes.markets).toContainEqual([hostileRow(name).market, expect.objectContaining({ coin: name })]);
    page.socket.terminate();
    const { samples } = exposedIn((await ask('/metrics')).body);
    expect(samples.get(`hedgerow_transitions_total{machine="position",state="${name}"}`)).toBe(1);
  });
});

/** A position of such a coin that came to such a state. */
const guestFact = (name: string): Fact => ({
  seq: engine.status().seq + 1_000_000,
  atMs: atMs(engine.status().nowMs),
  type: `position.${name}`,
  cause: 1,
  actor: actorId(`position/${name}`),
  body: { from: 'scanning', to: name, event: { type: name }, ...(JSON.parse(`{"${name}":"${name}"}`) as object) },
});
