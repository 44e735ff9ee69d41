import { decodeOnly, parseOnly, toMarketActors } from './ingest.mjs';
import { thousands, timed } from './measure.mjs';
import { peerMapping } from './peer.mjs';

const ROUNDS = 7;

/** The same bytes through each way, in turns, the least CPU time of each: what the machine does meanwhile hits all alike. */
export const measureIngest = async (loaded) => {
  const ways = [
    ['JSON.parse alone', () => ({ run: () => parseOnly(loaded) })],
    ['parse + decode', () => decodeOnly(loaded)],
    ['parse + tardis-dev mapper', () => peerMapping(loaded)],
    ['to market actors, a turn every 16 frames', () => toMarketActors(loaded, 16)],
    ['to market actors, a turn every frame', () => toMarketActors(loaded, 1)],
  ];
  const least = new Map(ways.map(([name]) => [name, { cpuMs: Infinity, events: 0 }]));
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [name, make] of ways) {
      const { run, stop } = make();
      const { cpuMs, value } = await timed(run);
      stop?.();
      const best = least.get(name);
      if (best !== undefined && cpuMs < best.cpuMs) least.set(name, { cpuMs, events: value.events ?? 0 });
    }
  const floorMs = least.get('JSON.parse alone')?.cpuMs ?? NaN;
  const count = loaded.mix.length;
  return [
    loaded.origin,
    `${thousands(count)} frames, ${(loaded.bytes / 1e6).toFixed(1)} MB, least of ${ROUNDS} rounds`,
    `${'way'.padEnd(42)} ${'messages/s a core'.padStart(17)} ${'x JSON.parse'.padStart(13)} ${'events'.padStart(8)}`,
    ...[...least].map(
      ([name, { cpuMs, events }]) =>
        `${name.padEnd(42)} ${thousands((count * 1000) / cpuMs).padStart(17)} ${(cpuMs / floorMs).toFixed(2).padStart(13)} ${thousands(events).padStart(8)}`,
    ),
    'tardis-dev keeps no book, checks no sequence and knows no funding interval; it maps, and that is what is compared',
  ];
};
