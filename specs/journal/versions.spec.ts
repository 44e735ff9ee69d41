import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/domain/codec.ts';
import { actorId } from '../../src/domain/ids.ts';
import { GENESIS_HASH, chainFacts, readRecord } from '../../src/journal/journal.ts';
import { journalErrorOf } from '../../src/journal/journal-error.ts';
import { upgradeFact } from '../../src/journal/migrations.ts';
import type { FactMigration } from '../../src/journal/migrations.ts';
import { sha256 } from '../../src/journal/sha256.adapter.ts';
import { restoreSnapshot } from '../../src/journal/snapshot.ts';
import { draft } from './support/batches.ts';

const START = { seq: 0, hash: GENESIS_HASH };

describe('the chain', () => {
  it('hashes the hash before and the canonical text of the fact', () => {
    const [record] = chainFacts(START, [{ ...draft(1), body: { b: 2, a: 1 } }], sha256);
    const canonical =
      '{"actor":"position/ETH","atMs":1000001,"body":{"a":1,"b":2},"cause":1,"seq":1,"type":"position.entering"}';
    expect(record?.hash).toBe(sha256('0'.repeat(64) + canonical));
    expect(record?.text).toBe(`{"v":1,"hash":"${record?.hash}","fact":${canonical}}`);
  });

  it('refuses a record in the place of another, even with a hash of its own', () => {
    const [first, second] = chainFacts(START, [draft(1), draft(2)], sha256);
    expect(readRecord(first?.text, START, sha256)).toMatchObject({ kind: 'intact', fact: { seq: 1 } });
    expect(readRecord(second?.text, START, sha256)).toMatchObject({ kind: 'damaged', seq: 1 });
    const misnumbered = '{"actor":"guard","atMs":1,"body":{},"cause":1,"seq":5,"type":"guard.paused"}';
    const text = `{"v":1,"hash":"${sha256(GENESIS_HASH + misnumbered)}","fact":${misnumbered}}`;
    expect(readRecord(text, START, sha256)).toMatchObject({
      kind: 'damaged',
      reason: expect.stringContaining('number'),
    });
  });
});

describe('records of an older version', () => {
  // As if version 2 had renamed a type and version 3 had given every refusal a list of reasons.
  const migrations: readonly FactMigration[] = [
    { from: 1, about: 'route.rejected is now route.refused', upgrade: renameRefusal },
    { from: 2, about: 'reason is now reasons', upgrade: listReasons },
  ];
  const old = { seq: 1, type: 'route.rejected', body: { reason: 'stale-book' } };
  const now = { seq: 1, type: 'route.refused', body: { reasons: ['stale-book'] } };

  it('are read in today’s form, step by step', () => {
    expect(upgradeFact(old, 1, migrations)).toEqual(now);
    expect(upgradeFact({ ...old, type: 'route.refused' }, 2, migrations)).toEqual(now);
    expect(upgradeFact(now, 3, migrations)).toEqual(now);
  });
});

describe('snapshots of an older machine', () => {
  const stored = { actor: actorId('position/BTC'), seq: 9, machineVersion: 1, snapshot: { value: 'open' } };
  const migrations = new Map([
    [1, (snapshot: Json) => ({ ...(snapshot as object), naked: '0' }) as Json],
    [2, (snapshot: Json) => ({ ...(snapshot as object), value: 'hedged' }) as Json],
  ]);

  it('are restored through every version between', () => {
    expect(restoreSnapshot(stored, { version: 3, migrations })).toEqual({
      kind: 'restored',
      fromVersion: 1,
      snapshot: { value: 'hedged', naked: '0' },
    });
    expect(restoreSnapshot(stored, { version: 1, migrations: new Map() })).toMatchObject({ snapshot: stored.snapshot });
  });

  it('are unusable without a way, or when they are newer than the machine', () => {
    expect(restoreSnapshot(stored, { version: 4, migrations })).toMatchObject({
      kind: 'unusable',
      reason: expect.stringContaining('no step leads on from 3'),
    });
    expect(restoreSnapshot({ ...stored, machineVersion: 5 }, { version: 3, migrations })).toMatchObject({
      kind: 'unusable',
      reason: 'position/BTC was stored by version 5 of its machine, this build has 3',
    });
  });
});

describe('errors of the disk', () => {
  it.each([
    ['ENOSPC: no space left on device, write', 'journal.disk-full'],
    ['MDB_MAP_FULL: Environment mapsize limit reached', 'journal.disk-full'],
    ['Disk quota exceeded', 'journal.disk-full'],
    ['EROFS: read-only file system, open', 'journal.unwritable'],
    ['Input/output error', 'journal.unwritable'],
    ['MDB_CORRUPTED: Located page was wrong type', 'journal.unreadable'],
    ['MDB_INVALID: File is not an LMDB file', 'journal.unreadable'],
  ])('%s is %s', (message, code) => {
    expect(journalErrorOf(new Error(message), 'data')).toMatchObject({
      code,
      message: expect.stringContaining('data'),
    });
  });

  it('are left alone when they are none', () => {
    const bug = new TypeError('x is not a function');
    expect(journalErrorOf(bug, 'data')).toBe(bug);
    expect(journalErrorOf('text', 'data')).toBe('text');
  });
});

function renameRefusal(fact: Json): Json {
  return { ...(fact as Record<string, Json>), type: 'route.refused' };
}

function listReasons(fact: Json): Json {
  const { body, ...rest } = fact as { body: { reason: string } };
  return { ...rest, body: { reasons: [body.reason] } };
}
