import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine } from '../../dist/index.js';
import { startVisualizer } from '../../dist/visualizer/server.adapter.js';

const CROWDS = [1, 20];
const ROUNDS = 6;
const WINDOW_MS = 3000;
/** Before a window counts: the page's charts are laid out once, its snapshots sent once. */
const SETTLE_MS = 2000;
const COST_MAX = 0.05;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * One engine in the invented world as fast as it can, looked at by nobody, by one page and by twenty, window after window in
 * turn. Pages live in another process, charts are laid out in another thread. CPU a frame of the engine's thread where the
 * system tells it, of all threads elsewhere; the least of several windows, for whatever else runs only adds.
 */
export const visualizerCost = async () => {
  const engine = await createEngine({ world: 'simulated', seed: 7, speed: 'max' });
  engine.send({ type: 'operator.arm' });
  engine.send({ type: 'operator.trade' });
  await engine.start();
  try {
    await sleep(2 * SETTLE_MS);
    const rows = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const row = { off: await usPerFrame(engine) };
      for (const pages of CROWDS) row[pages] = await watchedBy(engine, pages);
      rows.push(row);
    }
    const { markets, positions } = engine.status();
    return [
      `${markets} markets, ${positions.length} positions, nobody looking: ${least(rows, 'off').toFixed(1)} us a frame`,
      ...CROWDS.map((pages) => lineOf(pages, rows)),
    ];
  } finally {
    await engine.stop();
  }
};

const lineOf = (pages, rows) => {
  const cost = least(rows, pages) / least(rows, 'off') - 1;
  const many = `${pages} page${pages === 1 ? '' : 's'}`;
  return `${many}: ${(100 * cost).toFixed(1)} % more CPU a frame, ${cost < COST_MAX ? 'within' : 'BEYOND'} ${100 * COST_MAX} %`;
};

const watchedBy = async (engine, pages) => {
  const visualizer = await startVisualizer({ engine, port: 0, host: '127.0.0.1', log: () => undefined });
  if (visualizer === undefined) throw new Error('the visualizer did not start');
  const readers = spawn(
    process.execPath,
    [join(import.meta.dirname, 'pages-child.mjs'), visualizer.url, String(pages)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  try {
    await once(readers.stdout, 'data');
    await sleep(SETTLE_MS);
    return await usPerFrame(engine);
  } finally {
    readers.kill();
    await visualizer.close();
  }
};

const usPerFrame = async (engine) => {
  const from = { frames: engine.status().counts.frames, us: cpuUs() };
  await sleep(WINDOW_MS);
  return (cpuUs() - from.us) / (engine.status().counts.frames - from.frames);
};

const MAIN_THREAD = `/proc/${process.pid}/task/${process.pid}/schedstat`;

const cpuUs = () => {
  if (existsSync(MAIN_THREAD)) return Number(readFileSync(MAIN_THREAD, 'utf8').split(' ')[0]) / 1000;
  const { user, system } = process.cpuUsage();
  return user + system;
};

const least = (rows, crowd) => Math.min(...rows.map((row) => row[crowd]));
