import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../src/domain/fact.ts';
import { venueId } from '../../../src/domain/ids.ts';
import { text } from '../../../src/domain/money.ts';
import { parseConfig } from '../../../src/engine/config/config.ts';
import { openEngine } from '../../../src/engine/engine.ts';
import { createMemoryJournal } from '../../../src/journal/memory.adapter.ts';
import { atMs } from '../../../src/domain/units.ts';
import { knownVenues } from '../../../src/venues/registry.ts';
import { simulatedWorld } from '../../../src/worlds/simulated.ts';
import { restlessEntry } from '../../support/restless-entry.ts';

const BYBIT = venueId('bybit');
const config = parseConfig({
  knownVenues: knownVenues.map(({ venue }) => venue),
  text: `
engine: { evaluateEveryMs: 60_000, horizonHours: 1 }
universe: { coins: [SOL], spotLegs: false }
entry: ${restlessEntry({ opensPerHourMax: 1000 })}
exit: { minimumHold: none }
venues:
  okx: { enabled: false }
  binance: { enabled: false }
  bybit: { capitalUsd: "30000" }
  hyperliquid: { capitalUsd: "60000" }
`,
});

describe('margin between the venues of a hedge', () => {
  it('is told of when one has lost too much of its share, with what would put it right, and again when it is over', async () => {
    const world = simulatedWorld({ config, seed: 7 });
    const store = createMemoryJournal({ birthId: 'drift' });
    const engine = openEngine({ world, store, config, speed: 'max' }, atMs(world.startAtMs + 14 * 60_000));
    const facts: Fact[] = [];
    engine.facts$.subscribe((fact) => {
      facts.push(fact);
      // somebody takes half of it out, and puts it back when he is told
      if (fact.type === 'position.hedged') world.transfer(BYBIT, { coin: 'USDT', amount: text(-15_000) });
      if (fact.type === 'margin.drift') world.transfer(BYBIT, { coin: 'USDT', amount: text(15_000) });
    });
    engine.send({ type: 'operator.arm' });
    engine.send({ type: 'operator.trade' });
    await engine.start();
    await engine.finished;
    const opened = facts.filter(({ type }) => type === 'capital.opened').map(({ body }) => body);
    expect(opened).toHaveLength(2);
    expect(opened).toContainEqual({ venue: 'bybit', coin: 'USDT', amount: '30000' });
    expect(opened).toContainEqual({ venue: 'hyperliquid', coin: 'USDC', amount: '60000' });
    const told = facts.filter(({ type }) => type.startsWith('margin.'));
    expect(told.map(({ type }) => type)).toEqual(['margin.drift', 'margin.drift-over']);
    expect(told[0]?.body).toMatchObject({
      venue: 'bybit',
      why: 'below-share',
      // a third of 75,000 less what it still has
      suggestion: { from: 'hyperliquid', to: 'bybit', coin: 'USDC', toCoin: 'USDT' },
    });
    const { margins } = engine.status();
    expect(margins.drift).toBeUndefined();
    expect(new Set(margins.venues.map(({ venue }) => venue))).toEqual(new Set(['bybit', 'hyperliquid']));
    await engine.stop();
  });
});
