import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { atMs } from '../../src/domain/units.ts';
import type { Alert } from '../../src/monitor/alert.ts';
import { consoleSink, webhookSink } from '../../src/monitor/alert-sinks.adapter.ts';

const alert = (text: string, severity: Alert['severity'] = 'warning'): Alert => ({
  key: text,
  severity,
  text,
  atMs: atMs(0),
  details: {},
});

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A real endpoint on loopback that answers with these codes, the last one for ever; it can be held back. */
const endpoint = async (...codes: readonly number[]) => {
  const bodies: string[] = [];
  let release: (() => void) | undefined;
  let held = Promise.resolve();
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      bodies.push(body);
      const code = codes[Math.min(bodies.length, codes.length) - 1] ?? 200;
      void held.then(() => response.writeHead(code).end('ok'));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        release?.();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    bodies,
    hold: () => {
      held = new Promise((resolve) => {
        release = resolve;
      });
    },
    release: () => release?.(),
  };
};

describe('alerts on the console', () => {
  it('are one line each, the severity first', async () => {
    const lines: string[] = [];
    const sink = consoleSink((line) => lines.push(line));
    sink.send(alert('BTC pays 12 % a year', 'critical'));
    await sink.settled();
    expect(lines).toEqual(['CRITICAL BTC pays 12 % a year\n']);
    expect(sink.failures).toBe(0);
  });
});

describe('alerts to a webhook', () => {
  it('are posted one after the other in their order', async () => {
    const { url, bodies } = await endpoint(200);
    const sink = webhookSink(url, () => undefined);
    for (const text of ['first', 'second', 'third']) sink.send(alert(text));
    await sink.settled();
    expect(bodies).toEqual(['{"text":"[warning] first"}', '{"text":"[warning] second"}', '{"text":"[warning] third"}']);
    expect(sink.failures).toBe(0);
  });

  it('that fail are counted, said once and not repeated; later ones still go out', async () => {
    const { url, bodies } = await endpoint(500, 404, 200);
    const told: string[] = [];
    const sink = webhookSink(url, (message) => told.push(message));
    for (const text of ['first', 'second', 'third']) sink.send(alert(text));
    await sink.settled();
    expect(sink.failures).toBe(2);
    expect(told).toEqual(['alert webhook failed: HTTP 500; further failures are only counted']);
    expect(bodies).toHaveLength(3);
  });

  it('never throw, not even at an address nobody listens on', async () => {
    const { url } = await endpoint(200);
    for (const close of closers.splice(0)) await close();
    const told: string[] = [];
    const sink = webhookSink(url, (message) => told.push(message));
    sink.send(alert('lost'));
    await sink.settled();
    expect(sink.failures).toBe(1);
    expect(told[0]).toMatch(/^alert webhook failed: /);
  });

  it('wait in a bounded queue: of 150 the oldest 49 are dropped while the first is on its way', async () => {
    const hook = await endpoint(200);
    hook.hold();
    const sink = webhookSink(hook.url, () => undefined);
    // the first leaves at once, 149 wait for 100 places
    for (let index = 0; index < 150; index += 1) sink.send(alert(`#${index}`));
    expect(sink.failures).toBe(49);
    hook.release();
    await sink.settled();
    expect(hook.bodies).toHaveLength(101);
    expect(hook.bodies[1]).toBe('{"text":"[warning] #50"}');
  });

  it('can be sent again after the queue has run dry', async () => {
    const { url, bodies } = await endpoint(200);
    const sink = webhookSink(url, () => undefined);
    sink.send(alert('first'));
    await sink.settled();
    sink.send(alert('second'));
    await sink.settled();
    expect(bodies).toHaveLength(2);
  });
});
