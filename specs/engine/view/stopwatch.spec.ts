import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../src/domain/fact.ts';
import type { JournalBatch, WorldRequest } from '../../../src/domain/ports.ts';
import { Stopwatch } from '../../../src/engine/view/stopwatch.ts';
import type { WorkTime } from '../../../src/engine/view/stopwatch.ts';
import { createEngine } from '../../../src/worlds/create-engine.ts';

const opened = (clientOrderId: string, purpose = 'open') => ({ kind: 'opened', intent: { clientOrderId, purpose } });
const batch = (parts: object): JournalBatch =>
  ({ inputSeq: 1, facts: [], snapshots: [], intents: [], ledger: {}, ...parts }) as never;
const submit = (clientOrderId: string): WorldRequest => ({ kind: 'submit', order: { clientOrderId } }) as never;

/** A stopwatch whose clock stands where it is put, and what it told. */
const stage = () => {
  const clock = { ms: 0 };
  const stopwatch = new Stopwatch(() => clock.ms);
  const told: WorkTime[] = [];
  const listening = stopwatch.times$.subscribe((time) => told.push(time));
  return { clock, stopwatch, told, listening };
};

/** A journal that acknowledges when it is let. */
const slowStore = () => {
  const waiting: (() => void)[] = [];
  return {
    flushed: () => new Promise<void>((resolve) => waiting.push(resolve)),
    acknowledge: async () => {
      waiting.shift()?.();
      await Promise.resolve();
    },
  };
};
const write = (stopwatch: Stopwatch, store: { flushed: () => Promise<void> }): void =>
  stopwatch.commits(batch({ facts: [{}] }), store, () => undefined);

/** A run of the invented world, watched or not. */
const run = async (isListened: boolean) => {
  const engine = await createEngine({ world: 'simulated', seed: 7, speed: 'max', forMs: 90_000 });
  const kinds = new Set<string>();
  const facts: Fact[] = [];
  if (isListened) engine.work.times$.subscribe(({ kind }) => kinds.add(kind));
  engine.facts$.subscribe((fact) => facts.push(fact));
  engine.send({ type: 'operator.arm' });
  engine.send({ type: 'operator.trade' });
  await engine.start();
  await engine.finished;
  await engine.stop();
  return { kinds: [...kinds].sort(), facts };
};

describe('the time of the work', () => {
  it('runs from frames to a decision, and from ranked routes to the orders they led to', () => {
    const { clock, stopwatch, told } = stage();
    stopwatch.handed();
    stopwatch.begins();
    stopwatch.decided(undefined);
    expect(told).toEqual([]);
    clock.ms = 2;
    stopwatch.begins();
    stopwatch.ranked();
    clock.ms = 3;
    stopwatch.decided(batch({ intents: [opened('1'), opened('2', 'close'), opened('3')] }));
    clock.ms = 10;
    stopwatch.begins();
    stopwatch.decided(batch({ intents: [{ kind: 'settled', clientOrderId: '3' }, opened('4')] }));
    for (const id of ['1', '1', '2', '3', '4']) stopwatch.performs(submit(id));
    expect(told).toEqual([
      { kind: 'frame-to-decision', ms: 3 },
      { kind: 'signal-to-order', ms: 8 },
    ]);
  });

  it('is not taken while nobody listens', () => {
    const { clock, stopwatch, told, listening } = stage();
    listening.unsubscribe();
    const store = slowStore();
    stopwatch.handed();
    stopwatch.begins();
    stopwatch.ranked();
    stopwatch.decided(batch({ intents: [opened('1')] }));
    write(stopwatch, store);
    stopwatch.performs(submit('1'));
    clock.ms = 5;
    expect([told, stopwatch.journalLagMs()]).toEqual([[], 0]);
  });

  it('of a journal is the age of the oldest fact it has not acknowledged', async () => {
    const { clock, stopwatch, told } = stage();
    const store = slowStore();
    write(stopwatch, store);
    clock.ms = 40;
    write(stopwatch, store);
    clock.ms = 50;
    write(stopwatch, store);
    clock.ms = 100;
    expect(stopwatch.journalLagMs()).toBe(100);
    await store.acknowledge();
    expect(stopwatch.journalLagMs()).toBe(60);
    await store.acknowledge();
    expect(stopwatch.journalLagMs()).toBe(0);
    expect(told.map(({ kind }) => kind)).toEqual(Array(3).fill('journal-commit'));
  });

  it('grows where the journal fails', async () => {
    const { clock, stopwatch } = stage();
    write(stopwatch, { flushed: () => Promise.reject(new Error('no room')) });
    await Promise.resolve();
    clock.ms = 9;
    expect(stopwatch.journalLagMs()).toBe(9);
  });

  it('leaves no trace in what the engine does', async () => {
    const [listened, alone] = [await run(true), await run(false)];
    expect(listened.kinds).toEqual(['frame-to-decision', 'journal-commit', 'signal-to-order']);
    expect(alone.kinds).toEqual([]);
    expect(listened.facts).toEqual(alone.facts);
  });
});
