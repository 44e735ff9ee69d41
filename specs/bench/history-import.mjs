import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROWS = 5_000_000;
const SYMBOLS = 500;
const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2024, 0, 1);
const MAIN = new URL('../../dist/cli/main.js', import.meta.url).pathname;

/** A CSV of five million settlements into the history, and once more to see that nothing changes. */
export const historyImport = async () => {
  const dir = mkdtempSync(join(tmpdir(), 'hedgerow-bench-history-'));
  try {
    const file = join(dir, 'settled.csv');
    await writeSettlements(file);
    const first = importFile(dir, file);
    const again = importFile(dir, file);
    if (first.added !== ROWS || again.same !== ROWS) throw new Error('rows were lost');
    return [
      `${ROWS} rows of CSV, by time over ${SYMBOLS} symbols: ${speedOf(first)} (memory budget 300)`,
      `the same again, all held already: ${speedOf(again)}`,
    ];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};

const writeSettlements = async (file) => {
  const out = createWriteStream(file);
  out.write('time,symbol,rate,interval\n');
  for (let hour = 0; hour < ROWS / SYMBOLS; hour += 1) {
    let lines = '';
    for (let symbol = 0; symbol < SYMBOLS; symbol += 1)
      lines += `${START_MS + hour * HOUR_MS},C${symbol}USDT,${(((hour * 31 + symbol * 7) % 2000) - 900) / 1e8},1\n`;
    if (!out.write(lines)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
};

const importFile = (dir, file) => {
  const args = ['history', 'import', file, '--history', join(dir, 'store'), '--venue', 'binance', '--json'];
  args.push('--map', 'time=time,symbol=symbol,rate=rate,interval=interval');
  const { stdout, stderr, status } = spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the import failed: ${stderr}`);
  return JSON.parse(stdout);
};

const speedOf = ({ rowsPerSecond, peakMemoryMb }) =>
  `${rowsPerSecond.toLocaleString('en-US')} rows/s, ${peakMemoryMb} MB at most`;
