import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../../src/engine/config/config-report.ts';
import { parseConfig } from '../../../src/engine/config/config.ts';

const errorOf = (run: () => unknown): ConfigError => {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('expected a ConfigError');
};

const faultsOf = (text: string, more: { knownVenues?: readonly string[]; preset?: string } = {}): string =>
  errorOf(() => parseConfig({ text, fileName: 'my.yaml', ...more })).message;

describe('faults', () => {
  it('name presets there are none of', () => {
    expect(faultsOf('', { preset: 'hedgefund' })).toBe(
      '--preset expected one of individual, team, institutional, found "hedgefund"',
    );
  });

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
    expect(faultsOf('limits: { liquidationExitRatio: 4, marginWarnRatio: 1 }')).toMatchInlineSnapshot(`
      "my.yaml limits.marginExitRatio: expected at most limits.marginWarnRatio (1), found 1.5
      my.yaml:1:33 limits.liquidationExitRatio: expected at most limits.liquidationBufferRatio (3): else every entry is left at once, found 4"
    `);
  });

  it('name every tier of a ladder that cannot be', () => {
    const text = [
      'venues:',
      '  everyVenue:',
      '    volume30dUsd: -1',
      '    feeTiers:',
      '      spot: 10',
      '      linear:',
      '        - { minVolume30dUsd: 0, makerBps: 2, takerBps: 5 }',
      '        - { minVolume30dUsd: lots, makerBps: 2, takerBps: 5 }',
      '        - { minVolume30dUsd: 1_000_000, makerBps: 2, takerBp: 4.5 }',
      '      perpetual: []',
    ].join('\n');
    expect(faultsOf(text)).toMatchInlineSnapshot(`
      "my.yaml:3:19 venues.everyVenue.volume30dUsd: expected an amount of 0 or more, found -1
      my.yaml:5:13 venues.everyVenue.feeTiers.spot: expected a list, found 10
      my.yaml:8:30 venues.everyVenue.feeTiers.linear.1.minVolume30dUsd: expected a number of at least 0, found "lots"
      my.yaml:9:11 venues.everyVenue.feeTiers.linear.2.takerBps: expected a number from -100 to 1000, found nothing
      my.yaml:9:54 venues.everyVenue.feeTiers.linear.2.takerBp: expected a known key, found an unknown key; did you mean "takerBps"?
      my.yaml:10:7 venues.everyVenue.feeTiers.perpetual: expected a known key, found an unknown key"
    `);
    const order = [
      'venues:',
      '  beta:',
      '    feeTiers:',
      '      inverse:',
      '        - { minVolume30dUsd: 1000, makerBps: 2, takerBps: 5 }',
      '        - { minVolume30dUsd: 1000, makerBps: 1, takerBps: 4 }',
      '        - { minVolume30dUsd: 900, makerBps: 0, takerBps: 3 }',
    ].join('\n');
    expect(faultsOf(order)).toMatchInlineSnapshot(`
      "my.yaml:6:30 venues.beta.feeTiers.inverse.1.minVolume30dUsd: expected above the tier before it (1000), found 1000
      my.yaml:7:30 venues.beta.feeTiers.inverse.2.minVolume30dUsd: expected above the tier before it (1000), found 900"
    `);
  });

  it('name what a lending source lacks', () => {
    expect(faultsOf('lending: { source: aave, token: USDC, refreshMs: 3600000 }')).toMatchInlineSnapshot(
      `"my.yaml:1:33 lending.token: expected none, or a quoted "0x…" address of 40 hex digits, found "USDC""`,
    );
    expect(faultsOf('lending: { source: aave, market: none, refreshMs: 3600000 }')).toMatchInlineSnapshot(`
      "my.yaml lending.maxAgeMs: expected above lending.refreshMs (3600000), found 3_600_000
      my.yaml lending.token: expected a contract: lending.source aave needs it, found "none"
      my.yaml lending.url: expected an address: lending.source aave needs it, found "none"
      my.yaml:1:34 lending.market: expected a contract: lending.source aave needs it, found "none""
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
    [
      'an unknown kind',
      'venues: { everyVenue: { kinds: [swap] } }',
      'everyVenue.kinds.0: expected linear, inverse or spot',
    ],
    ['a coin that is a symbol', 'universe: { coins: [BTC/USDT] }', 'universe.coins.0: expected coins such as BTC'],
    ['a word for a list', 'universe: { coins: BTC }', 'universe.coins: expected all, or a list of coins'],
    ['an infinite number', 'entry: { minNetBps: .inf }', 'entry.minNetBps: expected a number'],
    ['a webhook over http', 'alerts: { webhookUrl: "http://example.com/x" }', 'expected none, an https:// address'],
    ['a fee without its half', 'venues: { everyVenue: { fees: { linear: { makerBps: 2 } } } }', 'takerBps: expected'],
  ])('reject %s', (_, text, expected) => {
    expect(faultsOf(text)).toContain(expected);
  });

  it('leave the language s own objects alone', () => {
    faultsOf('__proto__: { polluted: 1 }\nconstructor: 1');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});
