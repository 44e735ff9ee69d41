import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultMarketAlerts } from '../../src/analytics/market-alert.ts';
import { defaultPairing } from '../../src/analytics/pairing.ts';
import { defaultSignalSettings } from '../../src/analytics/signal-settings.ts';
import { venueId } from '../../src/domain/ids.ts';
import { loadConfig } from '../../src/engine/config-file.adapter.ts';
import { printConfig } from '../../src/engine/config-print.ts';
import { ConfigError, ConfigFileError } from '../../src/engine/config-report.ts';
import {
  feesOf,
  guardSettings,
  limitSettings,
  marketAlertSettings,
  pairingSettings,
  repairSettings,
  signalSettings,
  sizingSettings,
  spotFinancingPerHour,
} from '../../src/engine/config-settings.ts';
import { defaultConfig, parseConfig, venueConfig } from '../../src/engine/config.ts';
import { defaultConfigYaml } from '../../src/engine/default-config.ts';
import { defaultGuardSettings } from '../../src/risk/drawdown.ts';
import { defaultLimitSettings } from '../../src/risk/limits.ts';
import { defaultRepairSettings } from '../../src/risk/repair-checks.ts';
import { defaultSizingSettings } from '../../src/risk/size-target.ts';

const alpha = venueId('alpha');
const beta = venueId('beta');

const faultsOf = (text: string, more: { knownVenues?: readonly string[]; preset?: string } = {}): string => {
  try {
    parseConfig({ text, fileName: 'my.yaml', ...more });
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'no fault';
};

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
    expect(defaultConfig.visualizer).toEqual({ enabled: true, host: '127.0.0.1', port: 4680 });
  });

  it('charge 5 % a year for idle dollars and 10 % for borrowed coins', () => {
    expect(spotFinancingPerHour(defaultConfig, 'long')).toBe(0.05 / 8760);
    expect(spotFinancingPerHour(defaultConfig, 'short')).toBe(0.1 / 8760);
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

  it('must exist', () => {
    expect(faultsOf('', { preset: 'hedgefund' })).toBe(
      '--preset expected one of individual, team, institutional, found "hedgefund"',
    );
  });
});

describe('faults', () => {
  it('are all reported at once, each with line, column, key, expected and found', () => {
    const text = [
      'engine:',
      '  seed: -1',
      '  horizonHous: 72',
      'entry:',
      '  minNetBps: lots',
      '  minNetBps: 7',
      'guard: 15',
      'sizing:',
      '  equityFraction: [0.1]',
      'venues:',
      '  everyVenue: { capitalUsd: "-5" }',
      '  gamma: { enabled: yes please }',
      '  betta: { enabled: true }',
      'alerts:',
      '  webhookUrl: ftp://example.com/hook-of-mine',
      'mystery: 1',
      'apiSecret: hunter2',
    ].join('\n');
    expect(faultsOf(text, { knownVenues: ['alpha', 'beta', 'gamma'] })).toMatchInlineSnapshot(`
      "my.yaml:2:9 engine.seed: expected a whole number from 0 to 4294967295, found -1
      my.yaml:3:3 engine.horizonHous: expected a known key, found an unknown key; did you mean "horizonHours"?
      my.yaml:6:3 entry.minNetBps: expected each key once, found again (first on line 5)
      my.yaml:7:8 guard: expected a map of keys, found 15
      my.yaml:9:19 sizing.equityFraction: expected a number above 0, at most 1, found a list
      my.yaml:11:29 venues.everyVenue.capitalUsd: expected an amount of 0 or more, found -5
      my.yaml:12:21 venues.gamma.enabled: expected true or false, found "yes please"
      my.yaml:13:3 venues.betta: expected a known key, found an unknown key; did you mean "beta"?
      my.yaml:15:15 alerts.webhookUrl: expected none, an https:// address or env:NAME, found something else
      my.yaml:16:1 mystery: expected a known key, found an unknown key
      my.yaml:17:1 apiSecret: expected secrets in the environment only, found an unknown key"
    `);
    expect(faultsOf(text)).not.toMatch(/hunter2|hook-of-mine/);
  });

  it('name broken rules between keys', () => {
    expect(faultsOf('guard:\n  dailyHaltFraction: 0.06\nsizing: { equityFraction: 0.3 }\n')).toMatchInlineSnapshot(`
      "my.yaml:2:22 guard.dailyHaltFraction: expected at most guard.dailyPauseFraction (0.05), found 0.06
      my.yaml:3:27 sizing.equityFraction: expected at most sizing.equityFractionMax (0.25), found 0.3"
    `);
    expect(faultsOf('limits: { legNotionalMaxUsd: 6000000, slippageMaxBps: 30 }')).toMatchInlineSnapshot(`
      "my.yaml execution.hedgeSlippageMaxBps: expected at least limits.slippageMaxBps (30): a hedge must reach as far as an entry, found 25
      my.yaml:1:30 limits.legNotionalMaxUsd: expected at most limits.grossNotionalMaxUsd (5000000), found 6000000"
    `);
  });

  it('exit with code 2 and carry their figures', () => {
    const error = errorOf(() => parseConfig({ text: 'entry:\n  minNetBp: 5', fileName: 'my.yaml' }));
    expect(error.exitCode).toBe(2);
    expect(error.code).toBe('config.invalid');
    expect(error.context.faults).toEqual([
      {
        file: 'my.yaml',
        line: 2,
        column: 3,
        key: 'entry.minNetBp',
        expected: 'a known key',
        found: 'an unknown key',
        nearest: 'minNetBps',
      },
    ]);
  });

  it.each([
    ['not YAML', 'engine: { seed: 7', 'my.yaml:1:18 '],
    ['a list', '- 1\n- 2', 'my.yaml:1:1 expected a map of sections, found a list'],
    ['a bare word', 'hello', 'my.yaml:1:1 expected a map of sections, found "hello"'],
    ['an alias', 'engine: { seed: &s 7, maxCoins: *s }', 'expected a value written out, found alias *s'],
    ['a tag', 'engine: { seed: !!binary aGk= }', 'engine.seed: expected'],
    ['prototype keys', '__proto__: { polluted: 1 }', 'expected a plain key, found __proto__'],
    ['a key of several parts', '? [a, b]\n: 1', 'expected a plain key, found a key of several parts'],
    ['an unset variable', 'alerts: { webhookUrl: env:HOOK }', 'expected HOOK set in the environment, found nothing'],
    ['nothing where a value belongs', 'engine:\n  seed:\n', 'engine.seed: expected a whole number from 0'],
    ['a fraction of a coin count', 'engine: { maxCoins: 2.5 }', 'engine.maxCoins: expected all, or a number'],
    ['a foreign host', 'visualizer: { host: 0.0.0.0 }', 'expected one of 127.0.0.1, ::1, localhost, found "0.0.0.0"'],
    [
      'a symbol without its quote',
      'venues: { everyVenue: { symbols: [BTC] } }',
      'everyVenue.symbols.0: expected unified',
    ],
    ['a coin that is a symbol', 'universe: { coins: [BTC/USDT] }', 'universe.coins.0: expected coins such as BTC'],
    ['a word for a list', 'universe: { coins: BTC }', 'universe.coins: expected all, or a list of coins'],
    ['an infinite number', 'entry: { minNetBps: .inf }', 'entry.minNetBps: expected a number'],
    ['a fee without its half', 'venues: { everyVenue: { fees: { linear: { makerBps: 2 } } } }', 'takerBps: expected'],
  ])('reject %s', (_, text, expected) => {
    expect(faultsOf(text)).toContain(expected);
  });

  it('leave the language s own objects alone', () => {
    faultsOf('__proto__: { polluted: 1 }\nconstructor: 1');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

const errorOf = (run: () => unknown): ConfigError => {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('expected a ConfigError');
};

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

  it('take a webhook from the environment, and over http only on this machine', () => {
    const env = { HOOK: 'https://hooks.example.com/T/secret' };
    const config = parseConfig({ text: 'alerts: { webhookUrl: env:HOOK }', env });
    expect(config.alerts.webhookUrl).toBe(env.HOOK);
    const local = 'http://127.0.0.1:9000/hook';
    expect(parseConfig({ text: `alerts: { webhookUrl: "${local}" }` }).alerts.webhookUrl).toBe(local);
    expect(faultsOf('alerts: { webhookUrl: "http://example.com/x" }')).toContain('expected none, an https:// address');
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
