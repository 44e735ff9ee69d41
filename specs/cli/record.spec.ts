import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../journal/support/batches.ts';
import { runCommand, summaryOf } from './command-run.ts';

describe('hedgerow record', () => {
  it('writes the raw frames and answers of a world, and nothing else, to a recording that replay takes', async () => {
    const file = join(temporaryDirectory(), 'day.ndjson');
    const args = ['record', file, '--world', 'simulated', '--for', '20s', '--json'];
    const recorded = await runCommand(args);
    expect(recorded.exitCode).toBe(0);
    const summary = summaryOf(recorded);
    expect(summary['venues']).toEqual(['binance', 'bybit', 'hyperliquid', 'okx']);
    const [first = '', ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(JSON.parse(first)).toMatchObject({ source: 'simulated', scenario: 'default' });
    expect(lines).toHaveLength(Number(summary['frames']) + Number(summary['rest']));
    expect(lines.every((line) => 'frame' in (JSON.parse(line) as object))).toBe(true);
    const replayed = await runCommand(['replay', file, '--json']);
    expect(replayed.exitCode).toBe(0);
    expect(summaryOf(replayed)).toMatchObject({ frames: lines.length, rejected: 0 });
  });

  it('never writes over a recording', async () => {
    const file = join(temporaryDirectory(), 'kept.ndjson');
    writeFileSync(file, 'mine');
    const { exitCode, err } = await runCommand(['record', file, '--world', 'simulated', '--for', '1s']);
    expect([exitCode, readFileSync(file, 'utf8')]).toEqual([2, 'mine']);
    expect(err).toContain('it exists already');
  });

  it('explains addresses that it cannot read', async () => {
    const dir = temporaryDirectory();
    const bad = join(dir, 'endpoints.json');
    const tryWith = async (text: string): Promise<string> => {
      writeFileSync(bad, text);
      const { exitCode, err } = await runCommand(['record', join(dir, 'x.ndjson'), '--endpoints', bad, '--for', '1s']);
      expect(exitCode).toBe(2);
      return err;
    };
    expect(await tryWith('not json')).toContain('it is not JSON');
    expect(await tryWith('[]')).toContain('it must be an object of venues');
    expect(await tryWith('{"binance":{"fapi":7}}')).toContain('"binance.fapi" must be an address');
  });
});
