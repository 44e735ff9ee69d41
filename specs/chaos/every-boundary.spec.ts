import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/domain/fact.ts';
import type { OperatorCommand } from '../../src/domain/input.ts';
import { atMs } from '../../src/domain/units.ts';
import type { SimulatedWorldOptions } from '../../src/simulator/sim-world.adapter.ts';
import { disagreements, keptPositions, nakedFractions, truthOf } from '../support/chaos-agreement.ts';
import { die, playLife, restlessConfig, setStage } from '../support/chaos-lives.ts';
import type { Hand, Life, Stage } from '../support/chaos-lives.ts';
import type { Boundary } from './support/boundaries.ts';

type End = 'hedged' | 'flat';

/** Hedged or flat, nothing on its way and nothing half done, as the journal has it. */
const restsAt = ({ store }: Stage): End | undefined => {
  if (store.openIntents().length > 0) return undefined;
  const ends = keptPositions(store).map(({ state, position: { legs, exit } }): End | undefined => {
    if (state === 'hedged.carrying' && exit === null) return 'hedged';
    return legs === null && /^(scanning\.watching|paused)/.test(state) ? 'flat' : undefined;
  });
  return ends.length === 1 ? ends[0] : undefined;
};

const wordsFor = (end: End, rest: End | undefined): readonly OperatorCommand[] => {
  if (end === rest) return [];
  if (end === 'hedged') return [{ type: 'operator.arm' }, { type: 'operator.trade' }];
  return rest === 'hedged' ? [{ type: 'operator.unwind', coin: 'all' }] : [];
};

/** A life that enters by itself, or one that is told to leave whenever it finds itself hedged; over once it is there. */
const script = (end: End, stage: Stage) => ({
  onFact: ({ type }: Fact, { send, stop }: Hand): void => {
    if (!/^(position|order|recovery|cycle)\./.test(type)) return;
    const rest = restsAt(stage);
    // the operator says again what the last process may not have kept
    if (type === 'recovery.completed') for (const command of wordsFor(end, rest)) send(command);
    if (rest === end && (end === 'hedged' || type === 'cycle.closed' || type === 'recovery.completed')) stop();
  },
});

/** The stage as the script finds it: empty, or hedged by a life that nothing happened to. */
const setFor = async (end: End, options: Partial<SimulatedWorldOptions>): Promise<Stage> => {
  const stage = setStage({ coins: new Set(restlessConfig.universe.coins), ...options });
  if (end === 'flat') await playLife(stage, script('hedged', stage));
  return stage;
};

/** The boundaries of the script, in order. */
const boundariesOf = async (end: End, options: Partial<SimulatedWorldOptions>): Promise<readonly Boundary[]> => {
  const stage = await setFor(end, options);
  const crossed: Boundary[] = [];
  await playLife(stage, { ...script(end, stage), onBoundary: (boundary) => crossed.push(boundary) });
  expect(wrongAt(end, stage)).toEqual([]);
  return crossed;
};

const dyingAt = (nth: number): Pick<Life, 'onBoundary'> => {
  let crossed = 0;
  return { onBoundary: () => (crossed++ === nth ? die() : undefined) };
};

const wrongAt = (end: End, stage: Stage): readonly string[] => {
  const { store, world } = stage;
  const held = truthOf(world).accounts.flatMap(({ positions }) => positions);
  const states = keptPositions(store).map(({ state }) => state);
  const naked = Object.entries(nakedFractions(store)).filter(([, fraction]) => fraction > 0);
  return [
    ...disagreements(store, truthOf(world)),
    ...(restsAt(stage) === end ? [] : [`ends ${states.join()}`]),
    ...(held.length === (end === 'hedged' ? 2 : 0) ? [] : [`${held.length} legs at the venues`]),
    ...naked.map(([coin, fraction]) => `${fraction} of ${coin} naked`),
  ];
};

/** Nobody is there; the venues go on. */
const pass = async ({ world }: Stage, durationMs: number): Promise<void> => {
  const untilMs = atMs(world.nowMs() + durationMs);
  while (world.nowMs() < untilMs) await world.next(untilMs);
};

interface Story {
  readonly title: string;
  readonly options: Partial<SimulatedWorldOptions>;
  readonly downMs: number;
}

/** Orders that reach their venue long after whoever sent them is back: a look-up finds nothing first. */
const SLOW_SENDS = { sendMs: { minMs: 300, maxMs: 900 }, ackMs: { minMs: 100, maxMs: 300 } };

const STORIES: readonly Story[] = [
  { title: 'back at once', options: {}, downMs: 0 },
  { title: 'back at once, before what was sent has reached its venue', options: { latency: SLOW_SENDS }, downMs: 0 },
  { title: 'back after 10 s', options: {}, downMs: 10_000 },
];

const SCRIPTS = [
  ['an entry', 'hedged'],
  ['an unwind', 'flat'],
] as const;

const cases = await Promise.all(
  SCRIPTS.flatMap(([name, end]) =>
    STORIES.map(async (story) => ({ name, end, ...story, boundaries: await boundariesOf(end, story.options) })),
  ),
);

describe('the process gone at every single boundary of its journal and of its wire', () => {
  it.for(cases.map((one) => [`${one.name}, ${one.boundaries.length} boundaries, ${one.title}`, one] as const))(
    '%s: nothing sent twice, no leg forgotten, and the same end',
    async ([, { end, options, downMs, boundaries }]) => {
      const wrong: string[] = [];
      for (const [nth, { side, of, what }] of boundaries.entries()) {
        const stage = await setFor(end, options);
        const { end: how } = await playLife(stage, { ...script(end, stage), ...dyingAt(nth) });
        if (how !== 'crashed') wrong.push(`${nth} did not die`);
        await pass(stage, downMs);
        await playLife(stage, script(end, stage));
        for (const fault of wrongAt(end, stage)) wrong.push(`${nth}, ${side} ${of} ${what}: ${fault}`);
      }
      expect(wrong).toEqual([]);
    },
  );

  it.each(cases)('$name, $title: crosses what a whole one crosses', ({ end, boundaries }) => {
    const kinds = new Set(boundaries.map(({ side, of }) => `${side} ${of}`));
    expect([...kinds].toSorted()).toEqual(
      ['append', 'answer', 'flush', 'send'].flatMap((of) => [`after ${of}`, `before ${of}`]).toSorted(),
    );
    const submits = boundaries.filter(({ side, what }) => side === 'after' && what.startsWith('submit'));
    expect(submits.map(({ what }) => what).toSorted()).toEqual(
      ['long', 'short'].map((leg) => `submit ${end === 'hedged' ? 'open' : 'close'} ${leg}`),
    );
  });
});
