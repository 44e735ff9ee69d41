import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runBacktest } from '../../dist/backtest/run-backtest.js';
import { parseConfig } from '../../dist/engine/config/config.js';
import { openHistory, openHistoryReader } from '../../dist/history/lmdb.adapter.js';

const HOUR_MS = 3_600_000;
const FROM_MS = Date.UTC(2025, 0, 1);
const VENUES = ['binance', 'bybit', 'okx'];

/** A year of three venues at settlement granularity, generated, through the whole engine. */
export const backtest = async ({ symbols = 150, days = 365 } = {}) => {
  const dir = mkdtempSync(join(tmpdir(), 'hedgerow-bench-backtest-'));
  try {
    await writeHistory(dir, { symbols, days });
    const history = openHistoryReader(dir);
    const config = parseConfig({ preset: 'institutional', knownVenues: VENUES });
    const started = performance.now();
    const span = { fromMs: FROM_MS, toMs: FROM_MS + days * 24 * HOUR_MS };
    const { counts, figures, journal } = await runBacktest({ history, config, ...span });
    const seconds = (performance.now() - started) / 1000;
    await history.close();
    return [
      `${days} days of ${VENUES.length} venues x ${symbols} symbols, 8-hour settlements: ${seconds.toFixed(1)} s (budget 60 for a year of 150)`,
      `${counts.rows.funding} settlements, ${perSecond(counts.events, seconds)} market events/s, ${counts.signals} routes judged, ` +
        `${figures.closedCycles} cycles closed, ${journal.facts} facts, hash ${journal.hash.slice(0, 12)}`,
    ];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};

/** Days of each granularity that are run; a year is reckoned from them. */
const FINE_DAYS = 5;

/** Histories finer than settlements, each in a process of its own. */
export const fineBacktests = () => ['ticker', 'book'].flatMap((granularity) => fineBacktest(granularity, FINE_DAYS));

const fineBacktest = (granularity, days) => {
  const child = join(import.meta.dirname, 'backtest-child.mjs');
  const { stdout, stderr, status } = spawnSync(process.execPath, [child, granularity, String(days)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  const { venues, symbols, rows, events, signals, closed, open, facts, hash, cpuMs, wallMs, peakMb } =
    JSON.parse(stdout);
  const seconds = cpuMs / 1000;
  const yearMinutes = ((seconds / days) * 365) / 60;
  const books = rows.book === 0 ? 'books of the depth model' : 'books each 5 minutes';
  return [
    `${days} days of ${venues} venues x ${symbols} symbols, tickers each minute, ${books}: ${seconds.toFixed(1)} s (${(wallMs / 1000).toFixed(1)} s wall), ${peakMb} MB at most`,
    `  ${rows.mark} tickers, ${rows.book} books, ${rows.funding} settlements: ${perSecond(events, seconds)} market events/s, ` +
      `${signals} routes judged, ${closed} cycles closed and ${open} open, ${facts} facts, hash ${hash.slice(0, 12)}`,
    `  scaled up by days, not run: a year of ${venues} x ${symbols} in ${yearMinutes.toFixed(0)} minutes`,
  ];
};

const perSecond = (count, seconds) => Math.round(count / seconds).toLocaleString('en-US');

/** Rates revert to a mean of their own with rare spikes; prices walk. Dice of a plain congruence. */
const writeHistory = async (dir, { symbols, days }) => {
  const store = openHistory(dir);
  const entry = store.begin({ source: 'bench', atMs: FROM_MS }, 'refuse');
  let dice = 7;
  const draw = () => {
    dice = (Math.imul(dice, 1_664_525) + 1_013_904_223) >>> 0;
    return dice / 4_294_967_296;
  };
  let place = 0;
  for (let coin = 0; coin < symbols; coin += 1) {
    let price = 10 ** (draw() * 5 - 1);
    const rates = VENUES.map(() => 0.0001 * draw());
    for (let at = -93; at < days * 3; at += 1) {
      price *= 1 + (draw() - 0.5) * 0.02;
      for (const [nth, venue] of VENUES.entries()) {
        const spike = draw() < 0.0003 ? (draw() - 0.4) * 0.006 : 0;
        rates[nth] = 0.85 * rates[nth] + 0.00001 + (draw() - 0.5) * 0.00008 + spike;
        entry.add(
          {
            kind: 'funding',
            market: `${venue}:C${coin}/USDT:USDT`,
            atMs: FROM_MS + at * 8 * HOUR_MS,
            rate: rates[nth].toFixed(8),
            intervalHours: 8,
            mark: (price * (1 + (draw() - 0.5) * 0.0002)).toPrecision(7),
          },
          (place += 1),
        );
      }
    }
  }
  entry.commit();
  await store.close();
};
