import { describe, expect, it } from 'vitest';
import type { FactDraft } from '../../../src/domain/fact.ts';
import type { JournalStore, World } from '../../../src/domain/ports.ts';
import { atMs } from '../../../src/domain/units.ts';
import { parseConfig } from '../../../src/engine/config/config.ts';
import { openEngine } from '../../../src/engine/engine.ts';
import { Retention } from '../../../src/engine/watches/retention.ts';
import { aroundStore } from '../../../src/journal/around-store.ts';
import { openJournal } from '../../../src/journal/lmdb.adapter.ts';
import { simulatedWorld } from '../../../src/worlds/simulated.ts';
import { batch, temporaryDirectory } from '../../journal/support/batches.ts';
import { tamper } from '../../journal/support/tamper.ts';
import { MIDNIGHT, fact, started } from '../../monitor/support/journal.ts';

/** One fact an hour, and cycles of a coin from one hour to another, the last of them open where no end is told. */
const journalOf = (
  hours: number,
  cycles: readonly (readonly [coin: string, from: number, to?: number])[] = [],
  dir = temporaryDirectory(),
): JournalStore => {
  const store = openJournal({ dir, durability: 'process-safe' });
  const commit = (...facts: readonly Omit<FactDraft, 'cause'>[]): void => {
    const inputSeq = store.lastInputSeq + 1;
    store.commit(batch(inputSeq, { facts: facts.map((one) => ({ ...one, cause: inputSeq })) }));
  };
  commit(started(0));
  for (let hour = 1; hour < hours; hour += 1) {
    commit(fact(hour, 'route.refused', { actor: 'scout/SOL' }));
    for (const [at, [coin, from, to]] of cycles.entries()) {
      const actor = `position/${coin}`;
      const cycle = `${coin}-${at + 1}`;
      if (hour === from) commit(fact(hour, 'entry.approved', { actor }), fact(hour, 'cycle.opened', { actor, cycle }));
      if (hour === to) commit(fact(hour, 'cycle.closed', { actor, cycle, reason: 'operator' }));
    }
  }
  return store;
};

/** As an engine calls it, a quarter of a second after the other, for an hour. */
const keepUntilHour = (retention: Retention, hour: number): void => {
  for (let step = 0; step < 14_400; step += 1)
    retention.keep(atMs(MIDNIGHT + hour * 3_600_000 + (step - 14_399) * 250));
};

const retentionOf = (store: JournalStore, held: readonly string[] = []): Retention =>
  new Retention({ store, retentionDays: 1, heldCoins: () => new Set(held) });

const firstOf = (store: JournalStore): { hour: number; type: string } => {
  for (const { atMs: at, type } of store.facts(1)) return { hour: (at - MIDNIGHT) / 3_600_000, type };
  return { hour: -1, type: '' };
};

/** What an engine tells of its directory whose journal holds a damaged fact, older than what a start looks at. */
const toldOver = async (name: World['name']): Promise<readonly string[]> => {
  const dir = temporaryDirectory();
  await journalOf(320, [], dir).close();
  await tamper(dir, 'journal', { key: 50, change: (text) => text.replace('SOL', 'ETH') });
  const config = parseConfig({ text: 'storage: { retentionDays: 1 }\nuniverse: { coins: [SOL] }' });
  const invented = simulatedWorld({ config, seed: 7, startAtMs: atMs(MIDNIGHT + 321 * 3_600_000) });
  const { startAtMs, venues } = invented;
  const world: World = {
    name,
    startAtMs,
    venues,
    next: (deadline) => invented.next(deadline),
    perform: (request) => invented.perform(request),
    stop: () => invented.stop(),
  };
  const engine = openEngine({ world, store: openJournal({ dir }), config, speed: 'max' }, atMs(startAtMs + 1500));
  const types: string[] = [];
  engine.facts$.subscribe(({ type }) => types.push(type));
  await engine.start();
  await engine.finished;
  await engine.stop();
  return types.filter((type) => /^(storage|engine)\./.test(type));
};

describe('the retention of the journal', () => {
  it('removes what is older, oldest first, and never the last fact', async () => {
    const store = journalOf(60);
    const retention = retentionOf(store);
    keepUntilHour(retention, 50);
    expect(firstOf(store).hour).toBe(26);
    expect(store.anchor).toMatchObject({ seq: 26, atMs: MIDNIGHT + 25 * 3_600_000 });
    keepUntilHour(retention, 500);
    expect([...store.facts(1)]).toMatchObject([{ seq: 60 }]);
    await store.close();
  });

  it('removes nothing that is younger', async () => {
    const store = journalOf(30);
    keepUntilHour(retentionOf(store), 24);
    expect([store.anchor, firstOf(store).type]).toEqual([undefined, 'engine.started']);
    await store.close();
  });

  it('keeps a position that is held longer from its opening on, and lets it go with the others once it is closed', async () => {
    const store = journalOf(100, [
      ['SOL', 3, 5],
      ['SOL', 10],
      ['ETH', 20, 90],
    ]);
    keepUntilHour(retentionOf(store, ['SOL']), 99);
    expect(firstOf(store)).toEqual({ hour: 10, type: 'entry.approved' });
    // closed since, within the retention: still whole
    keepUntilHour(retentionOf(store), 34.5);
    expect(firstOf(store)).toEqual({ hour: 10, type: 'entry.approved' });
    keepUntilHour(retentionOf(store), 99);
    // of ETH the close is within the retention, but it was held for longer than that again: nobody can hold everything for it
    expect(firstOf(store).hour).toBe(75);
    await store.close();
  });

  it('keeps a cycle whole that was open at any time within the retention', async () => {
    const store = journalOf(60, [['SOL', 20, 40]]);
    keepUntilHour(retentionOf(store), 50);
    expect(firstOf(store)).toEqual({ hour: 20, type: 'entry.approved' });
    keepUntilHour(retentionOf(store), 65);
    expect(firstOf(store).hour).toBe(41);
    await store.close();
  });

  it('takes at most forty facts and the rest of their input at a time, a quarter of a second apart', async () => {
    const plain = journalOf(150);
    const cuts: number[] = [];
    const store = Object.assign(aroundStore(plain, plain), {
      prune: (cut: Parameters<NonNullable<JournalStore['prune']>>[0]) => {
        cuts.push(cut.throughSeq);
        plain.prune?.(cut);
      },
    });
    const retention = retentionOf(Object.defineProperty(store, 'anchor', { get: () => plain.anchor }));
    const now = MIDNIGHT + 150 * 3_600_000;
    const looks: number[] = [];
    for (let step = 0; step < 16; step += 1) {
      retention.keep(atMs(now + step * 125));
      looks.push(cuts.length);
    }
    // four steps to look through them, then one cut every other call
    expect(cuts).toEqual([40, 80, 120, 127]);
    expect(looks).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 4, 4]);
    await plain.close();
  });

  it('is left alone once it met a damaged fact, which is told, and the engine goes on', async () => {
    expect(await toldOver('simulated')).toEqual(['engine.started', 'storage.not-pruned']);
  });

  it('removes nothing of a past that is run again', async () => {
    expect(await toldOver('history')).toEqual(['engine.started']);
  });
});
