// Measures the built engine. Ratios hold from machine to machine, absolute figures do not.
//   node specs/bench/main.mjs [--profile]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { decisions } from './decisions.mjs';
import { durableIntents } from './durable.mjs';
import { firstPaint } from './first-paint.mjs';
import { loadMix } from './frames.mjs';
import { backtest, fineBacktests } from './backtest.mjs';
import { historyImport } from './history-import.mjs';
import { measureIngest } from './ingest-report.mjs';
import { profileTables } from './profile.mjs';
import { replays } from './replays.mjs';
import { rubbish } from './rubbish.mjs';
import { scale } from './scale.mjs';
import { signalToOrder } from './signal-to-order.mjs';
import { simulatedWorld } from './simulated.mjs';
import { statistics } from './statistics.mjs';
import { visualizerCost } from './visualizer.mjs';

const MEMORY_MAX_MB = 300;

const say = (line = '') => process.stdout.write(`${line}\n`);
const failures = [];

const section = async (title, measure) => {
  say(`\n${title}`);
  try {
    for (const line of await measure()) say(`  ${line}`);
  } catch (error) {
    failures.push(`${title}: ${error instanceof Error ? error.message : String(error)}`);
    say(`  failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
};

const memory = () => {
  const child = spawnSync(process.execPath, ['--expose-gc', join(import.meta.dirname, 'memory-child.mjs')], {
    encoding: 'utf8',
  });
  if (child.status !== 0) throw new Error(child.stderr);
  const { markets, positions, rssMb, heapUsedMb, emptyRssMb } = JSON.parse(child.stdout);
  const isWithin = rssMb < MEMORY_MAX_MB;
  // half as much again is no measuring error
  if (rssMb > 1.5 * MEMORY_MAX_MB) failures.push(`memory: ${rssMb} MB`);
  return [
    `${markets} market actors with books, ${positions} positions, idle: RSS ${rssMb} MB (node alone ${emptyRssMb} MB), heap used ${heapUsedMb} MB`,
    `${isWithin ? 'within' : 'BEYOND'} the budget of ${MEMORY_MAX_MB} MB`,
  ];
};

const scratch = mkdtempSync(join(tmpdir(), 'hedgerow-bench-'));
try {
  const [cpu] = cpus();
  say(
    `node ${process.version}, ${availableParallelism()} cores, ${cpu?.model.trim() ?? 'unknown'}, load ${loadavg()[0]?.toFixed(1)}`,
  );
  say(
    'Ratios hold, absolute figures do not. Times are CPU times of the process, its collector included, unless they say wall.',
  );
  const loaded = loadMix();
  await section('Ingest', () => measureIngest(loaded));
  await section('Decisions', () => decisions());
  await section('Statistics', () => statistics());
  await section('Simulated world', () => simulatedWorld());
  await section('Visualizer: the same engine looked at and not', () => visualizerCost());
  await section('Visualizer: the page in a browser', () => firstPaint());
  await section('Import of a history', () => historyImport());
  await section('Backtest', () => backtest());
  await section('Backtest of tickers and of books', () => fineBacktests());
  await section('Replays', () => replays());
  await section('Durable intents', () => durableIntents(join(scratch, 'journal')));
  await section('Signal to order', () => signalToOrder(join(scratch, 'orders')));
  await section('Memory', memory);
  await section('Rubbish: frames and answers gone wrong, one decoder all of them', () => rubbish());
  await section('Scale: every venue over real sockets, 180 coins each', scale);
  if (process.argv.includes('--profile')) await section('Where time goes', () => profileTables(scratch));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
for (const failure of failures) say(`\nFAILED ${failure}`);
process.exitCode = failures.length > 0 ? 1 : 0;
