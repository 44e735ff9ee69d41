import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultMarketAlerts } from '../../../src/analytics/market-alert.ts';
import { defaultPairing } from '../../../src/analytics/pairing.ts';
import { defaultSignalSettings } from '../../../src/analytics/signal-settings.ts';
import { venueId } from '../../../src/domain/ids.ts';
import { loadConfig } from '../../../src/engine/config/config-file.adapter.ts';
import { printConfig } from '../../../src/engine/config/config-print.ts';
import { ConfigFileError } from '../../../src/engine/config/config-report.ts';
import {
  feeTermsOf,
  feesOf,
  guardSettings,
  limitSettings,
  marketAlertSettings,
  pairingSettings,
  repairSettings,
  signalSettings,
  sizingSettings,
  spotFinancingPerHour,
} from '../../../src/engine/config/config-settings.ts';
import { defaultConfig, parseConfig, venueConfig } from '../../../src/engine/config/config.ts';
import { defaultConfigYaml } from '../../../src/engine/config/default-config.ts';
import { defaultGuardSettings } from '../../../src/risk/drawdown.ts';
import { defaultLimitSettings } from '../../../src/risk/limits.ts';
import { defaultRepairSettings } from '../../../src/risk/repair-checks.ts';
import { defaultSizingSettings } from '../../../src/risk/size-target.ts';

const alpha = venueId('alpha');
const beta = venueId('beta');

describe('the defaults', () => {
  it('ship as a commented file that parses to themselves', () => {
    expect(parseConfig({ text: defaultConfigYaml })).toEqual(defaultConfig);
    expect(defaultConfigYaml.split('\n').filter((line) => line.includes('#')).length).toBeGreaterThan(40);
  });

  it('are those of the economics, whichever part reads them', () => {
    expect(signalSettings(defaultConfig)).toEqual(defaultSignalSettings);
    expect(pairingSettings(defaultConfig)).toEqual(defaultPairing);
    expect(marketAlertSettings(defaultConfig)).toEqual(defaultMarketAlerts);
    expect(limitSettings(defaultConfig)).toEqual(defaultLimitSettings);
    expect(guardSettings(defaultConfig)).toEqual(defaultGuardSettings);
    expect(repairSettings(defaultConfig)).toEqual(defaultRepairSettings);
    expect(sizingSettings(defaultConfig, alpha, beta)).toEqual(defaultSizingSettings);
    expect(defaultConfig.execution).toMatchObject({ legTimeoutMs: 5000, deltaToleranceFraction: 0.005 });
    expect(defaultConfig.execution).toMatchObject({
      entryStyle: 'taker-taker',
      makerPatienceMs: 30_000,
      makerRequoteMs: 1000,
      sliceMax: 5,
      slicePauseMs: 2000,
      slicePatienceMs: 60_000,
    });
    expect(defaultConfig.visualizer).toEqual({ enabled: true, host: '127.0.0.1', port: 4680, inspect: false });
  });

  it('charge 5 % a year for idle dollars and 10 % for borrowed coins', () => {
    expect(spotFinancingPerHour(defaultConfig, defaultConfig.universe.lendingAprFraction)).toEqual({
      long: 0.05 / 8760,
      short: 0.1 / 8760,
    });
  });
});

describe('presets', () => {
  it.each([
    ['individual', { maxCoins: 10, evaluateEveryMs: 60_000 }],
    ['team', { maxCoins: 30, evaluateEveryMs: 10_000 }],
    ['institutional', { maxCoins: 'all', evaluateEveryMs: 0 }],
  ])('%s sets how many coins and how often', (preset, engine) => {
    expect(parseConfig({ preset }).engine).toMatchObject(engine);
    expect(parseConfig({ text: `preset: ${preset}` }).engine).toMatchObject(engine);
    expect(parseConfig({ preset }).preset).toBe(preset);
  });

  it('give way to single keys of the file, and the argument to the file s own preset', () => {
    const text = 'preset: team\nengine:\n  maxCoins: 12';
    expect(parseConfig({ text }).engine).toMatchObject({ maxCoins: 12, evaluateEveryMs: 10_000 });
    expect(parseConfig({ text, preset: 'individual' }).engine).toMatchObject({ maxCoins: 12, evaluateEveryMs: 60_000 });
  });
});

const legMaxOf = (written: string): number =>
  parseConfig({ text: `limits: { legNotionalMaxUsd: ${written} }` }).limits.legNotionalMaxUsd;

describe('values', () => {
  it('keep money as the digits written, bare or quoted', () => {
    const digits = '12345678901234567890.123456789012345678';
    expect(parseConfig({ text: `venues: { everyVenue: { capitalUsd: ${digits} } }` }).everyVenue.capitalUsd).toBe(
      digits,
    );
    expect(parseConfig({ text: `venues: { everyVenue: { capitalUsd: "${digits}" } }` }).everyVenue.capitalUsd).toBe(
      digits,
    );
  });

  it('read numbers bare, quoted and with separators', () => {
    for (const written of ['50000', '"50000"', '50_000', '5e4', '+50000.0']) expect(legMaxOf(written)).toBe(50_000);
  });

  it('leave a section that only holds comments at its defaults', () => {
    expect(parseConfig({ text: 'entry:\n  # minNetBps: 9\n' }).entry).toEqual(defaultConfig.entry);
  });

  it('accept the same settings as JSON', () => {
    expect(parseConfig({ text: JSON.stringify({ entry: { minNetBps: -100 } }) }).entry.minNetBps).toBe(-100);
  });

  it('take where a lending rate comes from, its address from the environment and never shown', () => {
    const env = { NODE_URL: 'https://node.example.com/v3/verysecret' };
    const market = '0xc3d688b66703497daa19211eedff47f25384cdc3';
    const lending = `{ source: compound, url: env:NODE_URL, market: "${market}" }`;
    const config = parseConfig({ text: `lending: ${lending}`, env });
    expect(config.lending).toMatchObject({ source: 'compound', url: env.NODE_URL, market, asset: 'USDC' });
    expect(printConfig(config)).toContain('url: https://node.example.com/***');
    expect(printConfig(config)).not.toContain('verysecret');
    expect(defaultConfig.lending.source).toBe('none');
  });

  it('take a webhook from the environment, and over http only on this machine', () => {
    const env = { HOOK: 'https://hooks.example.com/T/secret' };
    const config = parseConfig({ text: 'alerts: { webhookUrl: env:HOOK }', env });
    expect(config.alerts.webhookUrl).toBe(env.HOOK);
    const local = 'http://127.0.0.1:9000/hook';
    expect(parseConfig({ text: `alerts: { webhookUrl: "${local}" }` }).alerts.webhookUrl).toBe(local);
  });
});

describe('venues', () => {
  const text = [
    'venues:',
    '  everyVenue: { capitalUsd: 500, fees: { spot: { makerBps: 8, takerBps: 9 } } }',
    '  beta: { leverageRatio: 2, fees: { linear: { makerBps: -1, takerBps: 4.5 } } }',
  ].join('\n');
  const config = parseConfig({ text, knownVenues: ['alpha', 'beta'] });

  it('start from every venue and change what they name', () => {
    expect(Object.keys(config.venues)).toEqual(['alpha', 'beta']);
    expect(venueConfig(config, alpha)).toEqual(config.everyVenue);
    expect(venueConfig(config, beta)).toMatchObject({ capitalUsd: '500', leverageRatio: 2, enabled: true });
    expect(venueConfig(config, venueId('constructor'))).toEqual(config.everyVenue);
  });

  it('override fees kind by kind, in fractions', () => {
    const own = { maker: 0.0002, taker: 0.00055 };
    const profile = { venue: beta, fees: { spot: own, linear: own, inverse: own } };
    expect(feesOf(config, profile)).toEqual({
      spot: { maker: 0.0008, taker: 0.0009 },
      linear: { maker: -0.0001, taker: 0.00045 },
      inverse: own,
    });
  });

  it('take ladders of fees kind by kind, and the volume from before', () => {
    const ladders = [
      'venues:',
      '  everyVenue:',
      '    volume30dUsd: 2_000_000',
      '    feeTiers: { linear: [{ minVolume30dUsd: 1_000_000, makerBps: 1.9, takerBps: 4.3 }], spot: [] }',
      '  beta: { volume30dUsd: 5, feeTiers: { linear: [] } }',
      '  gamma: { feeTiers: { inverse: [{ minVolume30dUsd: 0, makerBps: -0.5, takerBps: 3 }] } }',
    ].join('\n');
    const own = { maker: 0.0002, taker: 0.00055 };
    const fees = { spot: own, linear: own, inverse: own };
    const laddered = parseConfig({ text: ladders, knownVenues: ['alpha', 'beta', 'gamma'] });
    const termsOf = (venue: string) => feeTermsOf(laddered, { venue: venueId(venue), fees });
    const linear = [{ minVolume30dUsd: 1_000_000, maker: 0.00019, taker: 0.00043 }];
    expect(termsOf('alpha')).toEqual({
      venue: 'alpha',
      fees,
      feeLadder: { tiers: { linear }, volume30dUsd: '2000000' },
    });
    expect(termsOf('beta')).toEqual({ venue: 'beta', fees });
    expect(termsOf('gamma').feeLadder).toEqual({
      tiers: { linear, inverse: [{ minVolume30dUsd: 0, maker: -0.00005, taker: 0.0003 }] },
      volume30dUsd: '2000000',
    });
    expect(parseConfig({ text: printConfig(laddered), knownVenues: ['alpha', 'beta', 'gamma'] })).toEqual(laddered);
  });

  it('size by the lower leverage of the two', () => {
    expect(sizingSettings(config, alpha, beta).leverage).toBe(1);
    expect(sizingSettings(config, beta, beta).leverage).toBe(2);
  });
});

describe('printing', () => {
  it('gives text that parses back to the same configuration', () => {
    const config = parseConfig({
      text: 'preset: institutional\nvenues: { beta: { symbols: [BTC/USDT:USDT] } }\nuniverse: { coins: [BTC] }',
      knownVenues: ['alpha', 'beta'],
    });
    expect(parseConfig({ text: printConfig(config), knownVenues: ['alpha', 'beta'] })).toEqual(config);
  });

  it('masks the webhook', () => {
    const config = parseConfig({ text: 'alerts: { webhookUrl: https://hooks.example.com/T0/B0/verysecret }' });
    expect(printConfig(config)).toContain('webhookUrl: https://hooks.example.com/***');
    expect(printConfig(config)).not.toContain('verysecret');
  });
});

describe('files', () => {
  let folder = '';
  const env = {};
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hedgerow-config-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it('are read and named in faults', async () => {
    const file = join(folder, 'good.yaml');
    await writeFile(file, 'engine: { seed: 11 }');
    expect((await loadConfig({ file, env })).engine.seed).toBe(11);
    await writeFile(file, 'engine: { sed: 11 }');
    await expect(loadConfig({ file, env })).rejects.toThrow(`${file}:1:11 engine.sed: expected a known key`);
  });

  it('default to none', async () => {
    expect(await loadConfig({ env })).toEqual(defaultConfig);
  });

  it.each([
    ['missing', undefined, 'cannot be read: ENOENT'],
    ['binary', Buffer.from([0xff, 0xfe, 0x00, 0x80]), 'is not UTF-8 text'],
    ['huge', Buffer.alloc(1_048_577, 0x20), 'has 1048577 bytes'],
  ])('that are %s say so', async (name, bytes, expected) => {
    const file = join(folder, `${name}.yaml`);
    if (bytes !== undefined) await writeFile(file, bytes);
    const failure = await loadConfig({ file, env }).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(ConfigFileError);
    expect(failure).toMatchObject({ code: 'config.unreadable', exitCode: 2 });
    expect(String(failure)).toContain(expected);
  });
});
