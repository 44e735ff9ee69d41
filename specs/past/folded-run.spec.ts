import { beforeAll, describe, expect, it } from 'vitest';
import { asJson, isRecord } from '../../src/domain/codec.ts';
import { actorId } from '../../src/domain/ids.ts';
import { settingsIn } from '../../src/past/actor-settings.ts';
import { FoldedRun } from '../../src/past/folded-run.ts';
import { replayed } from './replayed-run.ts';
import type { Instant, ReplayedRun } from './replayed-run.ts';

/** The guard is told the equity at marks that are not journaled; of markets only the state is. */
const WHOLE = /^(position|order|operator)(\/|$)/;

describe.each(['sol-entry', 'sol-run', 'sol-settlement'])('the facts of %s, folded', (name) => {
  let replay: ReplayedRun;
  beforeAll(async () => {
    replay = await replayed(name);
  });

  it('leave every actor as the engine had it at that instant', () => {
    const { facts, store, instants } = replay;
    const run = new FoldedRun(settingsIn(store.snapshots()));
    const due = new Map(instants.map((instant) => [instant.seq, instant]));
    let compared = 0;
    for (const fact of facts) {
      run.fold(fact);
      const instant = due.get(fact.seq);
      if (instant === undefined) continue;
      compared += 1;
      expect(statesOf(run), `fact ${fact.seq}`).toEqual(statesIn(instant));
      for (const [id, { context }] of instant.actors)
        if (WHOLE.test(id))
          expect(told(asJson(Object(run.actors.get(actorId(id))?.snapshot.context) as object)), id).toEqual(
            told(context),
          );
    }
    expect(compared).toBe(instants.length);
    expect(compared).toBeGreaterThan(10);
  });

  it('go on from a copy as from the run itself', () => {
    const { facts, store } = replay;
    const run = new FoldedRun(settingsIn(store.snapshots()));
    for (const fact of facts.slice(0, 30)) run.fold(fact);
    const copied = run.copy();
    const before = statesOf(copied);
    for (const fact of facts.slice(30)) run.fold(fact);
    expect(statesOf(copied)).toEqual(before);
    for (const fact of facts.slice(30)) copied.fold(fact);
    expect(statesOf(copied)).toEqual(statesOf(run));
    expect(copied.books.ledger.rows()).toEqual(run.books.ledger.rows());
    expect(copied.books.ledger.rows()).toEqual(store.balances());
  });
});

/** A market nobody has heard a word of yet has no fact. */
const statesIn = ({ actors }: Instant): ReadonlyMap<string, string> =>
  new Map([...actors].flatMap(([id, { state }]) => (state === 'awaiting' ? [] : [[id, state] as const])));

const statesOf = ({ actors }: FoldedRun): ReadonlyMap<string, string> =>
  new Map(
    actors
      .ids()
      .map((id) => [id, actors.get(id)?.state ?? ''] as const)
      .filter(([, state]) => state !== 'awaiting'),
  );

/** How patient an order is with its venue is told by no fact. */
const told = (context: unknown): unknown => {
  if (!isRecord(context)) return context;
  const { patience: _patience, ...rest } = context;
  return rest;
};
