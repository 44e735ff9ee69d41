import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { livePermission } from '../../src/cli/live-permission.ts';
import { asJson } from '../../src/domain/codec.ts';
import { parseConfig } from '../../src/engine/config/config.ts';
import { openJournal } from '../../src/journal/lmdb.adapter.ts';
import { snapshotFiles } from '../support/snapshot-files.ts';
import { capturedIo } from './command-run.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hedgerow-permission-'));
});
afterEach(() => rm(dir, { recursive: true }));

/** A journal in which a position was left in this state. */
const leave = async (state: string): Promise<void> => {
  const kept = snapshotFiles().find(({ machine, name }) => machine === 'position' && name === state)?.kept;
  if (kept === undefined) throw new Error(`no snapshot of a position that is ${state}`);
  const { actor, machineVersion, snapshot } = kept;
  const store = openJournal({ dir });
  const snapshots = [{ actor, machineVersion, snapshot: asJson(snapshot as object) }];
  store.commit({ inputSeq: 1, facts: [], snapshots, intents: [], ledger: {} });
  await store.flushed();
  await store.close();
};

/** No key in the environment and no caps written: the doctor finds fault. */
const ask = async (live: boolean) => {
  const captured = capturedIo();
  const request = { world: 'live', scenario: 'default', live } as const;
  const permission = await livePermission({ request, config: parseConfig(), dir }, captured.io);
  return { permission, err: captured.printed().err };
};

describe('a live start that finds something wrong', () => {
  it('is refused where nothing was left behind', async () => {
    const first = await ask(true);
    expect(first.permission).toBe('refused');
    expect(first.err).toContain('nothing was sent');
    await leave('scanning');
    expect((await ask(true)).permission).toBe('refused');
  });

  it.each(['entering', 'hedged', 'unwinding'])('looks after what was left %s, and says so', async (state) => {
    await leave(state);
    const { permission, err } = await ask(true);
    expect(permission).toBe('watch');
    expect(err).toContain('no key of binance: export HEDGEROW_BINANCE_KEY');
    expect(err).toContain('nothing is entered until `hedgerow operator resume`');
  });

  it('is refused all the same without --live', async () => {
    await leave('hedged');
    expect(await ask(false)).toMatchObject({ permission: 'refused' });
  });
});
