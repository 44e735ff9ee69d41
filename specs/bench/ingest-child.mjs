// Run by profile.mjs under node --cpu-prof: nothing but the way from frames to market actors.
import { loadMix } from './frames.mjs';
import { toMarketActors } from './ingest.mjs';

const ROUNDS = 10;

const loaded = loadMix();
for (let round = 0; round < ROUNDS; round += 1) {
  const { run, stop } = toMarketActors(loaded, 1);
  run();
  stop();
}
