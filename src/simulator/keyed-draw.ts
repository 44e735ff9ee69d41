import { Prng } from './prng.ts';

/**
 * Even draws in [0, 1) that depend on the seed and a key alone: what happens to one order does not change with what else
 * happened before it, and nothing has to be remembered over a restart.
 */
export const keyedDraw =
  (seed: number) =>
  (key: string): number =>
    new Prng(seed, key).next();
