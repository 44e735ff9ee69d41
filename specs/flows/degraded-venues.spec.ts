import { afterEach, describe, expect, it } from 'vitest';
import { factLine } from '../../src/cli/fact-line.ts';
import type { Fact } from '../../src/domain/fact.ts';
import { parseConfig } from '../../src/engine/config/config.ts';
import { openEngine } from '../../src/engine/engine.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { createMemoryJournal } from '../../src/journal/memory.adapter.ts';
import { serveVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import type { ServedVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import type { WireAnswer } from '../../src/simulator/wire/venue-face.ts';
import type { Endpoints } from '../../src/worlds/paper-world.ts';
import { openPaperWorld } from '../../src/worlds/paper-world.ts';
import { endpointsOf, onlyVenues, until } from '../support/served-venues.ts';

const SERVED = ['binance', 'bybit', 'kucoin'];
const PAGE = '<!DOCTYPE html><html><body>not available in your region</body></html>';
const HTML = { 'content-type': 'text/html' };

const config = parseConfig({
  text: JSON.stringify({
    engine: { evaluateEveryMs: 500 },
    universe: { coins: ['BTC', 'SOL'] },
    venues: onlyVenues(SERVED),
  }),
});

const running: { engine?: Engine; served?: ServedVenues } = {};

afterEach(async () => {
  await running.engine?.stop();
  await running.served?.close();
});

/** Three venues of which KuCoin gives trouble from the start; the facts, once the others are live and the trouble is told. */
const withTrouble = async (trouble: {
  readonly answer?: WireAnswer;
  readonly endpoints?: Endpoints;
}): Promise<string> => {
  const served = await serveVenues({ venues: SERVED, seed: 7, basePort: 'any' });
  running.served = served;
  if (trouble.answer !== undefined) served.answerAll('kucoin', trouble.answer);
  const endpoints = endpointsOf(served);
  const { world } = openPaperWorld({ config, endpoints: { ...endpoints, ...trouble.endpoints }, env: {} });
  const store = createMemoryJournal({ birthId: 'paper0000000000000000000000000003' });
  const engine = openEngine({ world, store, config, speed: 'max' });
  running.engine = engine;
  const facts: Fact[] = [];
  engine.facts$.subscribe((fact) => facts.push(fact));
  await engine.start();
  const ofKucoin = (): readonly Fact[] => facts.filter(({ actor }) => actor === 'venue/kucoin');
  const live = (): number => engine.inspect.marketRows().filter(({ state }) => state === 'live').length;
  const isSettled = (): boolean => ofKucoin().length > 0 && live() >= 8 && engine.signals().length > 0;
  await until('the others are live and the trouble is told', isSettled, { patienceMs: 40_000 });
  expect(live()).toBeGreaterThanOrEqual(8);
  expect(engine.signals().length).toBeGreaterThan(0);
  expect(engine.inspect.marketRows().some(({ venue }) => venue === 'kucoin')).toBe(false);
  return ofKucoin()
    .map((fact) => factLine(fact))
    .join('\n');
};

describe('a venue that gives trouble is degraded, and the engine goes on with the others', () => {
  it('when the law keeps it from answering (HTTP 451)', async () => {
    const told = await withTrouble({ answer: { status: 451, body: PAGE, headers: HTML } });
    expect(told).toContain('feed.venue-blocked');
    expect(told).toContain('does not serve this address (HTTP 451)');
  });

  it('when a wall in front of it answers with a page (HTTP 403)', async () => {
    const told = await withTrouble({ answer: { status: 403, body: PAGE, headers: HTML } });
    expect(told).toContain('does not serve this address (HTTP 403)');
  });

  it('when it speaks HTML where JSON is due (HTTP 200)', async () => {
    const told = await withTrouble({ answer: { status: 200, body: PAGE, headers: HTML } });
    expect(told).toContain('feed.unexpected-answer');
    expect(told).toContain('answered HTTP 200');
  });

  it('when nobody is there', async () => {
    const nowhere = 'http://127.0.0.1:9';
    const told = await withTrouble({
      endpoints: { kucoin: { rest: nowhere, push: 'ws://127.0.0.1:9', classic: nowhere } },
    });
    expect(told).toMatch(/feed\.(breaker|connection-failing)/);
    expect(told).toContain('ECONNREFUSED');
  });
});
