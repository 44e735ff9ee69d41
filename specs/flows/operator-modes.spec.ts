import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/domain/fact.ts';
import type { CoinId } from '../../src/domain/ids.ts';
import type { OperatorCommand } from '../../src/domain/input.ts';
import { atMs } from '../../src/domain/units.ts';
import { LONG, SHORT, bodiesOf, lifeUntil, never, ofType, quantityAt } from '../engine/account-stage.ts';
import { setStage } from '../support/chaos-lives.ts';
import type { Stage } from '../support/chaos-lives.ts';

/** Modes in which nothing may be entered, and what brings an engine that trades into each. */
const MODES: readonly (readonly [string, readonly OperatorCommand[]])[] = [
  ['stopped', [{ type: 'operator.stop' }]],
  ['armed', [{ type: 'operator.stop' }, { type: 'operator.arm' }]],
  ['paused', [{ type: 'operator.pause' }]],
];
const UNWIND: OperatorCommand = { type: 'operator.unwind', coin: 'SOL' as CoinId };

interface Played {
  readonly mode: string;
  readonly commands: readonly OperatorCommand[];
  readonly stage?: Stage;
  readonly forMs?: number;
  /** Once the engine is in its mode. */
  readonly befalls?: (stage: Stage) => void;
}

/** One life: both legs are entered, the engine is put into its mode, something befalls. The facts from the mode on. */
const played = async ({ mode, commands, stage = setStage(), forMs = 60_000, befalls }: Played) => {
  const after: Fact[] = [];
  let isHedged = false;
  await lifeUntil(stage, never, {
    forMs,
    onFact: (fact, hand) => {
      if (fact.type === 'position.hedged' && !isHedged) {
        isHedged = true;
        for (const command of commands) hand.send(command);
      } else if (isHedged && after.length === 0 && fact.type === `operator.${mode}`) {
        after.push(fact);
        befalls?.(stage);
      } else if (after.length > 0) after.push(fact);
    },
  });
  expect(after.filter(({ actor }) => actor === 'operator').map(({ type }) => type)).toEqual([`operator.${mode}`]);
  expect(bodiesOf(after, 'cycle.opened')).toEqual([]);
  const intended = after.filter(ofType('order.intended')).map(({ body }) => body);
  expect(intended.filter((body) => body['reduceOnly'] !== true)).toEqual([]);
  return { after, intended, atEnd: [quantityAt(stage, LONG), quantityAt(stage, SHORT)] };
};

const liquidation = ({ world }: Stage): void => world.takeAway(SHORT, 'liquidation');
const spike = ({ world }: Stage): void => world.strike(SHORT, { kind: 'spike', bps: 7000 });

const FLAT = [undefined, undefined];

describe.each(MODES)('an engine that is %s looks after what is held and enters nothing', (mode, commands) => {
  it('cuts a leg whose other its venue halved', async () => {
    // deleveraging comes with the settlement at three
    const startAtMs = atMs(Date.UTC(2026, 0, 5, 2, 59, 30));
    const stage = setStage({ startAtMs, faults: { probabilities: { adl: 1 } } });
    const { after, intended, atEnd } = await played({ mode, commands, stage });
    expect(bodiesOf(after, 'risk.leg-reduced')).toMatchObject([{ leg: 'short' }]);
    expect(intended).toMatchObject([{ market: LONG, purpose: 'rebalance' }]);
    expect(Number(atEnd[0])).toBeGreaterThan(0);
    expect(Number(atEnd[0])).toBe(-Number(atEnd[1]));
  });

  it('closes the leg whose other its venue took, and does not enter again', async () => {
    const { after, atEnd } = await played({ mode, commands, befalls: liquidation });
    expect(bodiesOf(after, 'cycle.closed')).toMatchObject([{ reason: 'leg-lost' }]);
    expect(atEnd).toEqual(FLAT);
  });

  it('leaves when a risk says so', async () => {
    const { after, atEnd } = await played({ mode, commands, befalls: spike, forMs: 300_000 });
    expect(bodiesOf(after, 'risk.exit')).toHaveLength(1);
    expect(bodiesOf(after, 'cycle.closed')).toHaveLength(1);
    expect(atEnd).toEqual(FLAT);
  });

  it('finishes the unwinding that is under way', async () => {
    const { after, atEnd } = await played({ mode, commands: [UNWIND, ...commands] });
    expect(bodiesOf(after, 'cycle.closed')).toMatchObject([{ reason: 'operator' }]);
    expect(atEnd).toEqual(FLAT);
  });

  it('unwinds at the word of the operator', async () => {
    const { after, atEnd } = await played({ mode, commands: [...commands, UNWIND] });
    expect(bodiesOf(after, 'cycle.closed')).toMatchObject([{ reason: 'operator' }]);
    expect(atEnd).toEqual(FLAT);
  });
});
