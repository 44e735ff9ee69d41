import { describe, expect, it, onTestFinished } from 'vitest';
import { actorId, clientOrderId } from '../../src/domain/ids.ts';
import type { JournalStore } from '../../src/domain/ports.ts';
import { GENESIS_HASH } from '../../src/journal/journal.ts';
import { openJournal } from '../../src/journal/lmdb.adapter.ts';
import { createMemoryJournal } from '../../src/journal/memory.adapter.ts';
import { batch, draft, intent, temporaryDirectory } from './support/batches.ts';

const BIRTH_ID = 'seed-7';

const onDisk = (durability: 'power-safe' | 'process-safe') => (): JournalStore => {
  const journal = openJournal({ dir: temporaryDirectory(), birthId: BIRTH_ID, durability });
  onTestFinished(() => journal.close());
  return journal;
};

const stores: readonly (readonly [string, () => JournalStore])[] = [
  ['in memory', () => createMemoryJournal({ birthId: BIRTH_ID })],
  ['on disk, power-safe', onDisk('power-safe')],
  ['on disk, process-safe', onDisk('process-safe')],
];

describe.each(stores)('a journal %s', (_, open) => {
  it('is born empty', () => {
    const journal = open();
    expect([journal.birthId, journal.lastInputSeq, journal.lastSeq, journal.headHash]).toEqual([
      BIRTH_ID,
      0,
      0,
      GENESIS_HASH,
    ]);
    expect([...journal.facts(1), ...journal.snapshots(), ...journal.openIntents()]).toEqual([]);
    expect(journal.balances()).toEqual({});
  });

  it('numbers facts densely from 1 and gives them back as they were', async () => {
    const journal = open();
    const first = journal.commit(batch(5, { facts: [draft(1), draft(2)] }));
    const second = journal.commit(batch(9, { facts: [draft(3)] }));
    await journal.flushed();
    expect([...first, ...second].map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect([...journal.facts(1)]).toEqual(
      [draft(1), draft(2), draft(3)].map((fact, index) => ({ ...fact, seq: index + 1 })),
    );
    expect([...journal.facts(3)].map(({ body }) => body['n'])).toEqual([3]);
    expect([...journal.facts(4)]).toEqual([]);
    expect([journal.lastInputSeq, journal.lastSeq]).toEqual([9, 3]);
  });

  it('keeps the latest snapshot of an actor with the seq it stands at, and forgets an actor that is gone', () => {
    const journal = open();
    const position = { actor: actorId('position/BTC'), machineVersion: 1, snapshot: { value: 'entering' } };
    const guard = { actor: actorId('guard'), machineVersion: 2, snapshot: { value: 'active', hwm: '100000' } };
    journal.commit(batch(1, { facts: [draft(1)], snapshots: [position, guard] }));
    journal.commit(batch(2, { facts: [draft(2)], snapshots: [{ ...position, snapshot: { value: 'hedged' } }] }));
    expect(journal.snapshots()).toEqual([
      { ...guard, seq: 1 },
      { ...position, seq: 2, snapshot: { value: 'hedged' } },
    ]);
    journal.commit(batch(3, { snapshots: [{ ...position, snapshot: null }] }));
    expect(journal.snapshots()).toEqual([{ ...guard, seq: 1 }]);
  });

  it('holds an intent from its opening until it is settled', () => {
    const journal = open();
    const [one, two] = [intent('b2'), intent('a1')];
    journal.commit(
      batch(1, {
        intents: [
          { kind: 'opened', intent: one },
          { kind: 'opened', intent: two },
        ],
      }),
    );
    expect(journal.openIntents()).toEqual([two, one]);
    journal.commit(batch(2, { intents: [{ kind: 'settled', clientOrderId: clientOrderId('b2') }] }));
    journal.commit(batch(3, { intents: [{ kind: 'settled', clientOrderId: clientOrderId('never-was') }] }));
    expect(journal.openIntents()).toEqual([two]);
  });

  it('holds absolute balances', () => {
    const journal = open();
    journal.commit(batch(1, { ledger: { 'wallet beta USDT': '10', 'wallet alpha USDT': '0.000000000000000001' } }));
    journal.commit(batch(2, { ledger: { 'wallet beta USDT': '-3.5' } }));
    expect(Object.entries(journal.balances())).toEqual([
      ['wallet alpha USDT', '0.000000000000000001'],
      ['wallet beta USDT', '-3.5'],
    ]);
  });

  it('keeps small values of the engine', () => {
    const journal = open();
    expect(journal.readMeta('config')).toBeUndefined();
    journal.writeMeta('config', { hash: 'abc', at: 3 });
    expect(journal.readMeta('config')).toEqual({ hash: 'abc', at: 3 });
    expect(() => journal.writeMeta('config', Number.NaN)).toThrow(RangeError);
  });

  it('takes a batch whole or not at all', () => {
    const journal = open();
    journal.commit(batch(1, { facts: [draft(1)] }));
    const before = [journal.lastSeq, journal.headHash, journal.lastInputSeq];
    const unwritable = { ...draft(2), body: { rate: Number.NaN } };
    expect(() => journal.commit(batch(2, { facts: [draft(2), unwritable], ledger: { 'wallet a USDT': '1' } }))).toThrow(
      RangeError,
    );
    expect([journal.lastSeq, journal.headHash, journal.lastInputSeq]).toEqual(before);
    expect([...journal.facts(1)]).toHaveLength(1);
    expect(journal.balances()).toEqual({});
  });

  it('refuses a batch of an input before the last one, and does not count an empty batch', () => {
    const journal = open();
    journal.commit(batch(7, { facts: [draft(1)] }));
    expect(journal.commit(batch(8))).toEqual([]);
    expect(journal.lastInputSeq).toBe(7);
    expect(() => journal.commit(batch(6, { facts: [draft(2)] }))).toThrow('comes after input 7');
  });
});

it('gives the same head hash in memory and on disk, whatever the batches', () => {
  const journals = stores.map(([, open]) => open());
  for (const [index, journal] of journals.entries())
    for (let n = 1; n <= 12; n += 1) {
      // The first store gets facts one by one, the others in pairs.
      if (index === 0) journal.commit(batch(n, { facts: [draft(n)] }));
      else if (n % 2 === 0) journal.commit(batch(n, { facts: [draft(n - 1), draft(n)] }));
    }
  expect(new Set(journals.map(({ headHash }) => headHash)).size).toBe(1);
  expect(journals[0]?.headHash).toMatch(/^[0-9a-f]{64}$/);
});

it('plays a full disk in memory', () => {
  let isFull = false;
  const journal = createMemoryJournal({ birthId: BIRTH_ID, isFull: () => isFull });
  journal.commit(batch(1, { facts: [draft(1)] }));
  isFull = true;
  expect(() => journal.commit(batch(2, { facts: [draft(2)] }))).toThrow(
    expect.objectContaining({ code: 'journal.disk-full' }),
  );
  expect(journal.lastSeq).toBe(1);
});
