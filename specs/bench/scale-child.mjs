// An engine on the paper world until every market is live, then watched for a while; its figures as one JSON line.
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { loadConfig } from '../../dist/engine/config/config-file.adapter.js';
import { openEngine } from '../../dist/engine/engine.js';
import { createMemoryJournal } from '../../dist/journal/memory.adapter.js';
import { knownVenues } from '../../dist/venues/registry.js';
import { openPaperWorld } from '../../dist/worlds/paper-world.js';
import { quantile } from './measure.mjs';

const [endpointsFile, watchMs] = process.argv.slice(2);
/** Warm-up ends when nothing new became live for so long, ms. */
const SETTLED_MS = 10_000;
const WARM_UP_MAX_MS = 180_000;

// the cadence of the preset team over all coins: judging every route at every frame is another measurement
const base = await loadConfig({
  file: undefined,
  preset: 'team',
  knownVenues: knownVenues.map(({ venue }) => venue),
  env: {},
});
const config = { ...base, engine: { ...base.engine, maxCoins: 'all' } };
const { world } = openPaperWorld({
  config,
  endpoints: JSON.parse(readFileSync(endpointsFile, 'utf8')),
  env: {},
});
const latencies = [];
const pending = [];
const counts = { frames: 0, dropped: 0, lost: 0, isWatching: false };
const engine = openEngine({
  world,
  store: createMemoryJournal({ birthId: 'scale000000000000000000000000001' }),
  config,
  speed: 'max',
  onInput: (input) => {
    if (input.kind === 'frame') {
      counts.frames += 1;
      pending.push(input.atMs);
    } else if (input.kind === 'notice' && input.notice.type === 'frames-dropped') counts.dropped += input.notice.count;
    else if (input.kind === 'connection' && input.status === 'lost') counts.lost += 1;
    else if (input.kind === 'turn') {
      // with the turn the views of these frames are handed to their actors
      const nowMs = Date.now();
      if (counts.isWatching) for (const atMs of pending) latencies.push(nowMs - atMs);
      pending.length = 0;
    }
  },
});
await engine.start();

const live = () =>
  engine.inspect.actors().filter(({ id, state }) => id.startsWith('market/') && state === 'live').length;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const startedMs = Date.now();
for (let best = 0, sinceMs = startedMs; Date.now() - startedMs < WARM_UP_MAX_MS; await sleep(1000)) {
  const now = live();
  if (now > best) [best, sinceMs] = [now, Date.now()];
  else if (Date.now() - sinceMs > SETTLED_MS) break;
}

globalThis.gc?.();
counts.isWatching = true;
counts.frames = 0;
counts.lost = 0;
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
const cpuFrom = process.cpuUsage();
const wallFrom = performance.now();
const ages = [];
while (performance.now() - wallFrom < Number(watchMs)) {
  await sleep(1000);
  const nowMs = Date.now();
  for (const age of bookAges(nowMs)) ages.push(age);
}
const wallSeconds = (performance.now() - wallFrom) / 1000;
const { user, system } = process.cpuUsage(cpuFrom);
delay.disable();
const figures = {
  markets: wantedMarkets(),
  live: live(),
  framesPerSecond: counts.frames / wallSeconds,
  cpuShare: (user + system) / 1e6 / wallSeconds,
  wallSeconds,
  rssMb: Math.round(process.memoryUsage().rss / 1e6),
  delayP99Ms: delay.percentile(99) / 1e6,
  latencyMs: { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) },
  bookAgeMs: { p50: Math.round(quantile(ages, 0.5)), p99: Math.round(quantile(ages, 0.99)) },
  dropped: counts.dropped,
  lost: counts.lost,
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
await engine.stop();
process.exit(0);

/** How long ago the last book frame of each live market arrived. */
function bookAges(nowMs) {
  return engine.inspect.marketRows().flatMap(({ bookAtMs }) => (bookAtMs === undefined ? [] : [nowMs - bookAtMs]));
}

function wantedMarkets() {
  return engine.inspect.actors().filter(({ id }) => id.startsWith('market/')).length;
}
