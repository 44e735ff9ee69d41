// An engine of its own process, to be killed by a spec. Runs the build: `node engine.mjs '<options as JSON>'`.
// Prints each acknowledged fact on a line; what was printed was committed before.
import { writeSync } from 'node:fs';
import { parseConfig } from '../../../dist/engine/config/config.js';
import { openRecorder } from '../../../dist/cli/start-world.js';
import { openEngine } from '../../../dist/engine/engine.js';
import { openJournal } from '../../../dist/journal/lmdb.adapter.js';
import { connectWorld } from '../../../dist/simulator/remote-world.adapter.js';
import { knownVenues } from '../../../dist/venues/registry.js';
import { writtenFirst } from '../../../dist/replay/written-first.js';
import { simulatedProfiles } from '../../../dist/worlds/simulated.js';

const { port, dir, config: text, record, role, holdMs, dieAt, forMs } = JSON.parse(process.argv[2]);
const say = (record) => writeSync(1, `${JSON.stringify(record)}\n`);

const config = parseConfig({ text, knownVenues: knownVenues.map(({ venue }) => venue) });
const store = openJournal({ dir, birthId: 'chaos', durability: 'process-safe' });
const world = await connectWorld({ port, profiles: simulatedProfiles(config) });
const startedMs = world.startAtMs;
const recorder = openRecorder(record, {
  request: { world: 'simulated', scenario: 'default' },
  parts: { config, store },
  world,
});

/** Virtual instants at which coins are left. */
const leaveAtMs = new Map();
let matches = 0;
let quietSinceMs;
let lookedAtMs = -Infinity;

/** A position that waits for nothing. */
const isAtRest = ({ state, long }) =>
  (state === 'hedged.carrying' && role === 'settling') || (state === 'paused' && !long);

/** Nothing on its way; settling ends hedged or flat, leaving ends flat. */
const isQuiet = () => {
  const { openOrders, positions } = engine.status();
  return openOrders === 0 && positions.every(isAtRest);
};

const onInput = (input) => {
  recorder.record(input);
  const { atMs } = input;
  for (const [coin, dueMs] of leaveAtMs)
    if (atMs >= dueMs) {
      leaveAtMs.delete(coin);
      engine.send({ type: 'operator.unwind', coin });
    }
  if (role === 'restless' || atMs < lookedAtMs + 1000) return;
  lookedAtMs = atMs;
  if (!isQuiet()) quietSinceMs = undefined;
  else quietSinceMs ??= atMs;
  if (atMs - (quietSinceMs ?? atMs) > 5000) void engine.stop();
};

const onFact = (fact) => {
  say(fact);
  const { type, actor, body } = fact;
  const coin = actor.split('/')[1];
  if (dieAt !== undefined && type === dieAt.type && String(body.to ?? '').startsWith(dieAt.to ?? '')) {
    matches += 1;
    // committed, and nothing asked of the world yet
    if (matches === dieAt.nth) process.kill(process.pid, 'SIGKILL');
  }
  if (type === 'position.hedged' && role === 'restless') leaveAtMs.set(coin, fact.atMs + holdMs);
  // a coin that was left on order stays out until it is resumed
  if (role === 'restless' && (type === 'cycle.closed' || type === 'recovery.completed'))
    engine.send({ type: 'operator.resume' });
  if (type === 'recovery.completed') {
    if (role === 'leaving') engine.send({ type: 'operator.unwind', coin: 'all' });
    for (const held of engine.status().positions)
      if (role === 'restless' && held.state.startsWith('hedged')) leaveAtMs.set(held.coin, fact.atMs + holdMs);
  }
};

const journal = writtenFirst(store, recorder);
const engine = openEngine({ world, store: journal, config, speed: 'max', onInput }, startedMs + forMs);
engine.facts$.subscribe(onFact);
if (role === 'restless') {
  engine.send({ type: 'operator.arm' });
  engine.send({ type: 'operator.trade' });
} else engine.send({ type: 'operator.pause' });
await engine.start();
await engine.finished;
const { positions, nowMs } = engine.status();
await engine.stop();
await recorder.close();
say({ type: 'ended', virtualMs: nowMs - startedMs, positions: positions.map(({ coin, state }) => ({ coin, state })) });
