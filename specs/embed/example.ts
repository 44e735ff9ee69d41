/* oxlint-disable no-console -- an example says what it sees */
import { createEngine } from '../../src/index.ts';

const engine = await createEngine({ world: 'simulated', seed: 7, speed: 'max', forMs: 65 * 60_000 });

const seen = { hedged: new Set(), best: 'none', equityUsd: 0 };
engine.signals$.subscribe(([best]) => (seen.best = best?.route.coin ?? seen.best));
engine.positions$.subscribe((positions) => {
  for (const { coin, state } of positions) if (state.startsWith('hedged')) seen.hedged.add(coin);
});
engine.health$.subscribe(({ account }) => (seen.equityUsd = account.equityUsd ?? seen.equityUsd));
engine.facts$.subscribe(({ type, actor }) => {
  if (actor.startsWith('position/') || type === 'funding.paid') console.log(type, actor);
});

await engine.start();
engine.send({ type: 'operator.arm' });
engine.send({ type: 'operator.trade' });
await engine.finished;
console.log(`hedged ${[...seen.hedged].join(', ')}; best route now ${seen.best}; equity ${seen.equityUsd} USD`);
await engine.stop();

export { engine, seen };
