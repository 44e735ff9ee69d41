import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/domain/fact.ts';
import { decimal, text } from '../../src/domain/money.ts';
import { loadConfig } from '../../src/engine/config/config-file.adapter.ts';
import { openEngine } from '../../src/engine/engine.ts';
import { createMemoryJournal } from '../../src/journal/memory.adapter.ts';
import { wordsOf } from '../../src/ledger/account.ts';
import { recordedConfig } from '../../src/worlds/recorded-config.ts';
import { recordedWorld } from '../../src/worlds/recorded.ts';
import { hasRecording, recordingTitle } from '../venues/recorded-frames.ts';

const ROOT = join(import.meta.dirname, '../..');
const BYBIT = 'bybit/v5-20260809.ndjson.gz';
const RECORDING = join(ROOT, '../shared/recordings', BYBIT);
const SETTLEMENT = join(ROOT, 'fixtures/scenarios/sol-settlement.ndjson.gz');

/** A recording through an engine that may trade; what is left at the end. */
const replayed = async (file: string, configFile?: string) => {
  const config = (await recordedConfig([file])) ?? (await loadConfig({ file: configFile, env: {} }));
  const { world } = await recordedWorld([file], config);
  const store = createMemoryJournal({ birthId: 'replayed' });
  const engine = openEngine({ world, store, config, speed: 'max' });
  engine.send({ type: 'operator.arm' });
  engine.send({ type: 'operator.trade' });
  await engine.start();
  await engine.finished;
  await engine.stop();
  return { status: engine.status(), facts: [...store.facts(1)], balances: store.balances() };
};

const factsOf = (facts: readonly Fact[], type: string) => facts.filter((fact) => fact.type === type);

const ACCOUNTS = new Set(['wallet', 'capital', 'open', 'inventory', 'cycle']);

/** What all accounts of the double-entry ledger add up to, by coin. */
const sumsByCoin = (balances: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
  const sums: Record<string, string> = {};
  for (const [row, amount] of Object.entries(balances)) {
    const [kind = '', ...words] = wordsOf(row);
    const coin = words.at(-1);
    if (coin === undefined || !ACCOUNTS.has(kind)) continue;
    sums[coin] = decimal(sums[coin] ?? '0')
      .plus(amount)
      .toFixed();
  }
  return sums;
};

describe('a recorded world', () => {
  it('pays a held position once at the settlement, at the rate and price last heard', async () => {
    const { facts, status } = await replayed(SETTLEMENT);
    const payments = factsOf(facts, 'funding.paid');
    expect(payments).toHaveLength(1);
    const [payment] = payments;
    const body = payment?.body ?? {};
    const figure = (name: string) => decimal(text(Number(body[name])));
    expect(payment?.atMs).toBe(body['settlementAtMs']);
    expect(Number(body['settlementAtMs']) % 3_600_000).toBe(0);
    // cash = -quantity x price x rate: the short leg of a positive rate is paid
    const due = figure('quantity').neg().times(figure('settlementPrice')).times(figure('rate'));
    expect(figure('amount').minus(due).abs().toNumber()).toBeLessThan(1e-12);
    expect(due.toNumber()).toBeGreaterThan(0);
    expect(status.positions).toMatchObject([{ coin: 'SOL', state: 'hedged.carrying' }]);
    expect(status.account.fundingUsd).toBeCloseTo(due.toNumber(), 9);
  });

  describe.skipIf(!hasRecording(BYBIT))(`of ${recordingTitle(BYBIT)}`, () => {
    it('can be traded in a rehearsal: positions end hedged, their legs equal', async () => {
      const { status, facts, balances } = await replayed(RECORDING, join(ROOT, 'fixtures/configs/rehearsal.yaml'));
      expect(status.positions.map(({ coin, state }) => `${coin} ${state}`)).toEqual([
        'BTC hedged.carrying',
        'ETH hedged.carrying',
      ]);
      expect(status.counts.orders).toBe(4);
      expect(status.openOrders).toBe(0);
      for (const { deltaCoins, notionalUsd } of status.positions) {
        // what is left is what a lot cannot express: under 1 USD
        expect(Math.abs(deltaCoins) * 65_000).toBeLessThan(1);
        expect(notionalUsd).toBeGreaterThan(100);
      }
      expect(factsOf(facts, 'fill.booked').length).toBeGreaterThanOrEqual(4);
      expect(sumsByCoin(balances)).toEqual({ BTC: '0', ETH: '0', USDC: '0', USDT: '0' });
      // four accounts of 100,000 less fees and spread, everything valued
      expect(status.account.equityUsd).toBeLessThan(700_000);
      expect(status.account.equityUsd).toBeGreaterThan(699_900);
    });
  });
});
