import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/domain/fact.ts';
import type { CoinId } from '../../src/domain/ids.ts';
import type { OperatorCommand } from '../../src/domain/input.ts';
import { parseConfig } from '../../src/engine/config/config.ts';
import { MARGIN_RULES, freeOf } from '../../src/simulator/margin.ts';
import { knownVenues } from '../../src/venues/registry.ts';
import { HYPERLIQUID, LONG, SHORT, bodiesOf, lifeUntil, never, ofType, quantityAt } from '../engine/account-stage.ts';
import { setStage } from '../support/chaos-lives.ts';
import type { Hand, Stage } from '../support/chaos-lives.ts';
import { restlessEntry } from '../support/restless-entry.ts';

/** Two venues, one coin, entered whatever it nets. */
const configOf = ({ everyMs = 1000, more }: { readonly everyMs?: number; readonly more: string }) =>
  parseConfig({
    knownVenues: knownVenues.map(({ venue }) => venue),
    text: `
engine: { evaluateEveryMs: ${everyMs}, horizonHours: 1 }
universe: { coins: [SOL], spotLegs: false }
entry: ${restlessEntry()}
venues: { okx: { enabled: false }, binance: { enabled: false } }
${more}
`,
  });

const UNWIND: OperatorCommand = { type: 'operator.unwind', coin: 'SOL' as CoinId };

/** Free margin of the short leg's venue as that venue counts it, USDC. */
const freeAt = ({ world }: Stage): number =>
  freeOf(
    {
      account: world.account(HYPERLIQUID),
      rules: MARGIN_RULES,
      resting: [],
      instrument: (market) => world.markets.instruments().find((one) => one.market === market),
      mark: (market) => world.markets.markPrice(market),
    },
    'USDC',
  ).toNumber();

describe('a venue whose free margin is negative', () => {
  it('lets what is held there be closed: nothing that closes asks for margin', async () => {
    const stage = setStage({ capitalUsd: 3000 });
    const free: number[] = [];
    const watch = ({ type }: Fact, hand: Hand): void => {
      if (type === 'position.hedged') stage.world.strike(SHORT, { kind: 'spike', bps: 7500 });
      if (free.length > 0 || freeAt(stage) >= 0) return;
      free.push(freeAt(stage));
      hand.send(UNWIND);
    };
    const facts = await lifeUntil(stage, ofType('cycle.closed'), {
      forMs: 600_000,
      config: configOf({
        more: `sizing: { equityFraction: 1, equityFractionMax: 1 }
limits: { markDivergenceMaxFraction: 1, marginExitRatio: 0, liquidationExitRatio: 0 }`,
      }),
      onFact: watch,
    });
    expect(free).toHaveLength(1);
    expect(bodiesOf(facts, 'cycle.closed')).toMatchObject([{ reason: 'operator' }]);
    expect(bodiesOf(facts, 'fill.unasked')).toEqual([]);
    const closing = bodiesOf(facts, 'order.intended').filter(({ purpose }) => purpose !== 'open');
    expect(closing.length).toBeGreaterThan(1);
    expect(closing.filter((body) => body['reduceOnly'] !== true)).toEqual([]);
    expect(JSON.stringify(facts)).not.toContain('insufficient-margin');
    expect([quantityAt(stage, LONG), quantityAt(stage, SHORT)]).toEqual([undefined, undefined]);
  });
});

/** Left as soon as it is hedged, and let in again at once. */
const again = ({ type }: Fact, { send }: Hand): void => {
  if (type === 'position.hedged') send(UNWIND);
  if (type === 'cycle.closed' || type === 'recovery.completed') send({ type: 'operator.resume' });
};

describe('a coin that is left again and again', () => {
  it('is entered twice an hour at most, whoever lets it in again, and over a restart', async () => {
    const stage = setStage();
    const config = configOf({ everyMs: 60_000, more: 'exit: { minimumHold: none }' });
    const first = await lifeUntil(stage, ofType('cycle.closed'), { config, forMs: 120_000, onFact: again });
    const second = await lifeUntil(stage, never, { config, forMs: 1_200_000, onFact: again });
    expect(bodiesOf([...first, ...second], 'cycle.opened')).toHaveLength(2);
    expect(JSON.stringify(bodiesOf(second, 'entry.refused'))).toContain('opens-per-hour');
  });
});
