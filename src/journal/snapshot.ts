import type { Json } from '../domain/codec.ts';
import type { ActorSnapshot } from '../domain/fact.ts';

/** A machine's persistence contract: its version, and how a snapshot of version `from` becomes one of `from + 1`. */
export interface SnapshotVersions {
  readonly version: number;
  readonly migrations: ReadonlyMap<number, (snapshot: Json) => Json>;
}

export type RestoredSnapshot =
  | { readonly kind: 'restored'; readonly snapshot: Json; readonly fromVersion: number }
  /** The machine cannot be restored from it; the actor is parked and its legs go by the venue's truth. */
  | { readonly kind: 'unusable'; readonly reason: string };

/** A stored snapshot in the form today's machine takes, step by step through every version between. */
export const restoreSnapshot = (stored: ActorSnapshot, versions: SnapshotVersions): RestoredSnapshot => {
  const fromVersion = stored.machineVersion;
  if (fromVersion > versions.version) {
    const reason = `${stored.actor} was stored by version ${fromVersion} of its machine, this build has ${versions.version}`;
    return { kind: 'unusable', reason };
  }
  let { snapshot } = stored;
  for (let version = fromVersion; version < versions.version; version += 1) {
    const migrate = versions.migrations.get(version);
    if (migrate === undefined) {
      const reason = `${stored.actor} was stored by version ${fromVersion} of its machine and no step leads on from ${version}`;
      return { kind: 'unusable', reason };
    }
    snapshot = migrate(snapshot);
  }
  return { kind: 'restored', snapshot, fromVersion };
};
