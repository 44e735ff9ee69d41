import type { Json } from '../../domain/codec.ts';
import type { ActorSnapshot } from '../../domain/fact.ts';
import type { ActorId } from '../../domain/ids.ts';
import { MACHINE_HISTORIES, readSnapshot } from './snapshot-migrations.ts';
import type { PersistedMachine } from './snapshot-migrations.ts';

/** A snapshot that is not restored: its actor starts afresh. */
export interface RefusedSnapshot {
  readonly actor: ActorId;
  readonly machineVersion: number;
  /** The version that this build writes; 0 for a machine it does not have. */
  readonly expected: number;
  readonly reason: 'newer-version' | 'no-migration' | 'unknown-machine';
}

/** What an earlier life left of its actors, made into what today's machines take, or refused with the reason. */
export class KeptSnapshots {
  readonly #read = new Map<ActorId, Json>();
  readonly #refused: RefusedSnapshot[] = [];

  constructor(snapshots: readonly ActorSnapshot[]) {
    for (const kept of snapshots) this.#take(kept);
  }

  of(actor: ActorId): Json | undefined {
    return this.#read.get(actor);
  }

  /** Actors of one machine that can be restored, in order of their ids. */
  all(machine: PersistedMachine): readonly { readonly actor: ActorId; readonly snapshot: Json }[] {
    return [...this.#read].flatMap(([actor, snapshot]) => (machineOf(actor) === machine ? [{ actor, snapshot }] : []));
  }

  refused(): readonly RefusedSnapshot[] {
    return this.#refused;
  }

  #take({ actor, machineVersion, snapshot }: ActorSnapshot): void {
    const machine = machineOf(actor);
    if (machine === undefined) {
      this.#refused.push({ actor, machineVersion, expected: 0, reason: 'unknown-machine' });
      return;
    }
    const read = readSnapshot(machine, { machineVersion, snapshot });
    const expected = MACHINE_HISTORIES[machine].version;
    if (read.kind === 'read') this.#read.set(actor, read.snapshot);
    else this.#refused.push({ actor, machineVersion, expected, reason: read.reason });
  }
}

/** The machine an actor runs: the first word of its id. */
const machineOf = (actor: ActorId): PersistedMachine | undefined => {
  const [word = ''] = actor.split('/');
  return isPersisted(word) ? word : undefined;
};

const isPersisted = (word: string): word is PersistedMachine => Object.hasOwn(MACHINE_HISTORIES, word);
