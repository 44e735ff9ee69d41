import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runBacktest } from '../../dist/backtest/run-backtest.js';
import { parseConfig } from '../../dist/engine/config/config.js';
import { openHistory, openHistoryReader } from '../../dist/history/lmdb.adapter.js';
import { timed } from './measure.mjs';

// A history finer than settlements, and the engine through it, in a process of its own: what it holds is its own.
//   node specs/bench/backtest-child.mjs ticker|book days

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FROM_MS = Date.UTC(2025, 0, 1);
const VENUES = ['binance', 'bybit', 'okx'];
const SYMBOLS = 20;
const BOOK_EVERY_MS = 5 * MINUTE_MS;
const LEVELS = 5;
/** Of settlements and prices before the span, as the engine looks back. */
const WARM_UP_DAYS = 31;

/** Dice of a plain congruence. */
const diceOf = (seed) => {
  let dice = seed >>> 0;
  return () => {
    dice = (Math.imul(dice, 1_664_525) + 1_013_904_223) >>> 0;
    return dice / 4_294_967_296;
  };
};

/** Rates revert to a mean of their own with rare spikes; prices walk; each venue a little beside the others. */
function* rowsOf(coin, { granularity, days }) {
  const draw = diceOf(7 + coin * 7919);
  let price = 10 ** (draw() * 5 - 1);
  const rates = VENUES.map(() => 0.0001 * draw());
  const key = (venue) => `${venue}:C${coin}/USDT:USDT`;
  for (let atMs = FROM_MS - WARM_UP_DAYS * DAY_MS; atMs < FROM_MS + days * DAY_MS;) {
    const isSettled = atMs % (8 * HOUR_MS) === 0;
    for (const [nth, venue] of VENUES.entries()) {
      const base = { market: key(venue), atMs };
      const mark = Number((price * (1 + (draw() - 0.5) * 0.0002)).toPrecision(7));
      const nextSettlementAtMs = (Math.floor(atMs / (8 * HOUR_MS)) + 1) * 8 * HOUR_MS;
      if (isSettled) {
        yield { kind: 'funding', ...base, rate: rates[nth].toFixed(8), intervalHours: 8, mark: String(mark) };
        const spike = draw() < 0.0003 ? (draw() - 0.4) * 0.006 : 0;
        // some coins pay well at one venue for long, and some of them no more from the third day on: there is something to trade
        const isLeaning = coin % 8 === 0 || (coin % 4 === 0 && atMs < FROM_MS + 2 * DAY_MS);
        const lean = isLeaning && nth === 1 ? 0.00015 : 0;
        rates[nth] = 0.85 * rates[nth] + 0.00001 + lean + (draw() - 0.5) * 0.00008 + spike;
      }
      if (atMs < FROM_MS) continue;
      const predictedRate = Number((rates[nth] + (draw() - 0.5) * 0.000004).toFixed(8));
      yield { kind: 'mark', ...base, mark, index: Number(price.toPrecision(7)), predictedRate, nextSettlementAtMs };
      if (granularity === 'book' && atMs % BOOK_EVERY_MS === 0) yield bookOf(base, { mark, draw });
    }
    price *= 1 + (draw() - 0.5) * (atMs < FROM_MS ? 0.02 : 0.001);
    atMs += atMs < FROM_MS ? 8 * HOUR_MS : MINUTE_MS;
  }
}

const bookOf = (base, { mark, draw }) => {
  const side = (sign) =>
    Array.from({ length: LEVELS }, (_, at) => [
      Number((mark * (1 + sign * 0.0001 * (at + 0.5))).toPrecision(8)),
      Number(((20_000 + 80_000 * draw()) / mark).toPrecision(4)),
    ]).flat();
  return { kind: 'book', ...base, bids: side(-1), asks: side(1) };
};

const writeHistory = async (dir, terms) => {
  const store = openHistory(dir);
  const entry = store.begin({ source: 'bench', atMs: FROM_MS }, 'refuse');
  let rows = 0;
  for (let coin = 0; coin < SYMBOLS; coin += 1) for (const row of rowsOf(coin, terms)) entry.add(row, (rows += 1));
  entry.commit();
  await store.close();
};

const [granularity, daysText] = process.argv.slice(2);
const days = Number(daysText);
const dir = mkdtempSync(join(tmpdir(), 'hedgerow-bench-fine-'));
try {
  await writeHistory(dir, { granularity, days });
  const history = openHistoryReader(dir);
  const config = parseConfig({ preset: 'institutional', knownVenues: VENUES });
  const span = { fromMs: FROM_MS, toMs: FROM_MS + days * DAY_MS };
  const { value, cpuMs, wallMs } = await timed(() => runBacktest({ history, config, ...span }));
  const { counts, figures, journal } = value;
  await history.close();
  const { rows, events, signals } = counts;
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  const told = {
    venues: VENUES.length,
    symbols: SYMBOLS,
    days,
    rows,
    events,
    signals,
    closed: figures.closedCycles,
    open: figures.openCycles,
  };
  process.stdout.write(JSON.stringify({ ...told, facts: journal.facts, hash: journal.hash, cpuMs, wallMs, peakMb }));
} finally {
  rmSync(dir, { recursive: true, force: true });
}
