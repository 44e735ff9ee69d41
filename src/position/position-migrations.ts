import { inContext } from '../domain/migration.ts';
import type { MigrationStep } from '../domain/migration.ts';

/**
 * Snapshots of older positions, version by version, to the one in hand. Who raises POSITION_MACHINE_VERSION adds the step from
 * the version before it here (`inContext` for a member that is new) and keeps a snapshot: `node fixtures/make.mjs snapshots`.
 */
export const positionMigrations: Readonly<Record<number, MigrationStep>> = {
  // a leg may be on its way to another market, or an entry have more to do; no other market was looked for before
  1: inContext((context) => ({ roll: null, approach: null, alternate: 'untried', rolledAtMs: null, ...context })),
};
