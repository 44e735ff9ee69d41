import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ccxtExchange } from '../../src/execution/ccxt-client.adapter.ts';
import { serveVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import type { ServedVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { knownVenues } from '../../src/venues/registry.ts';
import { keysInEnvironment } from '../wire/live-room.ts';
import { runCommand, summaryOf } from './command-run.ts';

let served: ServedVenues;
let dir: string;
const file = (name: string): string => join(dir, name);

const NAMES = knownVenues.map(({ venue }) => venue);
const ENV = Object.assign({}, ...NAMES.map((venue) => keysInEnvironment(venue))) as Readonly<Record<string, string>>;
const CAPS = 'limits: { grossNotionalMaxUsd: 20000, legNotionalMaxUsd: 5000 }\n';

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hedgerow-doctor-'));
  served = await serveVenues({ venues: NAMES, seed: 5, basePort: 'any' });
  const endpoints = Object.fromEntries([...served.addresses].map(([venue, address]) => [venue, address.endpoints]));
  await writeFile(file('endpoints.json'), JSON.stringify(endpoints));
  await writeFile(file('caps.yaml'), CAPS);
});
afterAll(async () => {
  await served.close();
  await rm(dir, { recursive: true });
});

const doctor = (args: readonly string[], env: Readonly<Record<string, string>> = ENV) =>
  runCommand(['doctor', '--endpoints', file('endpoints.json'), ...args], { env });

/** Verdicts by what they are about and of, without figures that move. */
const verdicts = (out: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    out
      .map((line) => JSON.parse(line) as Record<string, string>)
      .filter(({ type }) => type === 'check')
      .map(({ about, check, verdict }) => [`${about} ${check}`, String(verdict)]),
  );

/** What it says of OKX's fees where a ladder promises 1 / 4 bps from so much volume on. */
const feesWithTierFrom = async (minVolume30dUsd: number): Promise<string | undefined> => {
  const tiers = `feeTiers: { linear: [{ minVolume30dUsd: ${minVolume30dUsd}, makerBps: 1, takerBps: 4 }] }`;
  await writeFile(file('ladder.yaml'), `${CAPS}venues: { okx: { ${tiers} } }\n`);
  const { out } = await doctor(['okx', '--config', file('ladder.yaml')]);
  return out.find((line) => line.includes(' fees '));
};

describe('hedgerow doctor', () => {
  it('finds nothing wrong with the simulated venues, and says what they do not tell', async () => {
    const run = await doctor(['--config', file('caps.yaml'), '--json']);
    const found = verdicts(run.out);
    expect(Object.entries(found).filter(([, verdict]) => verdict !== 'ok')).toEqual([
      ['backpack permissions', 'unknown'],
      ['deribit permissions', 'unknown'],
      ['deribit leverage', 'unknown'],
      ['hyperliquid margin mode', 'unknown'],
      ['hyperliquid leverage', 'unknown'],
      ['kucoin permissions', 'unknown'],
      ['kucoin position mode', 'unknown'],
    ]);
    expect(Object.keys(found)).toHaveLength(1 + 9 * NAMES.length);
    expect(run.exitCode).toBe(0);
    expect(summaryOf(run)).toMatchObject({ type: 'summary', fail: 0, unsafe: 0, exitCode: 0 });
  });

  it('prints a line a check, with what to do', async () => {
    const { out, exitCode } = await doctor(['okx', '--config', file('caps.yaml')]);
    expect(out.map((line) => line.replace(/\d+ ms (behind|ahead of)/, 'N ms off').replace(/\d+ markets/, 'N markets')))
      .toMatchInlineSnapshot(`
        [
          "of      check          verdict  found",
          "config  risk cap       ok       written down",
          "okx     keys           ok       in HEDGEROW_OKX_KEY, HEDGEROW_OKX_SECRET, HEDGEROW_OKX_PASSPHRASE",
          "okx     reached        ok       N markets",
          "okx     permissions    ok       trades, does not withdraw",
          "okx     clock          ok       okx is N ms off this machine",
          "okx     position mode  ok       one-way",
          "okx     margin mode    ok       cross on BTC-USD-SWAP, BTC-USDT-SWAP, ETH-USD-SWAP, ETH-USDT-SWAP, SOL-USDT-SWAP",
          "okx     leverage       ok       BTC-USD-SWAP 1, BTC-USDT-SWAP 1, ETH-USD-SWAP 1, ETH-USDT-SWAP 1, SOL-USDT-SWAP 1",
          "okx     fees           ok       spot maker 8 bps, taker 10 bps; inverse maker 2 bps, taker 5 bps; linear maker 2 bps, taker 5 bps",
          "okx     balances       ok       100000 USDT",
        ]
      `);
    expect(exitCode).toBe(0);
  });

  it('asks for a risk cap and for keys, by name', async () => {
    const { out, exitCode } = await doctor(['bybit'], {});
    expect(out.join('\n')).toMatch(/risk cap +FAIL .*name limits\.grossNotionalMaxUsd and limits\.legNotionalMaxUsd/);
    expect(out.join('\n')).toMatch(/keys +FAIL .*HEDGEROW_BYBIT_KEY, HEDGEROW_BYBIT_SECRET/);
    expect(exitCode).toBe(1);
  });

  it('refuses a key that could withdraw', async () => {
    const secret = `0x${'1'.repeat(64)}`;
    const exchange = await ccxtExchange('hyperliquid', {});
    const key: string = exchange['ethGetAddressFromPrivateKey'](secret);
    const own = { HEDGEROW_HYPERLIQUID_KEY: key, HEDGEROW_HYPERLIQUID_SECRET: secret };
    const { out, exitCode, err } = await doctor(['hyperliquid', '--config', file('caps.yaml')], own);
    expect(out.join('\n')).toMatch(
      /permissions +UNSAFE +the key can withdraw; make a key that can trade and nothing else/,
    );
    expect(exitCode).toBe(3);
    expect(`${out.join('\n')}${err}`).not.toContain(secret.slice(2, 20));
  });

  it('says what is wrong with a key, and never shows it', async () => {
    for (const [secret, fault] of [
      ['"quoted-secret"', 'quotation marks'],
      ['two words-here', 'white space'],
      ['abc', 'too short'],
    ] as const) {
      const env = { HEDGEROW_BYBIT_KEY: 'some-good-key', HEDGEROW_BYBIT_SECRET: secret };
      const { out } = await doctor(['bybit'], env);
      expect(out.join('\n')).toContain(fault);
      expect(out.join('\n')).not.toContain(secret);
    }
  });

  it.each(['bybit', 'binance', 'kucoin', 'deribit', 'backpack'])(
    'is told in the words of %s when the key is nobody’s',
    async (venue) => {
      const env = { ...ENV, [`HEDGEROW_${venue.toUpperCase()}_KEY`]: 'a-key-of-nobody' };
      const { out, exitCode } = await doctor([venue, '--config', file('caps.yaml')], env);
      expect(out.join('\n')).toMatch(/balances +FAIL +\w+ (refuses|answers) .*; see that the key is good/);
      expect(out.join('\n')).not.toContain('a-key-of-nobody');
      expect(exitCode).toBe(1);
    },
  );

  it('fails on fees above those reckoned with, leverage below, and money that is not there', async () => {
    await writeFile(
      file('strict.yaml'),
      `${CAPS}venues: { okx: { leverageRatio: 3, fees: { linear: { makerBps: 1, takerBps: 2 } } } }\nsizing: { equityFraction: 0.0001, equityFractionMax: 0.0001 }\n`,
    );
    const { out, exitCode } = await doctor(['okx', '--config', file('strict.yaml'), '--json']);
    expect(verdicts(out)).toMatchObject({ 'okx fees': 'fail', 'okx leverage': 'fail', 'okx balances': 'fail' });
    expect(exitCode).toBe(1);
  });

  it('takes fees within a ladder as they are, and says where a first start would reckon with less', async () => {
    expect(await feesWithTierFrom(1_000_000)).toMatch(/fees +ok .*linear maker 2 bps, taker 5 bps$/);
    expect(await feesWithTierFrom(0)).toMatch(
      /fees +unknown .*; a first start would reckon with less: set venues\.okx\.volume30dUsd to what the venue counts$/,
    );
  });

  it('says that a venue cannot be reached', async () => {
    await served.pull('okx');
    const { out, exitCode } = await doctor(['okx', '--config', file('caps.yaml')]);
    await served.restore('okx');
    expect(out.join('\n')).toMatch(/reached +FAIL/);
    expect(exitCode).toBe(1);
  });
});
