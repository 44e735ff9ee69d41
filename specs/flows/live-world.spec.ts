import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareText } from '../../src/domain/compare-text.ts';
import type { Fact } from '../../src/domain/fact.ts';
import { decimal } from '../../src/domain/money.ts';
import { parseConfig } from '../../src/engine/config/config.ts';
import { openEngine } from '../../src/engine/engine.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { createMemoryJournal } from '../../src/journal/memory.adapter.ts';
import { serveVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import type { ServedVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { openLiveWorld } from '../../src/worlds/live-world.ts';
import { runCommand } from '../cli/command-run.ts';
import { keysInEnvironment } from '../wire/live-room.ts';
import { endpointsOf, onlyVenues, until as waitUntil } from '../support/served-venues.ts';

/** Two at a time, so that each is sure to hold a leg. */
const PAIRS = [
  ['binance', 'okx'],
  ['bybit', 'hyperliquid'],
] as const;

/** SOL nets at once in the venues' story; one leg is at most 3,000 USD. */
const configFor = (names: readonly string[]) =>
  parseConfig({
    text: JSON.stringify({
      engine: { evaluateEveryMs: 500 },
      universe: { coins: ['SOL'], spotLegs: false },
      limits: { legNotionalMaxUsd: 3000, grossNotionalMaxUsd: 200_000 },
      entry: { quietBeforeSettlementMs: 0, quietAfterSettlementMs: 0, quietAfterSettlementFraction: 0 },
      venues: onlyVenues(names),
    }),
  });

/** Inside the venue ids are padded. */
const onTheWire = (tradeId: string): string => tradeId.replace(/^t0*/, '');

const until = (what: string, isSo: () => boolean, told?: () => string): Promise<void> =>
  waitUntil(what, isSo, { patienceMs: 60_000, ...(told === undefined ? {} : { told }) });

describe.each(PAIRS)('the live world at %s and %s, its orders sent by a client we did not write', (...pair) => {
  const facts: Fact[] = [];
  let served: ServedVenues;
  let engine: Engine;
  const story = (): string =>
    facts
      .filter(({ type }) => /^(position|order|entry|repair)\./.test(type))
      .map(({ type, actor, body }) => `${type} ${actor} ${JSON.stringify(body).slice(0, 160)}`)
      .slice(-12)
      .join('\n');

  beforeAll(async () => {
    const config = configFor(pair);
    const env = Object.assign({}, ...pair.map(keysInEnvironment)) as Readonly<Record<string, string>>;
    served = await serveVenues({ venues: pair, scenario: 'rehearsal', seed: 7, basePort: 'any' });
    const endpoints = endpointsOf(served);
    const { world } = openLiveWorld({ config, endpoints, env });
    engine = openEngine({
      world,
      store: createMemoryJournal({ birthId: 'live00000000000000000000000000001' }),
      config,
      speed: 'max',
    });
    engine.facts$.subscribe((fact) => facts.push(fact));
    engine.send({ type: 'operator.arm' });
    engine.send({ type: 'operator.trade' });
    await engine.start();
  });

  afterAll(async () => {
    await engine.stop();
    await served.close();
  });

  it('enters both legs, and the venues hold what the engine believes', async () => {
    await until('SOL is hedged', () => facts.some(({ type }) => type === 'position.hedged'), story);
    const held = pair.flatMap((venue) => served.truth(venue).positions).filter(({ quantity }) => quantity !== '0');
    expect(held).toHaveLength(2);
    const net = held.reduce((sum, { quantity }) => sum.plus(decimal(quantity)), decimal(0));
    expect(net.toString()).toBe('0');
    const fills = facts.filter(({ type }) => type === 'fill.booked');
    const told = pair.flatMap((venue) => served.truth(venue).fills.map(({ tradeId }) => onTheWire(tradeId)));
    expect(
      fills.flatMap(({ body: { tradeId } }) => (typeof tradeId === 'string' ? [tradeId] : [])).toSorted(compareText),
    ).toEqual(told.toSorted(compareText));
  });

  it('unwinds at the word of the operator until the venues are flat', async () => {
    engine.send({ type: 'operator.unwind', coin: 'all' });
    await until('the cycle is closed', () => facts.some(({ type }) => type === 'cycle.closed'), story);
    const held = pair.flatMap((venue) => served.truth(venue).positions).filter(({ quantity }) => quantity !== '0');
    expect(held).toEqual([]);
    expect(engine.status().account.closedCycles).toBe(1);
  });

  it('sent no client id twice', () => {
    const sends = pair.flatMap((venue) => [...served.counts(venue).orders.values()]);
    expect(sends.length).toBeGreaterThanOrEqual(4);
    expect(new Set(sends)).toEqual(new Set([1]));
  });
});

describe('hedgerow start --world live', () => {
  it('sends nothing where --live was not said', async () => {
    const { exitCode, err } = await runCommand(['start', '--world', 'live', '--port', 'off']);
    expect([exitCode, err]).toEqual([
      3,
      'hedgerow start: real orders need --live beside --world live; nothing was sent\n',
    ]);
  });

  it('sends nothing where the doctor finds something wrong: no caps written, no keys', async () => {
    // of its own: whoever ran `npm start` here before has a journal of an invented world in the default one
    const data = mkdtempSync(join(tmpdir(), 'hedgerow-live-'));
    const { exitCode, err } = await runCommand(['start', '--world', 'live', '--live', '--port', 'off', '--data', data]);
    rmSync(data, { recursive: true });
    expect(exitCode).toBe(3);
    expect(err).toContain('risk cap');
    expect(err).toContain('no key of binance: export HEDGEROW_BINANCE_KEY, HEDGEROW_BINANCE_SECRET');
    expect(err).toContain('nothing was sent');
  });
});
