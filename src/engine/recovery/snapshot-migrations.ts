import type { ActorSnapshot } from '../../domain/fact.ts';
import { migrate } from '../../domain/migration.ts';
import type { MachineHistory, Migrated } from '../../domain/migration.ts';
import { ORDER_MACHINE_VERSION } from '../../execution/order.machine.ts';
import { positionMigrations } from '../../position/position-migrations.ts';
import { POSITION_MACHINE_VERSION } from '../../position/position.machine.ts';
import { GUARD_MACHINE_VERSION } from '../../risk/drawdown.machine.ts';
import { OPERATOR_MACHINE_VERSION } from '../operating/operator.machine.ts';

/** The version of what the account desk keeps: when each venue's word was taken first and last. */
export const ACCOUNTS_VERSION = 2;

export type PersistedMachine = 'position' | 'order' | 'guard' | 'operator' | 'accounts';

/**
 * Every kind of snapshot in the store, its version of today and the steps from older ones. A version is raised together
 * with its step and with a kept snapshot of its own (fixtures/snapshots); specs/engine/kept-snapshots.spec.ts asks for both.
 */
export const MACHINE_HISTORIES: Readonly<Record<PersistedMachine, MachineHistory>> = {
  position: { version: POSITION_MACHINE_VERSION, steps: positionMigrations },
  order: { version: ORDER_MACHINE_VERSION, steps: {} },
  guard: { version: GUARD_MACHINE_VERSION, steps: {} },
  // a state more: what was written before is read as it is
  operator: { version: OPERATOR_MACHINE_VERSION, steps: { 1: (snapshot) => snapshot } },
  // it was only when last
  accounts: { version: ACCOUNTS_VERSION, steps: { 1: (taken) => ({ opened: {}, taken }) } },
};

/** A snapshot an earlier build may have written, as today's machine takes it. */
export const readSnapshot = (
  machine: PersistedMachine,
  kept: Pick<ActorSnapshot, 'machineVersion' | 'snapshot'>,
): Migrated => migrate(kept, MACHINE_HISTORIES[machine]);
