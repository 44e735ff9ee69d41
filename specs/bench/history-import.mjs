import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROWS = 5_000_000;
const SYMBOLS = 500;
const BOOKS = 100_000;
const BOOK_LEVELS = 25;
const BOOK_SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'XRPUSDT', 'DOGEUSDT'];
const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2024, 0, 1);
const MAIN = new URL('../../dist/cli/main.js', import.meta.url).pathname;
const BUDGET_MB = 300;
/** How often the parts of the memory are looked at, ms. The whole's peak is the kernel's own and misses nothing. */
const LOOK_EVERY_MS = 20;

/** A CSV of five million settlements into the history, once more to see that nothing changes, and rows that are wide. */
export const historyImport = async () => {
  const dir = mkdtempSync(join(tmpdir(), 'hedgerow-bench-history-'));
  try {
    const settled = join(dir, 'settled.csv');
    await written(settled, settlements());
    const map = ['--venue', 'binance', '--map', 'time=time,symbol=symbol,rate=rate,interval=interval'];
    const first = await imported(dir, settled, map);
    const again = await imported(dir, settled, map);
    const deep = join(dir, 'binance-futures_book_snapshot_25.csv');
    await written(deep, books());
    const wide = await imported(dir, deep, []);
    const wideAgain = await imported(dir, deep, []);
    if (first.added !== ROWS || again.same !== ROWS) throw new Error('rows were lost');
    if (wide.added !== BOOKS || wideAgain.same !== BOOKS) throw new Error('books were lost');
    const most = Math.max(...[first, again, wide, wideAgain].map(({ peakMemoryMb }) => peakMemoryMb));
    return [
      `${ROWS} rows of CSV, by time over ${SYMBOLS} symbols: ${figuresOf(first)}`,
      `the same again, all held already: ${figuresOf(again)}`,
      `${BOOKS} books of ${BOOK_LEVELS} levels beside them: ${figuresOf(wide)}`,
      `the same again, all held already: ${figuresOf(wideAgain)}`,
      `${most < BUDGET_MB ? 'within' : 'BEYOND'} the budget of ${BUDGET_MB} MB`,
    ];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};

const written = async (file, parts) => {
  const out = createWriteStream(file);
  for (const part of parts) if (!out.write(part)) await once(out, 'drain');
  out.end();
  await once(out, 'close');
};

function* settlements() {
  yield 'time,symbol,rate,interval\n';
  for (let hour = 0; hour < ROWS / SYMBOLS; hour += 1) {
    let lines = '';
    for (let symbol = 0; symbol < SYMBOLS; symbol += 1)
      lines += `${START_MS + hour * HOUR_MS},C${symbol}USDT,${(((hour * 31 + symbol * 7) % 2000) - 900) / 1e8},1\n`;
    yield lines;
  }
}

/** As Tardis writes them, one a second and symbol. Dice of a plain congruence. */
function* books() {
  let dice = 7;
  const draw = () => {
    dice = (Math.imul(dice, 1_664_525) + 1_013_904_223) >>> 0;
    return dice / 4_294_967_296;
  };
  const levels = Array.from({ length: BOOK_LEVELS }, (_, at) => at);
  const names = levels.map((at) => `asks[${at}].price,asks[${at}].amount,bids[${at}].price,bids[${at}].amount`);
  yield `exchange,symbol,timestamp,local_timestamp,${names.join(',')}\n`;
  for (let second = 0; second < BOOKS / BOOK_SYMBOLS.length; second += 1)
    for (const symbol of BOOK_SYMBOLS) {
      const atUs = (START_MS + second * 1000) * 1000;
      const middle = 60_000 + draw() * 1000;
      const level = (at) =>
        `${(middle + 0.1 * (at + 1)).toFixed(1)},${(draw() * 10).toFixed(3)},${(middle - 0.1 * (at + 1)).toFixed(1)},${(draw() * 10).toFixed(3)}`;
      yield `binance-futures,${symbol},${atUs},${atUs + 50_000},${levels.map(level).join(',')}\n`;
    }
}

const imported = async (dir, file, options) => {
  const args = ['history', 'import', file, '--history', join(dir, 'store'), ...options, '--json'];
  const child = spawn(process.execPath, [MAIN, ...args]);
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (said.err += text));
  const parts = { anonymousMb: 0, fileMb: 0 };
  const look = setInterval(() => {
    const { anonymousMb, fileMb } = memoryOf(child.pid);
    parts.anonymousMb = Math.max(parts.anonymousMb, anonymousMb);
    parts.fileMb = Math.max(parts.fileMb, fileMb);
  }, LOOK_EVERY_MS);
  const [status] = await once(child, 'close');
  clearInterval(look);
  if (status !== 0) throw new Error(`the import failed: ${said.err}`);
  return { ...JSON.parse(said.out), ...parts };
};

/** What a process has in memory of its own, and of files; nothing where the kernel does not tell. */
const memoryOf = (pid) => {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const megabytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) / 1024;
    return { anonymousMb: megabytes('RssAnon'), fileMb: megabytes('RssFile') };
  } catch {
    return { anonymousMb: 0, fileMb: 0 };
  }
};

const figuresOf = ({ rowsPerSecond, peakMemoryMb, anonymousMb, fileMb }) =>
  `${rowsPerSecond.toLocaleString('en-US')} rows/s of wall time, ${peakMemoryMb} MB at most ` +
  `(its own at most ${Math.round(anonymousMb)}, of files ${Math.round(fileMb)})`;
