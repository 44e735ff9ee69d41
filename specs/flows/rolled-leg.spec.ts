import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/domain/fact.ts';
import { decimal } from '../../src/domain/money.ts';
import { ms } from '../../src/domain/units.ts';
import { parseConfig } from '../../src/engine/config.ts';
import { createMemoryJournal } from '../../src/journal/memory.adapter.ts';
import { createSimulatedWorld } from '../../src/simulator/sim-world.adapter.ts';
import { knownVenues } from '../../src/venues/registry.ts';
import { simulatedProfiles } from '../../src/worlds/simulated.ts';
import { playLife } from '../support/chaos-lives.ts';

const STRIDE_MS = 30_000;
const config = parseConfig({
  knownVenues: knownVenues.map(({ venue }) => venue),
  text: `
engine: { evaluateEveryMs: 30000 }
universe: { coins: [SOL], spotLegs: false }
venues: { okx: { enabled: false } }
`,
});

/** Four hours of the story, its quiet times in strides; everything is unwound once the leg has moved and been paid there. */
const played = async (): Promise<readonly Fact[]> => {
  const facts: Fact[] = [];
  const profiles = simulatedProfiles(config).map((profile) => ({
    ...profile,
    bookCadenceMs: ms(STRIDE_MS),
    silenceMs: ms(3 * STRIDE_MS),
  }));
  const world = createSimulatedWorld({
    seed: 7,
    scenario: 'rolling',
    profiles,
    coins: new Set(['SOL']),
    quietStepMs: STRIDE_MS,
  });
  let arrived = 0;
  await playLife(
    { world, store: createMemoryJournal({ birthId: 'roll' }) },
    {
      config,
      forMs: 4 * 3_600_000,
      onFact: (fact, hand) => {
        facts.push(fact);
        if (fact.type === 'roll.approved') arrived = fact.atMs;
        if (fact.type === 'funding.paid' && arrived > 0) hand.send({ type: 'operator.unwind', coin: 'all' });
        if (fact.type === 'cycle.closed') hand.stop();
      },
    },
  );
  return facts;
};

const amount = (value: unknown): number => Number(value);

const word = ({ body }: Fact, name: string): string => (typeof body[name] === 'string' ? body[name] : '');

describe('a held leg that becomes dear where it is', async () => {
  const facts = await played();
  const of = (type: string): readonly Fact[] => facts.filter((fact) => fact.type === type);

  it('goes there once the gain over the horizon exceeds the two fills it takes by a fifth', () => {
    const [wanted] = of('roll.wanted');
    const { gainBps, extraBps, requiredBps, ...about } = wanted?.body ?? {};
    expect(about).toEqual({ leg: 'long', from: 'binance:SOL/USDT:USDT', to: 'bybit:SOL/USDT:USDT' });
    expect(amount(extraBps)).toBeGreaterThan(0);
    expect(amount(requiredBps)).toBeCloseTo(1.2 * amount(extraBps));
    expect(amount(gainBps)).toBeGreaterThan(amount(requiredBps));
    expect(of('roll.approved')).toHaveLength(1);
  });

  it('is opened there before it is closed here, and every order is filled', () => {
    const orders = of('order.intended').map((fact) =>
      ['purpose', 'side', 'market'].map((name) => word(fact, name)).join(' '),
    );
    expect(orders.slice(2, 4)).toEqual(['open buy bybit:SOL/USDT:USDT', 'flatten sell binance:SOL/USDT:USDT']);
  });

  it('stays in its cycle, which held three markets and adds up to the last digit', () => {
    const paid = of('funding.paid').map(({ body }) => body['market']);
    expect(paid).toEqual(expect.arrayContaining(['binance:SOL/USDT:USDT', 'hyperliquid:SOL/USDC:USDC']));
    const [closed] = of('cycle.closed');
    const part = (name: string) => decimal(closed === undefined ? 'none' : word(closed, name));
    const sum = part('funding').plus(part('basis')).plus(part('fx')).minus(part('fees')).minus(part('slippage'));
    expect(sum.minus(part('financing')).minus(part('fixed')).eq(part('net'))).toBe(true);
    expect(closed?.body['reason']).toBe('operator');
    expect(closed?.body['dust']).toBeUndefined();
    const markets = new Set(of('fill.booked').map((fact) => `${word(fact, 'cycle')} ${word(fact, 'market')}`));
    expect(markets.size).toBe(3);
    expect(new Set(of('fill.booked').map(({ body }) => body['cycle'])).size).toBe(1);
  });
});
