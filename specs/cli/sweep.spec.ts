import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createStopFlag, raise } from '../../src/backtest/sweep/stop-flag.ts';
import { sweepPool } from '../../src/backtest/sweep/sweep-pool.adapter.ts';
import { SweepProgress } from '../../src/cli/sweep-progress.ts';
import { atMs } from '../../src/domain/units.ts';
import { startCommand } from '../chaos/support/processes.ts';
import { configOf } from '../backtest/support/past.ts';
import { fileOf, history } from '../history/support/import.ts';
import { scratchDir } from '../history/support/stores.ts';
import { capturedIo, runCommand } from './command-run.ts';

const hasBuild = existsSync(
  fileURLToPath(new URL('../../dist/backtest/sweep/sweep-worker.adapter.js', import.meta.url)),
);

/** A day of one coin at two venues, one of which pays 60 bps every 8 hours. */
const paying = async (): Promise<string> => {
  const dir = scratchDir();
  for (const [venue, rate] of [
    ['binance', '0.0001'],
    ['bybit', '0.006'],
  ] as const) {
    const rows = [0, 8, 16].map((at) => `${new Date(Date.UTC(2026, 2, 2, at)).toISOString()},ABCUSDT,${rate},8,100`);
    const file = fileOf(`${venue}.csv`, ['time,symbol,rate,interval,mark', ...rows]);
    const map = 'time=time,symbol=symbol,rate=rate,interval=interval,mark=mark';
    const { code, err } = await history('import', file, '--venue', venue, '--map', map, '--history', dir);
    if (code !== 0) throw new Error(err);
  }
  return dir;
};

const SPAN = ['--from', '2026-03-02', '--to', '2026-03-03'];
const GRID = ['--set', 'backtest.halfSpreadBps=1,2', '--set', 'universe.coins=[ABC],[XYZ]'];

const sweep = (dir: string, ...args: readonly string[]) =>
  runCommand(['sweep', '--history', dir, '--workers', '0', ...SPAN, ...args]);

const filesOf = (dir: string): readonly string[] =>
  ['sweep.json', 'sweep.csv', 'sweep.html'].map((name) => readFileSync(join(dir, name), 'utf8'));

describe('hedgerow sweep', () => {
  it('prints one row a combination, names the settings of a run that failed, and writes what it printed', async () => {
    const out = join(scratchDir(), 'made', 'here');
    const { exitCode, out: lines, err } = await sweep(await paying(), ...GRID, '--out', out);
    expect({ exitCode, err }).toEqual({ exitCode: 1, err: '' });
    const page = lines.join('\n');
    expect(page).toMatch(
      /^Best of 4 on this span: backtest\.halfSpreadBps=1 universe\.coins=\[ABC\], net \d+\.\d\d USD/,
    );
    expect(page).toMatch(/best +1 +\[ABC\] +\d/);
    expect(page).toMatch(/ +2 +\[XYZ\] +- +failed/);
    expect(page).toMatch(
      /2 runs: backtest\.halfSpreadBps=1 universe\.coins=\[XYZ\]; backtest\.halfSpreadBps=2 [^:]+: the history has no two markets/,
    );
    const [json = '', csv = '', html = ''] = filesOf(out);
    expect(JSON.parse(json)).toMatchObject({ type: 'sweep', best: 0, unfinished: 0 });
    expect(csv.trim().split('\r\n')).toHaveLength(5);
    expect(html).toContain('Best of 4 on this span');
  });

  it.skipIf(!hasBuild)('gives the same bytes on one thread as on two (needs npm run build)', async () => {
    const dir = await paying();
    const run = async (workers: number): Promise<readonly string[]> => {
      const out = scratchDir();
      const command = startCommand([
        'sweep',
        '--history',
        dir,
        ...SPAN,
        ...GRID,
        '--out',
        out,
        '--workers',
        `${workers}`,
      ]);
      expect(await command.ended).toBe('exit 1');
      return filesOf(out);
    };
    const [one, two] = await Promise.all([run(1), run(2)]);
    expect(two).toEqual(one);
  });

  it('says in a sentence what is wrong with what was asked for, before anything runs', async () => {
    const out = join(scratchDir(), 'never');
    const refused = (...args: readonly string[]) => sweep(scratchDir(), ...args, '--out', out);
    const unknown = await refused('--set', 'entry.minNetBsp=1,2');
    expect(unknown).toMatchObject({ exitCode: 2, out: [] });
    expect(unknown.err).toContain('swept key entry.minNetBsp: expected a known key');
    expect((await refused('--set', 'engine.seed=1,2', '--runs-max', '1')).err).toContain('[backtest.too-many-runs]');
    expect((await refused('--set', 'engine.seed=1', '--train', '3')).err).toContain('name all three or none');
    expect((await refused('--grid', 'nowhere.yaml')).err).toContain('--grid nowhere.yaml cannot be read');
    expect((await refused('--set', 'engine.seed=1')).err).toContain('[history.missing]');
    expect(existsSync(out)).toBe(false);
  });

  it('gives up at once what is under way when it is told to stop, and begins nothing more', async () => {
    const stop = createStopFlag();
    const task = {
      config: configOf(),
      policy: 'carry',
      gaps: 'refused',
      fromMs: atMs(Date.UTC(2026, 2, 2)),
      toMs: atMs(Date.UTC(2026, 2, 3)),
    } as const;
    const onProgress = (): void => raise(stop);
    const run = sweepPool({ historyDir: await paying(), threads: 0, stop, onProgress });
    const results = await run([task, { ...task }]);
    expect(results.map(({ outcome }) => outcome.kind)).toEqual(['stopped', 'stopped']);
  });

  it('tells how far it is over all its runs, how fast, and how long it takes', () => {
    const { io } = capturedIo();
    const progress = new SweepProgress(8, { ...io, now: () => 0 });
    progress.at(0, { fraction: 0.5, events: 9000 });
    progress.at(0, { fraction: 1, events: 0 });
    progress.at(1, { fraction: 0.5, events: 7000 });
    progress.at(2, { fraction: 0.5, events: 4000 });
    expect(progress.line(10_000)).toBe('sweep 1 of 8 runs, 25.0 %, 2,000 events/s, 30s to go');
    progress.at(1, { fraction: 1, events: 0 });
    progress.at(2, { fraction: 1, events: 0 });
    progress.round();
    expect(progress.line(15_000)).toBe('sweep 3 of 8 runs, 37.5 %, 1,333 events/s, 25s to go');
  });
});
