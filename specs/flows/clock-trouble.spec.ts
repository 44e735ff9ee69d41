import { afterEach, describe, expect, it } from 'vitest';
import type { Fact } from '../../src/domain/fact.ts';
import { coinId, venueId } from '../../src/domain/ids.ts';
import type { Input } from '../../src/domain/input.ts';
import { atMs } from '../../src/domain/units.ts';
import { keptPositions } from '../support/chaos-agreement.ts';
import { playLife, setStage } from '../support/chaos-lives.ts';
import type { Stage } from '../support/chaos-lives.ts';

const TZ = process.env['TZ'];

afterEach(() => {
  if (TZ === undefined) delete process.env['TZ'];
  else process.env['TZ'] = TZ;
});

/** A hedge that is paid and left around an instant, as the head of its chain of facts; the machine stands in a time zone. */
const nightIn = async (zone: string, instantMs: number): Promise<string> => {
  process.env['TZ'] = zone;
  const stage = setStage({ startAtMs: atMs(instantMs - 30_000) });
  const types = new Set<string>();
  await playLife(stage, {
    forMs: 90_000,
    onFact: ({ type }, { send }) => {
      types.add(type);
      if (type === 'funding.paid') send({ type: 'operator.unwind', coin: coinId('SOL') });
    },
  });
  expect([...types]).toEqual(expect.arrayContaining(['position.hedged', 'funding.paid', 'cycle.closed']));
  return stage.store.headHash;
};

describe('a night in which the clocks of a country are set', () => {
  it.each([
    ['Europe/Berlin', 'forwards', Date.UTC(2026, 2, 29, 1)],
    ['Europe/Berlin', 'backwards', Date.UTC(2026, 9, 25, 1)],
    ['America/New_York', 'forwards', Date.UTC(2026, 2, 8, 7)],
    ['America/New_York', 'backwards', Date.UTC(2026, 10, 1, 6)],
  ])('of %s, %s, is a night like any other', async (zone, _, instantMs) => {
    const local = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' });
    const offsetAt = (ms: number) => local.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value;
    expect(offsetAt(instantMs - 1)).not.toBe(offsetAt(instantMs));
    expect(await nightIn(zone, instantMs)).toBe(await nightIn('UTC', instantMs));
  });
});

const BYBIT = venueId('bybit');

/** Tells the engine of the venue's clock once, as a measurement against its own. */
const measuring = ({ world, store }: Stage, offsetMs: number): Stage => {
  let isTold = false;
  const next: Stage['world']['next'] = async (deadlineAtMs) => {
    const inputs = await world.next(deadlineAtMs);
    if (isTold || inputs === 'ended') return inputs;
    isTold = true;
    const offset: Input = { kind: 'offset', atMs: world.nowMs(), venue: BYBIT, offsetMs };
    return [offset, ...inputs];
  };
  const told = new Proxy(world, {
    get: (target, key) => {
      if (key === 'next') return next;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  return { world: told, store };
};

const lived = async (stage: Stage, forMs: number): Promise<readonly Fact[]> => {
  const facts: Fact[] = [];
  await playLife(stage, { forMs, onFact: (fact) => facts.push(fact) });
  return facts;
};

describe('a clock that was set by an hour', () => {
  it.each([3_600_000, -3_600_000])('%i ms off a venue: no new risk, told as a condition', async (offsetMs) => {
    const facts = await lived(measuring(setStage(), offsetMs), 10_000);
    expect(facts.find(({ type }) => type === 'engine.fail-closed-begins')?.body).toEqual({
      condition: 'clock-off:bybit',
    });
    expect(facts.filter(({ type }) => type === 'order.intended')).toEqual([]);
  });

  it('keeps what is hedged, and trades again once the clocks agree', async () => {
    const stage = setStage();
    await playLife(stage, {
      onFact: ({ type }, { stop }) => {
        if (type === 'position.hedged') stop();
      },
    });
    const facts = await lived(measuring(stage, 3_600_000), 20_000);
    expect(facts.filter(({ type }) => type === 'order.intended')).toEqual([]);
    expect(keptPositions(stage.store).map(({ state }) => state)).toEqual(['hedged.carrying']);
    const after = await lived(measuring(stage, 12), 5000);
    expect(after.filter(({ type }) => type === 'engine.fail-closed-begins')).toEqual([]);
  });
});
