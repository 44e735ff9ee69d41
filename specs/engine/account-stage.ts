import { expect } from 'vitest';
import type { Json } from '../../src/domain/codec.ts';
import { isRecord } from '../../src/domain/codec.ts';
import type { Fact } from '../../src/domain/fact.ts';
import { actorId, marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import type { MarketKey, Side } from '../../src/domain/ids.ts';
import { decimal, text } from '../../src/domain/money.ts';
import { atMs } from '../../src/domain/units.ts';
import { POSITION_MACHINE_VERSION } from '../../src/position/position.machine.ts';
import { marketOrder } from '../simulator/world-under-test.ts';
import { keptPositions } from '../support/chaos-agreement.ts';
import { playLife, setStage } from '../support/chaos-lives.ts';
import type { Life, Stage } from '../support/chaos-lives.ts';

export const BYBIT = venueId('bybit');
export const HYPERLIQUID = venueId('hyperliquid');
export const LONG = marketKey(BYBIT, symbolId('SOL/USDT:USDT'));
export const SHORT = marketKey(HYPERLIQUID, symbolId('SOL/USDC:USDC'));
export const SOL = actorId('position/SOL');

/** Lives until a fact that fits, or for `forMs`; returns all facts of the life. */
export const lifeUntil = async (
  stage: Stage,
  isLast: (fact: Fact) => boolean,
  life: Life = {},
): Promise<readonly Fact[]> => {
  const facts: Fact[] = [];
  await playLife(stage, {
    forMs: 30_000,
    ...life,
    onFact: (fact, hand) => {
      facts.push(fact);
      life.onFact?.(fact, hand);
      if (isLast(fact)) hand.stop();
    },
  });
  return facts;
};

export const ofType = (type: string) => (fact: Fact) => fact.type === type;
export const bodiesOf = (facts: readonly Fact[], type: string) => facts.filter(ofType(type)).map(({ body }) => body);
export const never = (): boolean => false;

export const hedgedStage = async (options: Parameters<typeof setStage>[0] = {}): Promise<Stage> => {
  const stage = setStage(options);
  await lifeUntil(stage, ofType('position.hedged'));
  expect(keptPositions(stage.store).map(({ state }) => state)).toEqual(['hedged.carrying']);
  return stage;
};

/** The venues go on with nobody listening. */
export const timePasses = async ({ world }: Stage, ms: number): Promise<void> => {
  world.reconnect();
  const untilMs = world.nowMs() + ms;
  while (world.nowMs() < untilMs) await world.next(atMs(untilMs));
};

/** Somebody else trades on the account: about 100 USD at once, or an order that rests. */
export const handOn = async (
  stage: Stage,
  order: { market: MarketKey; side: Side; id: string; rests?: true },
): Promise<void> => {
  const { world } = stage;
  const taken = marketOrder(world, order);
  const mark = decimal(world.markets.markPrice(order.market));
  const resting = { ...taken, timeInForce: 'gtc' as const, limitPrice: text(mark.times('0.8').toDecimalPlaces(2)) };
  world.perform({ kind: 'submit', order: order.rests === true ? resting : taken });
  await timePasses(stage, 2000);
};

/** Writes into the journal what no engine would: a snapshot, a balance. */
export const tamper = (
  { store }: Stage,
  change: { snapshot?: Json; machineVersion?: number; ledger?: Record<string, string> },
) => {
  const { snapshot, machineVersion = POSITION_MACHINE_VERSION, ledger = {} } = change;
  const snapshots = snapshot === undefined ? [] : [{ actor: SOL, machineVersion, snapshot }];
  store.commit({ inputSeq: store.lastInputSeq, facts: [], intents: [], snapshots, ledger });
};

export const solSnapshot = ({ store }: Stage): Json =>
  store.snapshots().find(({ actor }) => actor === SOL)?.snapshot ?? null;

/** The kept position with `held` of its long leg changed. */
export const withLongHeld = (snapshot: Json, held: string): Json => {
  const edited: unknown = JSON.parse(JSON.stringify(snapshot));
  const context = isRecord(edited) ? edited['context'] : undefined;
  const legs = isRecord(context) ? context['legs'] : undefined;
  const long = isRecord(legs) ? legs['long'] : undefined;
  if (!isRecord(long)) throw new Error('no position is kept');
  Object.assign(long, { held });
  return edited as Json;
};

export const quantityAt = ({ world }: Stage, market: MarketKey): string | undefined =>
  world.venues.flatMap(({ venue }) => world.venueTruth(venue).positions).find((position) => position.market === market)
    ?.quantity;
