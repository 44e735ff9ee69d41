import { parseConfig } from '../../dist/engine/config/config.js';
import { openEngine } from '../../dist/engine/engine.js';
import { openJournal } from '../../dist/journal/lmdb.adapter.js';
import { createSimulatedWorld } from '../../dist/simulator/sim-world.adapter.js';
import { knownVenues } from '../../dist/venues/registry.js';
import { simulatedProfiles } from '../../dist/worlds/simulated.js';
import { quantile } from './measure.mjs';

const ORDERS = 400;
const WARM_ORDERS = 40;
const FOR_MS = 24 * 3_600_000;

/** Judges at every turn with news and enters whatever it nets, whenever it may. */
const CONFIG = `
engine: { evaluateEveryMs: 0, horizonHours: 1 }
universe: { spotLegs: false }
entry:
  { minNetBps: -100, screenBpsPer8h: -10000, opensPerHourMax: 1000, quietBeforeSettlementMs: 0,
    quietAfterSettlementMs: 0, quietAfterSettlementFraction: 0, adverseBasisBps: 1000 }
exit: { minimumHold: none }
guard: { realizedPauseFraction: 1, unrealizedWarnFraction: 1, dailyHaltFraction: 1, dailyPauseFraction: 1 }
`;

/**
 * From the frames that made a signal, handed to the engine, to its order handed to the gateway: decoding, folding, judging,
 * gate, intents in one transaction on disk. Venues that answer at once stand around it, and are not measured.
 */
export const signalToOrder = async (dir) => {
  const config = parseConfig({ text: CONFIG, knownVenues: knownVenues.map(({ venue }) => venue) });
  const store = openJournal({ dir, birthId: 'bench', durability: 'power-safe' });
  const world = createSimulatedWorld({ seed: 7, scenario: 'rehearsal', profiles: simulatedProfiles(config) });
  const watch = watched(world, store);
  const engine = openEngine(
    { world: watch.world, store: watch.store, config, speed: 'max', onInput: watch.arrives },
    world.startAtMs + FOR_MS,
  );
  engine.facts$.subscribe((fact) => {
    if (fact.type === 'position.hedged') engine.send({ type: 'operator.unwind', coin: fact.actor.split('/')[1] });
    if (fact.type === 'cycle.closed') engine.send({ type: 'operator.resume' });
    if (watch.samples.length >= ORDERS + WARM_ORDERS) void engine.stop();
  });
  engine.send({ type: 'operator.arm' });
  engine.send({ type: 'operator.trade' });
  await engine.start();
  await engine.finished;
  const { markets } = engine.status();
  await engine.stop();
  const samples = watch.samples.slice(WARM_ORDERS);
  if (samples.length < ORDERS / 2) throw new Error(`${samples.length} orders are too few`);
  const figures = (of) =>
    `p50 ${quantile(samples.map(of), 0.5).toFixed(2)} ms, p99 ${quantile(samples.map(of), 0.99).toFixed(2)} ms`;
  const frames = quantile(
    samples.map(({ inputs }) => inputs - 1),
    0.5,
  );
  const where = dir.startsWith('/dev/shm') ? 'memory' : 'temporary directory';
  return [
    `frames in to order out, in process, wall, its intent on disk before it (power-safe, ${where}): ${figures(({ wholeMs }) => wholeMs)} over ${samples.length} orders`,
    `  with ${frames} frames a turn (median) from ${markets} markets, every one of them decoded, folded and judged first`,
    `  of that from the decision to the order out (transaction, disk, hand-over): ${figures(({ writtenMs }) => writtenMs)}`,
    `  CPU of the whole: ${figures(({ cpuMs: used }) => used)}`,
  ];
};

/** All threads of the process. */
const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** World and journal, and how long it took from what the one handed over to the orders that came of it. */
const watched = (world, store) => {
  const samples = [];
  const decisions = new Map();
  let handed = { atMs: 0, cpuMs: 0, inputs: 0 };
  let current = handed;
  return {
    samples,
    arrives: () => {
      current = handed;
    },
    store: new Proxy(store, {
      get: (target, name) => {
        const value = target[name];
        if (typeof value !== 'function') return value;
        if (name !== 'commit') return value.bind(target);
        return (batch) => {
          const decidedMs = performance.now();
          for (const { kind, intent } of batch.intents)
            if (kind === 'opened' && intent.purpose === 'open')
              decisions.set(intent.clientOrderId, { ...current, decidedMs });
          return target.commit(batch);
        };
      },
    }),
    world: {
      name: world.name,
      startAtMs: world.startAtMs,
      venues: world.venues,
      next: async (deadlineAtMs) => {
        const inputs = await world.next(deadlineAtMs);
        handed = { atMs: performance.now(), cpuMs: cpuMs(), inputs: inputs.length };
        return inputs;
      },
      perform: (request) => {
        const decision = request.kind === 'submit' ? decisions.get(request.order.clientOrderId) : undefined;
        const nowMs = performance.now();
        if (decision !== undefined)
          samples.push({
            wholeMs: nowMs - decision.atMs,
            writtenMs: nowMs - decision.decidedMs,
            cpuMs: cpuMs() - decision.cpuMs,
            inputs: decision.inputs,
          });
        world.perform(request);
      },
      stop: () => world.stop(),
    },
  };
};
