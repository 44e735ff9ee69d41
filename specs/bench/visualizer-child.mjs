// What pages cost an engine at full load, as one JSON line: `visualizer-child.mjs SCENARIO WINDOW_SECONDS ROUNDS`.
import { existsSync, readFileSync } from 'node:fs';
import { loadConfig } from '../../dist/engine/config/config-file.adapter.js';
import { openEngine } from '../../dist/engine/engine.js';
import { createMemoryJournal } from '../../dist/journal/memory.adapter.js';
import { knownVenues } from '../../dist/venues/registry.js';
import { simulatedWorld } from '../../dist/worlds/simulated.js';
import { openCrowd } from './crowd.mjs';
import { gated } from './gated-world.mjs';

const [scenario, windowSeconds, roundsWanted] = process.argv.slice(2);
const SEED = 7;
const CROWDS = [0, 1, 20];
/** Before a window counts it is run in for this share of it: caches are filled, pages are at their pace. */
const LEAD_SHARE = 0.25;
/** Thrown away: code is not compiled yet, charts are not laid out. */
const WARM_UP_ROUNDS = 1;
const WARM_UP_SECONDS = 20;

const base = await loadConfig({
  file: undefined,
  // the cadence of a team: judging every route of 180 coins at every frame is another measurement
  preset: scenario === 'wide' ? 'team' : undefined,
  knownVenues: knownVenues.map(({ venue }) => venue),
  env: {},
});
const config = { ...base, engine: { ...base.engine, maxCoins: 'all' } };

/** One life of the run; all of them do the same. */
const life = async () => {
  const { world, run } = gated(simulatedWorld({ config, seed: SEED, scenario }));
  const engine = openEngine({
    world,
    store: createMemoryJournal({ birthId: 'visualizer0000000000000000000001' }),
    config,
    speed: 'max',
  });
  engine.send({ type: 'operator.arm' });
  engine.send({ type: 'operator.trade' });
  await engine.start();
  return { engine, run, startAtMs: world.startAtMs };
};

const MAIN_THREAD = `/proc/${process.pid}/task/${process.pid}/schedstat`;

/** Of the engine's thread where node or the system tells it, of all threads elsewhere. */
const threadUs = () => {
  if (process.threadCpuUsage !== undefined) return sum(process.threadCpuUsage());
  if (existsSync(MAIN_THREAD)) return Number(readFileSync(MAIN_THREAD, 'utf8').split(' ')[0]) / 1000;
  return sum(process.cpuUsage());
};

const sum = ({ user, system }) => user + system;

const reading = ({ engine }, crowd) => ({
  threadUs: threadUs(),
  processUs: sum(process.cpuUsage()),
  wallMs: performance.now(),
  frames: engine.status().counts.frames,
  told: crowd.told,
});

/** One window of one life, looked at by one crowd: the differences of what was read at both its ends. */
const windowOf = async (one, crowd, fromMs) => {
  await crowd.join(one.engine);
  // nobody pays for another's rubbish
  globalThis.gc();
  const spanMs = windowSeconds * 1000;
  const read = () => reading(one, crowd);
  const [from, to] = await one.run(
    { atMs: fromMs + LEAD_SHARE * spanMs, read },
    { atMs: fromMs + (1 + LEAD_SHARE) * spanMs, read },
  );
  await crowd.leave();
  return Object.fromEntries(Object.keys(to).map((name) => [name, to[name] - from[name]]));
};

const lives = [];
for (const _ of CROWDS) lives.push(await life());
let atMs = lives[0].startAtMs + WARM_UP_SECONDS * 1000;
for (const { run } of lives) await run({ atMs });

const crowds = [];
for (const pages of CROWDS) crowds.push(await openCrowd(pages, lives[0].engine));

const rounds = [];
for (let round = 0; round < WARM_UP_ROUNDS + Number(roundsWanted); round += 1) {
  // every crowd looks at every life in turn, and the order is turned about each time
  const pairs = crowds.map((crowd, index) => ({ crowd, one: lives[(index + round) % lives.length] }));
  const taken = {};
  for (const { crowd, one } of round % 2 === 0 ? pairs : pairs.toReversed())
    taken[crowd.pages] = await windowOf(one, crowd, atMs);
  atMs += (1 + LEAD_SHARE) * windowSeconds * 1000;
  const frames = Object.values(taken).map(({ frames }) => frames);
  if (new Set(frames).size > 1) throw new Error(`lives of one seed went apart: ${frames.join(', ')} frames`);
  if (round >= WARM_UP_ROUNDS) rounds.push({ crowds: taken });
}
const { markets, positions } = lives[0].engine.status();
process.stdout.write(`${JSON.stringify({ markets, positions: positions.length, windowSeconds, rounds })}\n`);
process.exit(0);
