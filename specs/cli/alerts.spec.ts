import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openAlerts } from '../../src/cli/alerts.ts';
import type { Fact } from '../../src/domain/fact.ts';
import { actorId } from '../../src/domain/ids.ts';
import { atMs, ms } from '../../src/domain/units.ts';
import { runCommand } from './command-run.ts';
import { temporaryDirectory } from '../journal/support/batches.ts';

const fundingAlert = (symbol: string, seq: number): Fact => ({
  seq,
  atMs: atMs(1_767_571_560_000 + seq * 3_600_000),
  type: 'alert.funding-rate',
  cause: 1,
  actor: actorId(`market/alpha:${symbol}`),
  body: { symbol, sign: 'positive', apr: 0.155, confidence: 0.9, settlementAtMs: 1_767_600_000_000 },
});

const guard = (to: string): Fact => ({
  ...fundingAlert('x', 1),
  type: 'guard.',
  actor: actorId('guard'),
  body: { from: 'x', to },
});

const COOLDOWN_MS = 300_000;

/** Standard error and a clock that the story moves. */
const desk = (webhookUrl = 'none') => {
  const state = { nowMs: 1_000_000, err: '' };
  const alerts = openAlerts({
    alerts: { console: true, webhookUrl, cooldownMs: ms(COOLDOWN_MS) },
    screen: 'lines',
    io: {
      stderr: { write: (text) => ((state.err += text), Promise.resolve('open')) },
      now: () => (state.nowMs += 1),
      sleep: () => new Promise((resolve) => setImmediate(resolve)),
    },
  });
  return { alerts, state };
};

const slack = async (): Promise<{ readonly url: string; readonly bodies: unknown[] }> => {
  const bodies: unknown[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    request.on('end', () => {
      bodies.push(JSON.parse(text));
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, bodies };
};

const feedFact = (type: string, body: Fact['body']): Fact => ({
  ...fundingAlert('x', 1),
  type,
  actor: actorId('venue/alpha'),
  body,
});

const said = (fact: Fact): string => {
  const { alerts, state } = desk();
  alerts.hear(fact);
  return state.err;
};

const failing = (attempts: number) =>
  said(feedFact('feed.connection-failing', { conn: 'public', attempts, cause: 'refused' }));

describe('alerts about feeds', () => {
  it('tell a connection that failed ten times in a row, not one that failed once', () => {
    expect(failing(1)).toBe('');
    expect(failing(9)).toBe('');
    expect(failing(10)).toContain('public: 10 failed attempts in a row, refused');
  });

  it('tell a relay whose records are older than 100 ms at the 95th percentile', () => {
    expect(said(feedFact('feed.relay-latency', { p95Ms: 100 }))).toBe('');
    expect(said(feedFact('feed.relay-latency', { p95Ms: 140 }))).toContain('at most 140 ms old on arrival');
  });

  it('tell refused keys, addresses that are not served and answers nobody expects', () => {
    const where = 'GET /funding';
    expect(said(feedFact('feed.authentication-failed', { where, message: 'invalid key' }))).toContain(
      'GET /funding refuses the key: invalid key',
    );
    expect(said(feedFact('feed.venue-blocked', { where, status: 451, message: 'restricted location' }))).toContain(
      'does not serve this address (HTTP 451): restricted location',
    );
    expect(said(feedFact('feed.unexpected-answer', { where, status: 200, message: '<html>' }))).toContain(
      'GET /funding answered HTTP 200: <html>',
    );
  });

  it('tell where relay and venue part, with both rates and their ages', () => {
    const body = {
      market: 'alpha:BTC/USDT:USDT',
      directRate: 0.0001,
      relayRate: 0.00012,
      directAgeMs: 40,
      relayAgeMs: 90,
    };
    expect(said(feedFact('source.diverged', body))).toContain(
      'venue 1.000 bps (40 ms old), relay 1.200 bps (90 ms old)',
    );
  });
});

describe('alerts about risk in flight', () => {
  it('are critical where a position leaves, loses a leg or cannot be closed, warnings before that', () => {
    const far = {
      leg: 'short',
      market: 'alpha:BTC/USDT:USDT',
      distanceFraction: 0.081,
      moveFraction: 0.04,
      leaveBelow: 1,
    };
    expect(said(feedFact('risk.leg-near-liquidation', { ...far, ratio: 2.025 }))).toMatch(
      /^ALERT WARNING .*short alpha:BTC\/USDT:USDT: 8\.10 % from liquidation, 2\.0\d days' moves of 4\.00 %; left under 1$/m,
    );
    expect(said(feedFact('risk.exit', { reason: 'depeg', dollar: 'USDC', usd: 0.92 }))).toMatch(
      /^ALERT CRITICAL .*leaves: depeg; dollar=USDC usd=0\.92$/m,
    );
    expect(said(feedFact('risk.venue-out', { failures: 2, failingSinceMs: 5 }))).toMatch(/^ALERT CRITICAL/);
    expect(said(feedFact('risk.naked-too-long', { nakedUsd: 950, stretchMs: 7001, boundMs: 7000 }))).toContain(
      'USD unhedged for 7001 ms, at most 7000 ms',
    );
    expect(said(feedFact('risk.leg-reduced', { leg: 'long', market: 'alpha:x', left: '0' }))).toContain(
      'the venue took from the long leg on alpha:x: 0 left',
    );
    expect(said(feedFact('risk.leg-safe', { ratio: 4 }))).toBe('');
  });
});

describe('alerts', () => {
  it('go to the console once a symbol a cooldown of real time, however fast the world runs', () => {
    const { alerts, state } = desk();
    for (let hour = 1; hour <= 50; hour += 1) {
      alerts.hear(fundingAlert('SOL/USDT:USDT', hour));
      alerts.hear(fundingAlert('BTC/USDT:USDT', hour));
    }
    const lines = state.err.trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toBe(
      'ALERT INFO 2026-01-05 01:06:00 alert.funding-rate market/alpha:SOL/USDT:USDT 15.5 % a year, confidence 0.90, settles 2026-01-05 08:00:00',
    );
    state.nowMs += COOLDOWN_MS;
    alerts.hear(fundingAlert('SOL/USDT:USDT', 51));
    expect(state.err.trimEnd().split('\n')).toHaveLength(3);
  });

  it('are posted to a webhook in the shape that Slack takes', async () => {
    const { url, bodies } = await slack();
    const { alerts } = desk(url);
    alerts.hear(fundingAlert('SOL/USDT:USDT', 1));
    alerts.hear({
      ...fundingAlert('x', 2),
      type: 'engine.fail-closed-begins',
      body: { condition: 'balances-differ:alpha' },
    });
    alerts.hear({ ...fundingAlert('x', 3), type: 'order.filled' });
    while (bodies.length < 2) await new Promise((resolve) => setImmediate(resolve));
    await alerts.close();
    expect(bodies).toEqual([
      { text: expect.stringContaining('[info] 2026-01-05 01:06:00 alert.funding-rate') as string },
      { text: expect.stringMatching(/^\[critical\] .*condition=balances-differ:alpha$/) as string },
    ]);
  });

  it('say once that a webhook is dead, and let the run end', async () => {
    const { url } = await slack();
    // nobody listens at port 1
    const { alerts, state } = desk(url.replace(/:\d+/, ':1'));
    for (let n = 1; n <= 20; n += 1) alerts.hear(fundingAlert(`COIN${n}/USDT:USDT`, n));
    await alerts.close();
    expect(state.err.match(/alert webhook failed/g)).toHaveLength(1);
    expect(state.err).toContain('further failures are only counted');
  });

  it('of a guard name what is paused', () => {
    const { alerts, state } = desk();
    alerts.hear(guard('(risk: active, entries: open)'));
    expect(state.err).toBe('');
    alerts.hear(guard('(risk: paused, entries: open)'));
    expect(state.err).toContain('ALERT CRITICAL');
  });

  it('reach standard error in a run, and not standard output', async () => {
    const data = temporaryDirectory();
    const run = await runCommand([
      'start',
      '--port',
      'off',
      '--data',
      data,
      '--speed',
      'max',
      '--for',
      '3m',
      '--preset',
      'individual',
    ]);
    expect(run.exitCode).toBe(0);
    expect(run.err).toMatch(/^ALERT INFO .*alert\.funding-rate/m);
    expect(run.out.join('\n')).not.toContain('alert.');
    expect(run.out.at(-1)).toMatch(/^(No position is open|Still open at the venues)/);
  });
});
