import { sleep } from '../../src/clock/wall-clock.adapter.ts';
import type { ServedVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { knownVenues } from '../../src/venues/registry.ts';
import type { Endpoints } from '../../src/worlds/paper-world.ts';

const LOOK_EVERY_MS = 50;

interface Patience {
  readonly patienceMs: number;
  /** What was there instead. */
  readonly told?: () => string;
}

/** Waits until it is so; fails the spec with what was awaited. */
export const until = async (what: string, isSo: () => boolean, { patienceMs, told }: Patience): Promise<void> => {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += LOOK_EVERY_MS) {
    if (isSo()) return;
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error(`waited in vain until ${what}${told === undefined ? '' : `; ${told()}`}`);
};

/** Where the served venues are, as a world on the wall clock takes it. */
export const endpointsOf = ({ addresses }: ServedVenues): Endpoints =>
  Object.fromEntries([...addresses].map(([venue, { endpoints }]) => [venue, endpoints]));

/** The `venues` section of a configuration that disables all but these. */
export const onlyVenues = (names: readonly string[]): Readonly<Record<string, { readonly enabled: false }>> =>
  Object.fromEntries(
    knownVenues.flatMap(({ venue }) => (names.includes(venue) ? [] : [[venue, { enabled: false }] as const])),
  );
