import { firstValueFrom } from 'rxjs';
import { filter } from 'rxjs/operators';
import { createEngine } from '../../src/worlds/create-engine.ts';
import type { Engine } from '../../src/engine/engine.ts';

/** Virtual time per real time: an entry comes after a virtual minute. */
const SPEED = 60;

/** A running engine in the invented world; `engine` with `extra` members in place of its own, where a spec needs a guest. */
export const engineOnStage = async (
  change: (engine: Engine) => Engine = (engine) => engine,
): Promise<{ readonly engine: Engine; readonly run: () => Promise<void> }> => {
  const engine = change(await createEngine({ world: 'simulated', seed: 7, speed: SPEED }));
  engine.send({ type: 'operator.arm' });
  engine.send({ type: 'operator.trade' });
  return {
    engine,
    run: async () => {
      const hedged = firstValueFrom(engine.facts$.pipe(filter(({ type }) => type === 'position.hedged')));
      await engine.start();
      await hedged;
    },
  };
};
