import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { progressLine } from '../../src/cli/backtest-progress.ts';
import { atMs } from '../../src/domain/units.ts';
import { fileOf, history } from '../history/support/import.ts';
import { scratchDir } from '../history/support/stores.ts';
import { runCommand } from './command-run.ts';

/** A flip of 60 bps that is entered, paid, and left: the second history of specs/backtest/by-hand.spec.ts. */
const flipped = async (): Promise<string> => {
  const dir = scratchDir();
  for (const venue of ['binance', 'bybit']) {
    const rows = [0, 8, 16, 24].map((at) => {
      const short = at <= 8 ? '0.006' : '-0.006';
      return `${new Date(Date.UTC(2026, 2, 2, at)).toISOString()},ABCUSDT,${venue === 'binance' ? '0.0001' : short},8,100`;
    });
    const file = fileOf(`${venue}.csv`, ['time,symbol,rate,interval,mark', ...rows]);
    const map = 'time=time,symbol=symbol,rate=rate,interval=interval,mark=mark';
    const { code, err } = await history('import', file, '--venue', venue, '--map', map, '--history', dir);
    if (code !== 0) throw new Error(err);
  }
  return dir;
};

const backtest = async (...args: readonly string[]) => {
  const { exitCode: code, out, err } = await runCommand(['backtest', ...args]);
  return { code, out, err };
};

const SPAN = ['--from', '2026-03-02', '--to', '2026-03-03T04:00Z'];

describe('hedgerow backtest', () => {
  it('prints what a run came to, its targets, its doubts and its checks, and keeps its journal', async () => {
    const dir = await flipped();
    const data = join(scratchDir(), 'run');
    const report = join(scratchDir(), 'result.json');
    const { code, out, err } = await backtest('--history', dir, ...SPAN, '--data', data, '--report', report);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const page = out.join('\n');
    expect(page).toMatch(/^It lost \d+\.\d\d USD net/);
    expect(page).toMatch(/win rate +0\.00 % +above 75\.00 % +failed/);
    expect(page).toContain('* 2 of 2 markets have no recorded prediction');
    expect(page).toContain('funding');
    const result = JSON.parse(readFileSync(report, 'utf8')) as { readonly journal: { readonly hash: string } };
    expect(page).toContain(result.journal.hash);
    expect(existsSync(join(data, 'data.mdb'))).toBe(true);
    const again = await backtest('--history', dir, ...SPAN, '--data', data);
    expect(again.code).toBe(2);
    expect(again.err).toContain('holds a journal already');
  });

  it('gives the same bytes as JSON every time, one line a policy', async () => {
    const dir = await flipped();
    const first = await backtest('--history', dir, ...SPAN, '--json', '--policies');
    const again = await backtest('--history', dir, ...SPAN, '--json', '--policies');
    expect(again.out).toEqual(first.out);
    const names = first.out.map(
      (line) => (JSON.parse(line) as { readonly policy: { readonly name: string } }).policy.name,
    );
    expect(names).toEqual(['carry', 'always-hold', 'threshold', 'entry-fees']);
  });

  it('says in a sentence what is wrong with what was asked for', async () => {
    const dir = await flipped();
    const without = await backtest('--history', scratchDir(), ...SPAN);
    expect(without).toMatchObject({ code: 2, err: expect.stringContaining('[history.missing]') });
    const longer = await backtest('--history', dir, '--from', '2026-03-02', '--to', '2026-03-05');
    expect(longer).toMatchObject({ code: 1, err: expect.stringContaining('--allow-gaps') });
    const page = await backtest('--history', dir, ...SPAN, '--report', 'page.txt');
    expect(page).toMatchObject({ code: 2, err: expect.stringContaining('name a file that ends in') });
    const day = await backtest('--history', dir, '--from', 'yesterday', '--to', '2026-03-03');
    expect(day).toMatchObject({ code: 2, err: expect.stringContaining('a day such as') });
  });

  it('leaves real orders to the belief that counts every cost', async () => {
    const config = fileOf('config.yaml', [
      'limits: { grossNotionalMaxUsd: 20000, legNotionalMaxUsd: 5000 }',
      'venues: { everyVenue: { enabled: false } }',
      'entry: { belief: spread }',
    ]);
    const { exitCode, out } = await runCommand(['doctor', '--config', config]);
    expect(exitCode).toBe(1);
    expect(out.join('\n')).toMatch(/belief +FAIL +entry\.belief is spread, which is for backtests alone/);
  });

  it('tells how far it is, how fast and how long it takes', () => {
    const progress = { atMs: atMs(Date.UTC(2026, 2, 2, 12)), fraction: 0.25, rows: 10, events: 40_000 };
    expect(progressLine('backtest', progress, 4000)).toBe(
      'backtest 2026-03-02 12:00:00, 25.0 %, 10,000 events/s, 12s to go',
    );
  });
});
