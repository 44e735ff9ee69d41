import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { policiesPage } from '../../src/cli/backtest-page.ts';
import { POLICY_NAMES } from '../../src/backtest/policies.ts';
import { runBacktest } from '../../src/backtest/run-backtest.ts';
import { marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { decimal } from '../../src/domain/money.ts';
import { atMs } from '../../src/domain/units.ts';
import { openHistoryReader } from '../../src/history/lmdb.adapter.ts';
import { fileOf, history } from '../history/support/import.ts';
import { scratchDir } from '../history/support/stores.ts';
import { configOf } from './support/past.ts';

/** A public project's history of a real year; not part of this repository, so the specs are skipped where it is absent. */
const FOLDER = join(import.meta.dirname, '../../../shared/recordings/funding-history');
const COLUMNS = 'time=settlement_ts_ms,symbol=venue_symbol,rate=rate_raw,interval=interval_hours,mark=mark_price';

/** Three coins of two venues. */
const taken = async (): Promise<string> => {
  const dir = scratchDir();
  for (const venue of ['binance', 'bybit']) {
    const [name = ''] = readdirSync(FOLDER).filter((one) => one.startsWith(`zushen-${venue}`));
    const [header = '', ...rows] = gunzipSync(readFileSync(join(FOLDER, name)))
      .toString()
      .split('\n');
    const file = fileOf(`${venue}.csv`, [header, ...rows.filter((row) => /^(APT|SEI|INJ)USDT,/.test(row))]);
    const { code, err } = await history('import', file, '--venue', venue, '--map', COLUMNS, '--history', dir);
    if (code !== 0) throw new Error(err);
  }
  return dir;
};

const span = { fromMs: atMs(Date.UTC(2025, 9, 6)), toMs: atMs(Date.UTC(2025, 9, 27)) };

describe.skipIf(!existsSync(FOLDER))('a real history (skipped where the recordings are absent)', () => {
  it('gives a fixed route the funding that twenty lines of arithmetic give it', async () => {
    const reader = openHistoryReader(await taken());
    const config = configOf(
      'universe: { coins: [INJ] }\nvenues: { binance: { symbols: ["INJ/USDT:USDT"] }, bybit: { symbols: ["INJ/USDT:USDT"] } }',
    );
    const result = await runBacktest({ history: reader, config, ...span, policy: 'always-hold' });
    const [cycle] = result.cycles;
    expect(result.cycles).toHaveLength(1);
    expect(cycle?.closedAtMs).toBeUndefined();
    const markAt = (settledMs: number) => {
      const [row] = reader.fundingRows(
        marketKey(venueId('binance'), symbolId('INJ/USDT:USDT')),
        settledMs - 8 * 3_600_000 + 1,
        settledMs + 1,
      );
      return row?.mark ?? '0';
    };
    // what is held does not change, the venues pay at each settlement after the last fill, at the only marks recorded
    let gross = decimal(0);
    let settlements = 0;
    const heldFromMs = Math.max(...result.fills.map(({ atMs: filledMs }) => filledMs));
    for (const [market, sign] of [
      [cycle?.long, -1],
      [cycle?.short, 1],
    ] as const) {
      const quantity = decimal(
        result.fills
          .filter((fill) => fill.market === market)
          .reduce((sum, fill) => decimal(fill.quantity).plus(sum).toString(), '0'),
      );
      for (const row of reader.fundingRows(market as ReturnType<typeof marketKey>, heldFromMs, span.toMs)) {
        gross = gross.plus(quantity.times(markAt(row.atMs)).times(row.rate).times(sign));
        settlements += 1;
      }
    }
    await reader.close();
    expect(settlements).toBeGreaterThan(100);
    expect(result.funding).toHaveLength(settlements);
    expect(result.attribution.open.funding).toBe(gross.toString());
  });

  it('runs every policy over it at the same costs, and calls a loss a loss', async () => {
    const reader = openHistoryReader(await taken());
    const results = [];
    for (const policy of POLICY_NAMES)
      results.push(
        await runBacktest({
          history: reader,
          config: configOf('universe: { coins: [APT, SEI, INJ] }'),
          ...span,
          policy,
          gaps: 'allowed',
        }),
      );
    await reader.close();
    for (const { figures, verdict, checks, fills, coverage, assumptions } of results) {
      expect(checks.every((check) => check.verdict === 'holds')).toBe(true);
      if (figures.netAtMarksUsd.kind === 'known' && fills.length > 0)
        expect(verdict).toContain(figures.netAtMarksUsd.value < 0 ? 'It lost' : 'It made');
      expect(coverage).toEqual(results[0]?.coverage);
      expect(assumptions.map(({ code }) => code)).toEqual(results[0]?.assumptions.map(({ code }) => code));
    }
    const [ours, held, , script] = results;
    // who never leaves closes nothing; who counts one side of the costs trades more
    expect(held?.figures).toMatchObject({ closedCycles: 0, openCycles: 3 });
    expect(script?.fills.length).toBeGreaterThan(ours?.fills.length ?? 0);
    const page = policiesPage(results);
    expect(page.slice(1, 5).map((line) => line.split(' ')[0])).toEqual([...POLICY_NAMES]);
  });
});
