import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/domain/fact.ts';
import { venueOf } from '../../src/domain/ids.ts';
import { decimal, sum, text } from '../../src/domain/money.ts';
import type { Decimal } from '../../src/domain/money.ts';
import { MS_PER_DAY, atMs } from '../../src/domain/units.ts';
import { parseConfig } from '../../src/engine/config/config.ts';
import { moneyFactOf } from '../../src/monitor/money-facts.ts';
import { knownVenues } from '../../src/venues/registry.ts';
import { simulatedProfiles } from '../../src/worlds/simulated.ts';
import { bodiesOf } from '../engine/account-stage.ts';
import { die, playLife, setStage } from '../support/chaos-lives.ts';
import type { Life, Stage } from '../support/chaos-lives.ts';
import { restlessEntry } from '../support/restless-entry.ts';

const MIDNIGHT = Date.UTC(2026, 0, 6);
const DAY = MIDNIGHT / MS_PER_DAY;

/** 5 bps, and 3.7 from 1,000 USD on, at one of two venues. */
const config = parseConfig({
  knownVenues: knownVenues.map(({ venue }) => venue),
  text: `
engine: { evaluateEveryMs: 1000, horizonHours: 1 }
universe: { coins: [SOL], spotLegs: false }
entry: ${restlessEntry({ opensPerHourMax: 1000 })}
exit: { minimumHold: none }
venues:
  everyVenue: { fees: { linear: { makerBps: 2, takerBps: 5 } } }
  okx: { enabled: false }
  binance: { enabled: false }
  bybit: { feeTiers: { linear: [{ minVolume30dUsd: 1000, makerBps: 1, takerBps: 3.7 }] } }
`,
});

const stageAtNight = (): Stage => setStage({ startAtMs: atMs(MIDNIGHT - 8000), profiles: simulatedProfiles(config) });

/** Enters and leaves again and again over a midnight; dies with the first leg of a cycle filled where told. */
const played = async (stage: Stage, dies: 'once' | 'never'): Promise<readonly Fact[]> => {
  const facts: Fact[] = [];
  let isDying = false;
  const life: Life = {
    config,
    forMs: 16_000,
    onFact: (fact, { send }) => {
      facts.push(fact);
      if (fact.type === 'position.hedged') send({ type: 'operator.unwind', coin: 'all' });
      if (fact.type === 'cycle.closed') send({ type: 'operator.resume' });
      isDying ||= dies === 'once' && fact.type === 'fill.booked';
    },
  };
  const first = await playLife(stage, {
    ...life,
    onInput: () => {
      if (isDying) die();
    },
  });
  expect(first.end).toBe(dies === 'once' ? 'crashed' : 'ended');
  if (dies === 'once') await playLife(stage, life);
  return facts;
};

interface Filled {
  readonly day: number;
  readonly usd: Decimal;
  readonly fee: string;
}

/** Of the venue with the ladder, by the day it was filled on. */
const filled = (facts: readonly Fact[], venue: string): readonly Filled[] =>
  facts.flatMap((fact) => {
    const money = fact.type === 'fill.booked' ? moneyFactOf(fact) : undefined;
    if (money === undefined || money === 'incomplete' || money.kind !== 'fill') return [];
    const { market, quantity, price, fee, venueAtMs } = money.fill;
    const usd = decimal(quantity).times(price);
    return venueOf(market) === venue ? [{ day: Math.floor(venueAtMs / MS_PER_DAY), usd, fee }] : [];
  });

const charged = (fills: readonly Filled[], rate: string): readonly string[] =>
  fills.map(({ usd }) => text(usd.times(rate).toDecimalPlaces(18)));

describe('a night in which a tier of fees is reached', async () => {
  const whole = stageAtNight();
  const wholeFacts = await played(whole, 'never');

  it.each(['never', 'once'] as const)('is charged and reckoned alike; the process dies %s', async (dies) => {
    const stage = dies === 'never' ? whole : stageAtNight();
    const facts = dies === 'never' ? wholeFacts : await played(stage, dies);
    const fills = filled(facts, 'bybit');
    const [before, after] = [DAY - 1, DAY].map((day) => fills.filter((fill) => fill.day === day));
    expect(before?.length).toBeGreaterThan(1);
    expect(after?.length).toBeGreaterThan(1);
    expect(before?.map(({ fee }) => fee)).toEqual(charged(before ?? [], '0.0005'));
    expect(after?.map(({ fee }) => fee)).toEqual(charged(after ?? [], '0.00037'));
    const elsewhere = filled(facts, 'hyperliquid');
    expect(elsewhere.map(({ fee }) => fee)).toEqual(charged(elsewhere, '0.0005'));
    const volumes = [before, after].map((day) => text(sum((day ?? []).map(({ usd }) => usd))));
    expect(bodiesOf(facts, 'fees.tier')).toEqual([
      { venue: 'bybit', kind: 'linear', from: null, to: 0, volume30dUsd: '0', makerBps: 2, takerBps: 5 },
      { venue: 'bybit', kind: 'linear', from: 0, to: 1, volume30dUsd: volumes[0], makerBps: 1, takerBps: 3.7 },
    ]);
    const rows = Object.entries(stage.store.balances()).filter(([row]) => row.startsWith('fees '));
    expect(Object.fromEntries(rows)).toEqual({
      'fees bybit since': String(DAY - 1),
      'fees bybit tier linear': '1',
      [`fees bybit day ${DAY - 1}`]: volumes[0],
      [`fees bybit day ${DAY}`]: volumes[1],
    });
  });

  it('gives the same journal again', async () => {
    const again = stageAtNight();
    await played(again, 'never');
    expect(again.store.headHash).toBe(whole.store.headHash);
  });
});
