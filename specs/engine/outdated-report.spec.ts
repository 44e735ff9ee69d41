import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/domain/fact.ts';
import { marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import type { Input } from '../../src/domain/input.ts';
import { atMs } from '../../src/domain/units.ts';
import { disagreements, keptPositions, truthOf } from '../support/chaos-agreement.ts';
import { playLife, setStage } from '../support/chaos-lives.ts';
import type { Stage } from '../support/chaos-lives.ts';

const BYBIT = venueId('bybit');
const LONG = marketKey(BYBIT, symbolId('SOL/USDT:USDT'));

/** What is said of differences in eight seconds in which an entry is made. */
const mismatches = async (stage: Stage) => {
  const facts: Fact[] = [];
  await playLife(stage, { forMs: 8000, onFact: (fact) => facts.push(fact) });
  return facts.filter(({ type }) => type === 'recovery.mismatch').map(({ body }) => body);
};

/** Hears the first word of a venue once more, after the position it knows nothing of was entered. */
const withEcho = (stage: Stage, asOf: (firstMs: number, nowMs: number) => number): Stage => {
  let first: Input | undefined;
  let isDue = false;
  const next: Stage['world']['next'] = async (deadlineAtMs) => {
    const inputs = await stage.world.next(deadlineAtMs);
    if (inputs === 'ended') return inputs;
    first ??= inputs.find((input) => input.kind === 'account' && input.venue === BYBIT);
    isDue ||= stage.store.openIntents().length > 0;
    if (!isDue || stage.store.openIntents().length > 0 || first?.kind !== 'account') return inputs;
    const { account } = first;
    first = { ...first, account: undefined };
    if (account === undefined) return inputs;
    const nowMs = stage.world.nowMs();
    const asOfMs = atMs(asOf(account.asOfMs, nowMs));
    return [...inputs, { kind: 'account', atMs: nowMs, venue: BYBIT, account: { ...account, asOfMs } }];
  };
  const world = new Proxy(stage.world, {
    get: (target, key) => {
      if (key === 'next') return next;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  return { ...stage, world };
};

describe('a report that was asked for before an order ended', () => {
  it('is not believed, and the venue is asked again', async () => {
    const stage = setStage();
    expect(await mismatches(withEcho(stage, (firstMs) => firstMs))).toEqual([]);
    expect(keptPositions(stage.store).map(({ state }) => state)).toEqual(['hedged.carrying']);
    expect(disagreements(stage.store, truthOf(stage.world))).toEqual([]);
  });

  it('would be believed if it said that it was asked for later', async () => {
    const stage = setStage();
    expect(await mismatches(withEcho(stage, (_, nowMs) => nowMs))).toMatchObject([
      { market: LONG, venue: '0' },
      // and the next word puts it right
      { market: LONG, ours: '0' },
    ]);
  });
});
