import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { median, medianBetween } from './measure.mjs';

/** The default world, and as many markets as the largest reference design. Virtual seconds of one window, and how many. */
const SCALES = [
  { scenario: 'default', windowSeconds: 900, rounds: 14 },
  { scenario: 'wide', windowSeconds: 25, rounds: 10 },
];
const COST_MAX = 0.05;
const MS_MAX = 900_000;

/**
 * What the page costs the engine, nobody looking, one page and twenty: the same windows of the same run each time, for engines
 * of one seed do the same. Compared window by window, so that what the engine had to do is no part of the difference.
 */
export const visualizerCost = async () => {
  const lines = [];
  for (const scale of SCALES) lines.push(...report(await measured(scale)));
  return lines;
};

const measured = ({ scenario, windowSeconds, rounds }) =>
  new Promise((resolve, reject) => {
    const args = ['--expose-gc', join(import.meta.dirname, 'visualizer-child.mjs'), scenario, windowSeconds, rounds];
    const child = spawn(process.execPath, args.map(String), { stdio: ['ignore', 'pipe', 'inherit'], timeout: MS_MAX });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.once('close', (code) =>
      code === 0
        ? resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')))
        : reject(new Error(`the measurement of ${scenario} ended with ${code}`)),
    );
  });

const report = ({ markets, positions, windowSeconds, rounds }) => {
  const off = rounds.map(({ crowds }) => crowds[0]);
  const crowds = Object.keys(rounds[0].crowds).filter((pages) => pages !== '0');
  return [
    `${markets} markets, ${positions} positions, ${rounds.length} windows of ${windowSeconds} virtual seconds, ` +
      `nobody looking: ${median(off.map(usPerFrame)).toFixed(1)} us of CPU a frame, ${frameRate(off)} frames/s`,
    ...crowds.flatMap((pages) =>
      linesOf(
        pages,
        off,
        rounds.map((round) => round.crowds[pages]),
      ),
    ),
  ];
};

const linesOf = (pages, off, on) => {
  const many = `${pages} page${pages === '1' ? '' : 's'}`;
  const share = (figure) => on.map((window, at) => figure(window) / figure(off[at]) - 1);
  const together = (part) => all(on, part) / all(off, part) - 1;
  return [
    `  ${many}: CPU of the engine's thread a frame ${verdict(share(usPerFrame))}`,
    `    throughput with it ${frameRate(on)} frames/s, wall time a frame ${verdict(share(msPerFrame))}`,
    `    all windows together, collections included: thread ${percent(together('threadUs'))}, ` +
      `all threads ${percent(together('processUs'))}; told ${median(on.map(({ told }) => told))} times a window`,
  ];
};

const all = (windows, part) => windows.reduce((sum, window) => sum + window[part], 0);

/** Proved only where the whole interval is below. */
const verdict = (shares) => {
  const { low, high, confidence } = medianBetween(shares);
  const word = high < COST_MAX ? 'under' : low > COST_MAX ? 'BEYOND' : 'not shown to be under';
  const sure = `${percent(low)} to ${percent(high)} with ${(100 * confidence).toFixed(0)} % confidence`;
  return `${percent(median(shares))} more (${sure}): ${word} ${100 * COST_MAX} %`;
};

const usPerFrame = ({ threadUs, frames }) => threadUs / frames;
const msPerFrame = ({ wallMs, frames }) => wallMs / frames;
const frameRate = (windows) => Math.round(1000 / median(windows.map(msPerFrame))).toLocaleString('en-US');
const percent = (share) => `${share > 0 ? '+' : ''}${(100 * share).toFixed(1)} %`;
