import type { Json } from './codec.ts';
import { isRecord } from './codec.ts';

/** Makes a snapshot of one version into one of the next. */
export type MigrationStep = (snapshot: Json) => Json;

/** A persisted machine: the version it writes, and the way there from every version before it. */
export interface MachineHistory {
  readonly version: number;
  /** By the version they start from: `1` makes a snapshot of version 1 into one of version 2. */
  readonly steps: Readonly<Record<number, MigrationStep>>;
}

export type Migrated =
  | { readonly kind: 'read'; readonly snapshot: Json }
  /** Written by a build that knows more than this one, or by one so old that nobody knows the way. */
  | { readonly kind: 'refused'; readonly reason: 'newer-version' | 'no-migration' };

/** A kept snapshot as the machine of today would have written it. */
export const migrate = (
  { machineVersion, snapshot }: { readonly machineVersion: number; readonly snapshot: Json },
  { version, steps }: MachineHistory,
): Migrated => {
  if (machineVersion > version) return { kind: 'refused', reason: 'newer-version' };
  let migrated = snapshot;
  for (let from = machineVersion; from < version; from += 1) {
    const step = steps[from];
    if (step === undefined) return { kind: 'refused', reason: 'no-migration' };
    migrated = step(migrated);
  }
  return { kind: 'read', snapshot: migrated };
};

/** A step that changes nothing but the context: members that are new, say. Of a snapshot without one it makes none. */
export const inContext =
  (change: (context: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>): MigrationStep =>
  (snapshot) =>
    isRecord(snapshot) && isRecord(snapshot['context'])
      ? // what a step adds is plain JSON, as the context was
        ({ ...snapshot, context: change(snapshot['context']) } as Json)
      : snapshot;
