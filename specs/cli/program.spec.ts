import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../journal/support/batches.ts';
import { runCommand, summaryOf } from './command-run.ts';

const ENTRY = join(import.meta.dirname, '../../fixtures/scenarios/sol-entry.ndjson.gz');
const COMMANDS = ['start', 'scan', 'replay', 'decode', 'journal', 'config', 'simulate', 'operator'];

describe('the command line', () => {
  it('helps for itself and for every command, with examples where they help', async () => {
    const own = await runCommand(['--help']);
    expect(own.exitCode).toBe(0);
    for (const command of COMMANDS) {
      expect(own.out.join('\n')).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
      const help = await runCommand([command, '--help']);
      expect(help.exitCode).toBe(0);
      expect(help.err).toBe('');
      expect(help.out[0]).toMatch(new RegExp(`^Usage: hedgerow ${command}`));
    }
    for (const command of ['start', 'scan', 'replay', 'decode'])
      expect((await runCommand([command, '--help'])).out.join('\n')).toContain('Examples:');
  });

  it('prints its version', async () => {
    expect(await runCommand(['--version'])).toEqual({ exitCode: 0, out: ['1.2.3'], err: '' });
  });

  it('answers a mistake with one sentence, what was meant, and exit code 2', async () => {
    const mistakes = [
      ['strat'],
      ['start', '--sped', '3'],
      ['start', '--for', 'a while'],
      ['start', '--seed', '-1'],
      ['start', '--world', 'mars'],
      ['start', '--port', '70000'],
      ['start', '--world', 'recorded'],
      ['start', '--recording', 'x.ndjson'],
      ['scan', 'extra'],
      ['replay'],
      ['journal', 'show'],
      ['journal', 'verify', '--deep', 'x'],
    ];
    const said: string[] = [];
    for (const args of mistakes) {
      const { exitCode, out, err } = await runCommand(args);
      expect({ args, exitCode, out }).toEqual({ args, exitCode: 2, out: [] });
      said.push(err.trimEnd());
    }
    expect(said.join('\n')).toMatchInlineSnapshot(`
      "hedgerow: unknown command 'strat'; did you mean start? See hedgerow --help
      hedgerow start: unknown option '--sped'; did you mean one of --seed, --speed? See hedgerow start --help
      hedgerow start: option '--for <span>' argument 'a while' is invalid. a span such as 90s, 10m, 6h or 2d is expected. See hedgerow start --help
      hedgerow start: option '--seed <n>' argument '-1' is invalid. a whole number from 0 is expected. See hedgerow start --help
      hedgerow start: option '--world <name>' argument 'mars' is invalid. Allowed choices are simulated, paper, live, recorded. See hedgerow start --help
      hedgerow start: option '--port <port>' argument '70000' is invalid. off or a port from 0 (any that is free) to 65535 is expected. See hedgerow start --help
      hedgerow start: a recorded world needs --recording FILE
      hedgerow start: --recording is for --world recorded; to write one, use --record FILE
      hedgerow scan: too many arguments for 'scan'. Expected 0 arguments but got 1. See hedgerow scan --help
      hedgerow replay: missing required argument 'file'. See hedgerow replay --help
      hedgerow journal show: missing required argument 'dir'. See hedgerow journal show --help
      hedgerow journal verify: unknown option '--deep'; did you mean --help? See hedgerow journal verify --help"
    `);
  });

  it('explains itself when no command is named', async () => {
    const { exitCode, err } = await runCommand([]);
    expect(exitCode).toBe(2);
    expect(err).toContain('Usage: hedgerow');
  });
});

describe('hedgerow start in a pipe', () => {
  it('tells what a person can follow, and how it ended', async () => {
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
      '70s',
      '--preset',
      'team',
    ]);
    expect(run.exitCode).toBe(0);
    const text = run.out.join('\n');
    expect(text).toMatch(/capital\.opened +ledger +100,000\.00 USDT at okx/);
    expect(text).toMatch(/route\.(refused|candidate) +scout\/\w+ +long \w+.*, short \w+ .* bps/);
    expect(run.out.at(-3)).toMatch(/^Ended at 2026-01-\d\d \d\d:\d\d:\d\d UTC after [\d.]+ s\.$/);
    expect(run.out.at(-2)).toMatch(/^Equity [\d,.]+ USD; 0 closed cycles netting 0\.00 USD\.$/);
    expect(text).not.toMatch(/market\.live|rate\.journaled/);
  });

  it('stops on a signal with exit code 0 and names what stays open', async () => {
    const data = temporaryDirectory();
    const args = ['start', '--port', 'off', '--data', data, '--speed', 'max', '--preset', 'team'];
    const run = await runCommand(args, { interruptAfter: 'position.hedged' });
    expect(run.exitCode).toBe(0);
    expect(run.out.at(-3)).toMatch(/^Stopped by SIGINT at /);
    expect(run.out.at(-1)).toMatch(/^Still open at the venues: \w+ \(hedged\).* Start again with the same --data/);
    const verified = await runCommand(['journal', 'verify', data]);
    expect(verified.out.join('')).toMatch(/ facts, intact, head [0-9a-f]{64}$/);
  });

  it('ends quietly when its reader goes away', async () => {
    const data = temporaryDirectory();
    for (const args of [
      ['start', '--port', 'off', '--data', data, '--speed', 'max', '--json'],
      ['replay', ENTRY, '--json'],
    ]) {
      const run = await runCommand(args, { writesMax: 3 });
      expect({ exitCode: run.exitCode, complaint: run.err.replace(/^ALERT.*\n/gm, '') }).toEqual({
        exitCode: 0,
        complaint: '',
      });
      expect(run.out).toHaveLength(3);
    }
  });
});

describe('hedgerow scan', () => {
  it('ranks the routes of a recording, best first, each with its verdict', async () => {
    const table = await runCommand(['scan', '--recording', ENTRY]);
    expect(table.exitCode).toBe(0);
    expect(table.err).toBe(`scanning ${ENTRY}\n`);
    expect(table.out[0]).toMatch(/^coin +long +short +bps\/8h +APR % +carry +cost +net bps/);
    expect(table.out.at(-1)).toMatch(/^\d+ routes in the recorded world at .* UTC, \d+ worth entering$/);
    const json = await runCommand(['scan', '--recording', ENTRY, '--json']);
    const nets = json.out.slice(0, -1).flatMap((line) => (JSON.parse(line) as { netBps?: number }).netBps ?? []);
    expect(nets).toEqual([...nets].sort((a, b) => b - a));
    expect(summaryOf(json)).toMatchObject({ type: 'summary', routes: table.out.length - 2 });
  });
});
