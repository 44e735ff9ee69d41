import { createEngine } from '../../dist/index.js';
import { timed } from './measure.mjs';

const WARM_MS = 10 * 60_000;
const FOR_MS = 40 * 60_000;

/** The default invented world, venues and engine together, the journal in memory: the start, and then half an hour. */
export const simulatedWorld = async () => {
  const engine = await createEngine({ world: 'simulated', seed: 7, speed: 'max', forMs: FOR_MS });
  engine.send({ type: 'operator.arm' });
  engine.send({ type: 'operator.trade' });
  let startAtMs;
  let warm;
  engine.signals$.subscribe(([first]) => {
    if (first === undefined) return;
    startAtMs ??= first.atMs;
    if (first.atMs - startAtMs >= WARM_MS) warm ??= { ...process.cpuUsage(), frames: engine.status().counts.frames };
  });
  const { cpuMs } = await timed(async () => {
    await engine.start();
    await engine.finished;
  });
  const { user, system } = process.cpuUsage();
  const { counts } = engine.status();
  await engine.stop();
  if (warm === undefined) throw new Error('the world ended before it was warm');
  const runMs = FOR_MS - WARM_MS;
  const runCpuMs = (user + system - warm.user - warm.system) / 1000;
  const frames = counts.frames - warm.frames;
  return [
    `${runMs / 60_000} virtual minutes after the first ${WARM_MS / 60_000}: ${(runMs / runCpuMs).toFixed(0)} x real time on one core (aim 600 x), the start included ${(FOR_MS / cpuMs).toFixed(0)} x`,
    `${((runCpuMs * 1000) / runMs).toFixed(2)} ms a virtual second of ${((frames * 1000) / runMs).toFixed(0)} frames, venues included; ${((runCpuMs * 1000) / frames).toFixed(1)} us a frame`,
  ];
};
