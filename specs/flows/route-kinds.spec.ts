import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/domain/fact.ts';
import { kindOf } from '../../src/domain/ids.ts';
import type { MarketKey } from '../../src/domain/ids.ts';
import { decimal, sum } from '../../src/domain/money.ts';
import { atMs } from '../../src/domain/units.ts';
import { parseConfig } from '../../src/engine/config/config.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import { textIn } from '../../src/monitor/fact-body.ts';
import { knownVenues } from '../../src/venues/registry.ts';
import { simulatedProfiles } from '../../src/worlds/simulated.ts';
import { disagreements, truthOf } from '../support/chaos-agreement.ts';
import { playLife, setStage } from '../support/chaos-lives.ts';
import { RESTLESS_ENTRY } from '../support/restless-entry.ts';

const MINUTE = 60_000;
/** 2026-01-05 16:00 UTC: every venue settles. */
const SIXTEEN = Date.UTC(2026, 0, 5, 16);

type Kinds = readonly ('linear' | 'inverse' | 'spot')[];

/** BTC on these venues, in these kinds only, entered whatever it nets. */
const configOf = (kinds: Readonly<Record<string, Kinds>>) => {
  const names = knownVenues.map(({ venue }) => venue);
  return parseConfig({
    knownVenues: names,
    text: JSON.stringify({
      engine: { evaluateEveryMs: 10_000, horizonHours: 1 },
      universe: { coins: ['BTC'] },
      entry: { ...RESTLESS_ENTRY, opensPerHourMax: 1000 },
      exit: { minimumHold: 'none' },
      venues: Object.fromEntries(
        names.map((name) => [name, kinds[name] === undefined ? { enabled: false } : { kinds: kinds[name] }]),
      ),
    }),
  });
};

const play = async (config: ReturnType<typeof configOf>) => {
  const profiles = simulatedProfiles(config, 'wire');
  const stage = setStage({ seed: 7, scenario: 'wire', startAtMs: atMs(SIXTEEN - 4 * MINUTE), profiles });
  const facts: Fact[] = [];
  await playLife(stage, {
    config,
    forMs: 7 * MINUTE,
    onFact: (fact, hand) => {
      facts.push(fact);
      if (fact.type === 'funding.paid') hand.send({ type: 'operator.unwind', coin: 'all' });
    },
  });
  const of = (type: string) => facts.filter((fact) => fact.type === type);
  const legs = of('fill.booked').map(({ body }) => kindOf(textIn(body, 'market') as MarketKey));
  return { stage, of, legs: [...new Set(legs)].sort(), ledger: createLedger(stage.store.balances()) };
};

/** A wallet's coins beside a leg's own are nobody's position: what margins inverse contracts, and what lots left over. */
const isWallet = (fault: string) => /^\w+:BTC\/USDT: held/.test(fault);

describe.each([
  { route: 'spot against a perpetual of another venue', kinds: { binance: ['spot'], bybit: ['linear'] } },
  { route: 'spot against a perpetual of its own venue', kinds: { binance: ['spot', 'linear'] } },
  { route: 'an inverse contract against a linear one', kinds: { deribit: ['inverse'], bybit: ['linear'] } },
  { route: 'an inverse contract against spot', kinds: { deribit: ['inverse'], bybit: ['spot'] } },
] satisfies readonly { route: string; kinds: Readonly<Record<string, Kinds>> }[])('$route', ({ kinds }) => {
  it('is entered, hedged, paid, unwound, and booked as the venues book it', async () => {
    const { stage, of, legs, ledger } = await play(configOf(kinds));
    const wanted = Object.values<Kinds>(kinds).flat();
    expect(legs).toEqual(wanted.sort());
    expect(of('position.hedged')).not.toEqual([]);
    expect(of('funding.paid')).toHaveLength(wanted.filter((kind) => kind !== 'spot').length);
    const [closed] = of('cycle.closed');
    expect(closed?.body).toMatchObject({ reason: 'operator' });
    const part = (name: string) => decimal(textIn(closed?.body ?? {}, name) ?? 'NaN');
    const earned = part('funding').plus(part('basis')).plus(part('fx'));
    const spent = ['fees', 'slippage', 'financing', 'fixed'].map(part);
    expect(part('net')).toEqual(earned.minus(sum(spent)));
    expect(disagreements(stage.store, truthOf(stage.world)).filter((fault) => !isWallet(fault))).toEqual([]);
    const left = ledger.lots().filter(({ quantity }) => quantity.abs().gt('0.00001'));
    expect(left).toEqual([]);
  });
});
