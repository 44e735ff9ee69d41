import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openEngine } from '../../dist/engine/engine.js';
import { loadConfig } from '../../dist/engine/config/config-file.adapter.js';
import { createMemoryJournal } from '../../dist/journal/memory.adapter.js';
import { knownVenues } from '../../dist/venues/registry.js';
import { birthIdOf } from '../../dist/worlds/birth-id.js';
import { recordedWorld } from '../../dist/worlds/recorded.js';
import { timed } from './measure.mjs';

const RECORDINGS = join(import.meta.dirname, '../../../shared/recordings');
const FILES = ['bybit/v5-20260809.ndjson.gz', 'binance/usdm-btcusdt-20240808.ndjson.gz'];

/** Whole recordings through the whole engine, every turn judged (preset institutional). */
export const replays = async () => {
  const lines = [];
  for (const file of FILES) {
    const path = join(RECORDINGS, file);
    lines.push(existsSync(path) ? await replay(file, path) : `${file}: not at ../shared/recordings, left out`);
  }
  return lines;
};

const replay = async (file, path) => {
  const config = await loadConfig({
    file: undefined,
    preset: 'institutional',
    knownVenues: knownVenues.map(({ venue }) => venue),
    env: {},
  });
  const { world } = await recordedWorld([path], config);
  const store = createMemoryJournal({ birthId: birthIdOf(config.engine.seed) });
  const engine = openEngine({ world, store, config, speed: 'max' });
  engine.send({ type: 'operator.arm' });
  engine.send({ type: 'operator.trade' });
  const { cpuMs, wallMs } = await timed(async () => {
    await engine.start();
    await engine.finished;
  });
  const { nowMs, counts, seq } = engine.status();
  await engine.stop();
  const spanMs = nowMs - world.startAtMs;
  return `${file}: ${counts.frames} frames of ${(spanMs / 1000).toFixed(0)} s, ${seq} inputs, ${counts.signals} signals: ${(spanMs / cpuMs).toFixed(0)} x real time (wall ${(spanMs / wallMs).toFixed(0)} x), journal ${store.headHash.slice(0, 12)}`;
};
