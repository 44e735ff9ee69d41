import { describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import type { AnyStateMachine, Snapshot } from 'xstate';
import { isRecord } from '../../../src/domain/codec.ts';
import type { Json } from '../../../src/domain/codec.ts';
import { KeptSnapshots } from '../../../src/engine/recovery/kept-snapshots.ts';
import { operatorMachine } from '../../../src/engine/operating/operator.machine.ts';
import { MACHINE_HISTORIES } from '../../../src/engine/recovery/snapshot-migrations.ts';
import type { PersistedMachine } from '../../../src/engine/recovery/snapshot-migrations.ts';
import { orderMachine } from '../../../src/execution/order.machine.ts';
import { positionMachine } from '../../../src/position/position.machine.ts';
import { drawdownMachine } from '../../../src/risk/drawdown.machine.ts';
import { snapshotFiles } from '../../support/snapshot-files.ts';
import type { SnapshotFile } from '../../support/snapshot-files.ts';
import { playSnapshots } from '../../support/snapshot-story.ts';

const MACHINES: Readonly<Record<Exclude<PersistedMachine, 'accounts'>, AnyStateMachine>> = {
  position: positionMachine,
  order: orderMachine,
  guard: drawdownMachine,
  operator: operatorMachine,
};

const FILES = snapshotFiles();
const HISTORIES = Object.entries(MACHINE_HISTORIES);

/** States that every version of a machine is kept in. */
const STATES: Readonly<Record<string, string[]>> = {
  position: ['entering', 'hedged', 'paused', 'scanning', 'unwinding'],
  order: ['in-doubt', 'sent', 'working'],
};

/** As the engine of today reads it; it must not refuse. */
const read = ({ kept }: SnapshotFile): Json | undefined => new KeptSnapshots([kept]).of(kept.actor);

/** What the machine of today makes of a snapshot. */
const restored = (file: SnapshotFile): Snapshot<unknown> & { readonly value?: unknown; readonly context?: unknown } => {
  const machine = MACHINES[file.machine as keyof typeof MACHINES];
  const actor = createActor(machine, { snapshot: read(file) as unknown as Snapshot<unknown> });
  actor.start();
  const snapshot: Snapshot<unknown> = actor.getSnapshot();
  actor.stop();
  return snapshot;
};

const valueOf = ({ kept: { snapshot } }: SnapshotFile): unknown => (isRecord(snapshot) ? snapshot['value'] : undefined);

describe('snapshots of every version', () => {
  it.each(HISTORIES)('are kept for %s, from the first to the one of today', (machine, { version }) => {
    for (let one = 1; one <= version; one += 1) {
      const names = FILES.filter((file) => file.machine === machine && file.version === one).map(({ name }) => name);
      const hint = `${machine} v${one}: node fixtures/make.mjs snapshots`;
      expect(names, hint).not.toEqual([]);
      expect(names, hint).toEqual(expect.arrayContaining(STATES[machine] ?? []));
    }
    expect(Math.max(...FILES.filter((file) => file.machine === machine).map((file) => file.version))).toBe(version);
  });

  it.each(HISTORIES)('of %s have a way to the one of today', (_, { version, steps }) => {
    expect(Object.keys(steps).map(Number)).toEqual(Array.from({ length: version - 1 }, (__, at) => at + 1));
  });

  it.each(FILES.filter(({ machine }) => machine !== 'accounts'))(
    '$machine v$version $name is restored into the machine of today, in its state',
    (file) => {
      const after = restored(file);
      expect(after.status).toBe('active');
      expect(after.value).toEqual(valueOf(file));
      // a step adds; what was there is still there
      const context = isRecord(file.kept.snapshot) ? file.kept.snapshot['context'] : undefined;
      expect(after.context).toMatchObject(isRecord(context) ? context : {});
    },
  );
});

/** Names of members at every depth, without settings: those are of the configuration of today whenever an actor is restored. */
const membersOf = (value: unknown, path = ''): readonly string[] => {
  if (path === '.context.settings') return [];
  if (Array.isArray(value)) return value.flatMap((item) => membersOf(item, `${path}[]`));
  if (isRecord(value)) return Object.keys(value).flatMap((key) => membersOf(value[key], `${path}.${key}`));
  return [path];
};

/** Members of some snapshots of one machine; together they hold every member that is not always empty. */
const uniqueMembers = (snapshots: readonly unknown[]): readonly string[] =>
  [...new Set(snapshots.flatMap((snapshot) => membersOf(snapshot)))]
    // the state is looked at apart
    .filter((path) => !path.startsWith('.value'))
    .sort();

describe('what the engine of today persists', () => {
  it('has the members that are kept for its versions: a machine whose shape changes raises its version', async () => {
    const written = await playSnapshots();
    for (const [machine, { version }] of HISTORIES) {
      const own = written.filter((one) => one.machine === machine);
      const files = FILES.filter((file) => file.machine === machine && file.version === version);
      expect(new Set(own.map(({ machineVersion }) => machineVersion))).toEqual(new Set([version]));
      expect(uniqueMembers(own.map(({ snapshot }) => snapshot)), `${machine} v${version}`).toEqual(
        uniqueMembers(files.map(({ kept }) => kept.snapshot)),
      );
    }
  });
});
