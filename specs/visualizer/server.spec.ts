import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Fact } from '../../src/domain/fact.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { startVisualizer } from '../../src/visualizer/server.adapter.ts';
import type { Visualizer } from '../../src/visualizer/server.adapter.ts';
import type { ServerMessage } from '../../src/visualizer/messages.ts';
import { engineOnStage } from './engine-on-stage.ts';
import { askRaw } from './raw-client.ts';
import type { Answer, Question } from './raw-client.ts';

const pageDir = mkdtempSync(join(tmpdir(), 'page-'));
const lines: string[] = [];
let engine: Engine;
let visualizer: Visualizer;

beforeAll(async () => {
  writeFileSync(join(pageDir, 'index.html'), '<!doctype html><title>page</title>');
  const stage = await engineOnStage();
  engine = stage.engine;
  const started = await startVisualizer({
    engine,
    port: 0,
    host: '127.0.0.1',
    pageDir,
    log: (line) => lines.push(line),
  });
  if (started === undefined) throw new Error('no visualizer');
  visualizer = started;
  await stage.run();
});
afterAll(async () => {
  await visualizer.close();
  await engine.stop();
  rmSync(pageDir, { recursive: true });
});

const ask = (path: string, question: Question = {}): Promise<Answer> => askRaw(visualizer.url, path, question);

const command = (body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  ask('/api/command', {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
const withToken = (): Record<string, string> => ({ authorization: `Bearer ${visualizer.token}` });

/** Opens a socket and gives what ends it, or its first messages. */
const socket = (options: { readonly origin?: string; readonly say?: string; readonly messages?: number } = {}) =>
  new Promise<{ readonly messages: readonly ServerMessage[]; readonly closed: number | undefined }>((resolve) => {
    const opened = new WebSocket(
      `${visualizer.url.replace('http', 'ws')}/ws`,
      options.origin === undefined ? {} : { origin: options.origin },
    );
    const messages: ServerMessage[] = [];
    const done = (closed: number | undefined): void => {
      opened.terminate();
      resolve({ messages, closed });
    };
    opened.on('error', () => undefined);
    opened.on('unexpected-response', (_, { statusCode }) => done(statusCode));
    opened.on('close', done);
    opened.on('open', () => options.say === undefined || opened.send(options.say));
    opened.on('message', (data: Buffer) => {
      messages.push(JSON.parse(data.toString()) as ServerMessage);
      if (messages.length === (options.messages ?? 1) && options.say === undefined) done(undefined);
      else if (messages.some(({ type }) => type === 'actor')) done(undefined);
    });
  });

describe('who may look', () => {
  it('is served the page and nothing beside it, whatever the path says', async () => {
    expect((await ask('/')).body).toContain('<title>page</title>');
    for (const path of [
      '/../package.json',
      '/..%2fpackage.json',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/....//etc/passwd',
      '/index.html%00',
      '/__proto__',
      '/constructor',
    ])
      expect((await ask(path)).status, path).toBe(404);
  });

  it('comes by a name of this machine and from a page of its own', async () => {
    expect((await ask('/api/status', { headers: { host: 'evil.example:4680' } })).status).toBe(421);
    expect((await ask('/api/status', { headers: { origin: 'http://evil.example' } })).status).toBe(403);
    expect((await socket({ origin: 'http://evil.example' })).closed).toBe(403);
    expect((await socket({ origin: visualizer.url })).messages[0]?.type).toBe('snapshot');
  });

  it('gets headers that let the page load nothing from elsewhere', async () => {
    for (const path of ['/', '/api/status', '/nowhere']) {
      const { headers } = await ask(path);
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  });

  it('binds to loopback only', async () => {
    expect(
      await startVisualizer({ engine, port: 0, host: '0.0.0.0', log: (line) => lines.push(line) }),
    ).toBeUndefined();
    expect(lines.at(-1)).toContain('loopback only');
  });

  it('goes on without a page when the port is taken, and says so', async () => {
    const port = Number(new URL(visualizer.url).port);
    expect(await startVisualizer({ engine, port, host: '127.0.0.1', log: (line) => lines.push(line) })).toBeUndefined();
    expect(lines.at(-1)).toContain('the port is taken');
  });
});

describe('who may act', () => {
  it('has the token', async () => {
    expect((await command({ command: 'pause' })).status).toBe(401);
    expect((await command({ command: 'pause' }, { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await command({ command: 'pause' }, { ...withToken(), origin: 'http://evil.example' })).status).toBe(403);
    expect(engine.status().operator).toBe('trading');
  });

  it('says it in a small, plain, known body', async () => {
    expect((await command({ command: 'format' }, withToken())).status).toBe(400);
    expect((await command({ command: 'unwind', coin: 'all' }, withToken())).status).toBe(400);
    expect((await command({ command: 'pause', pad: 'x'.repeat(5000) }, withToken())).status).toBe(413);
    expect((await ask('/api/command', { method: 'POST', body: '{', headers: withToken() })).status).toBe(400);
    expect((await ask('/api/command')).status).toBe(404);
  });

  it('is heard by the engine', async () => {
    expect((await command({ command: 'pause' }, withToken())).status).toBe(202);
    await expect.poll(() => engine.status().operator).toBe('paused');
    await command({ command: 'resume' }, withToken());
    await expect.poll(() => engine.status().operator).toBe('trading');
  });
});

describe('what is told', () => {
  it('is the snapshot, then deltas counted up from it', async () => {
    const { messages } = await socket({ messages: 4 });
    const [first, ...rest] = messages.flatMap((message) => (message.type === 'actor' ? [] : [message]));
    expect(first?.type).toBe('snapshot');
    expect(first?.changes.markets?.length).toBe(engine.status().markets);
    expect(rest.map(({ type, n }) => [type, n - (first?.n ?? 0)])).toEqual([
      ['delta', 1],
      ['delta', 2],
      ['delta', 3],
    ]);
  });

  it('is the inside of the one actor a page asks for', async () => {
    const { messages } = await socket({ say: JSON.stringify({ type: 'watch', actor: 'position/SOL' }) });
    const inside = messages.find((message) => message.type === 'actor');
    expect(inside).toMatchObject({ actor: 'position/SOL', state: 'hedged.carrying', context: { coin: 'SOL' } });
    expect(inside?.type === 'actor' ? inside.active : []).toContain('position.hedged.carrying');
  });

  it('ends for who says too much or something else', async () => {
    expect((await socket({ say: 'x'.repeat(2000) })).closed).toBe(1009);
    expect((await socket({ say: '{"type":"operator.stop"}' })).closed).toBe(1008);
    expect((await socket({ say: 'not json' })).closed).toBe(1008);
  });

  it('includes facts by their seq and machines by their actor', async () => {
    const facts = JSON.parse((await ask('/api/facts?from=3')).body) as readonly Fact[];
    expect(facts[0]?.seq).toBe(3);
    expect((await ask('/api/facts?from=-1')).status).toBe(400);
    expect((await ask('/api/facts?from=x')).status).toBe(400);
    const machine = JSON.parse((await ask('/api/machine/position%2FSOL')).body) as {
      readonly chart: { readonly machine: string };
    };
    expect(machine.chart.machine).toBe('position');
    for (const actor of ['nobody', '__proto__', 'constructor', '..%2F..'])
      expect((await ask(`/api/machine/${actor}`)).status, actor).toBe(404);
  });
});
