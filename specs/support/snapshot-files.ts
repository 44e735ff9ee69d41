import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../src/domain/codec.ts';
import type { ActorSnapshot } from '../../src/domain/fact.ts';
import { actorId } from '../../src/domain/ids.ts';
import type { OrderIntent } from '../../src/domain/order.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/snapshots');

/** A snapshot of fixtures/snapshots/<machine>/v<version>/<name>.json. */
export interface SnapshotFile {
  readonly machine: string;
  readonly version: number;
  readonly name: string;
  readonly kept: ActorSnapshot;
  readonly intents: readonly OrderIntent[];
}

const foldersIn = (path: string): readonly string[] => readdirSync(path).sort();

/** Every snapshot that was ever kept. */
export const snapshotFiles = (): readonly SnapshotFile[] =>
  foldersIn(FOLDER).flatMap((machine) =>
    foldersIn(join(FOLDER, machine)).flatMap((version) =>
      foldersIn(join(FOLDER, machine, version)).map((file) => {
        // written by fixtures/make-snapshots.mjs
        const { actor, machineVersion, snapshot, intents } = JSON.parse(
          readFileSync(join(FOLDER, machine, version, file), 'utf8'),
        ) as { actor: string; machineVersion: number; snapshot: Json; intents: readonly OrderIntent[] };
        const kept = { actor: actorId(actor), machineVersion, snapshot, seq: 0 };
        return { machine, version: Number(version.slice(1)), name: file.replace(/\.json$/, ''), kept, intents };
      }),
    ),
  );
