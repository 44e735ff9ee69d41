import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/domain/fact.ts';
import { marketKey, symbolId, venueId, venueOf } from '../../src/domain/ids.ts';
import type { VenueId } from '../../src/domain/ids.ts';
import type { Input } from '../../src/domain/input.ts';
import type { WorldRequest } from '../../src/domain/ports.ts';
import { atMs } from '../../src/domain/units.ts';
import { parseConfig } from '../../src/engine/config/config.ts';
import type { SimulatedWorld } from '../../src/simulator/sim-world.adapter.ts';
import { knownVenues } from '../../src/venues/registry.ts';
import { playLife, setStage } from '../support/chaos-lives.ts';
import type { Hand, Stage } from '../support/chaos-lives.ts';
import { restlessEntry } from '../support/restless-entry.ts';

const BYBIT = venueId('bybit');
const HYPERLIQUID = venueId('hyperliquid');
const LONG = marketKey(BYBIT, symbolId('SOL/USDT:USDT'));
const SHORT = marketKey(HYPERLIQUID, symbolId('SOL/USDC:USDC'));

/** Two venues, one coin, one entry; it is left for a risk and for nothing else. */
const configWith = (text = '') =>
  parseConfig({
    knownVenues: knownVenues.map(({ venue }) => venue),
    text: `
engine: { evaluateEveryMs: 1000, horizonHours: 1 }
universe: { coins: [SOL], spotLegs: false }
entry: ${restlessEntry({ opensPerHourMax: 1 })}
venues: { okx: { enabled: false }, binance: { enabled: false } }
${text}
`,
  });

interface Played {
  readonly stage: Stage;
  readonly text?: string;
  readonly forMs: number;
  /** Once, when both legs stand. */
  readonly whenHedged?: (hand: Hand, nowMs: number) => void;
  readonly onFact?: (fact: Fact, hand: Hand) => void;
}

/** One life from an empty journal; all its facts. */
const factsOf = async ({ stage, text, forMs, whenHedged, onFact }: Played): Promise<readonly Fact[]> => {
  const facts: Fact[] = [];
  let isHedged = false;
  await playLife(stage, {
    config: configWith(text),
    forMs,
    onFact: (fact, hand) => {
      facts.push(fact);
      onFact?.(fact, hand);
      if (fact.type !== 'position.hedged' || isHedged) return;
      isHedged = true;
      whenHedged?.(hand, fact.atMs);
    },
  });
  expect(isHedged).toBe(true);
  return facts;
};

const bodies = (facts: readonly Fact[], type: string) =>
  facts.filter((one) => one.type === type).map(({ body }) => body);

/** What is held at the venues in the end, coins either way. */
const left = ({ world }: Stage): readonly string[] =>
  [BYBIT, HYPERLIQUID].flatMap((venue) =>
    world.venueTruth(venue).positions.map(({ market, quantity }) => `${market} ${quantity}`),
  );

/** A world between whose venues and the engine somebody stands. */
const behind = (
  stage: Stage,
  line: {
    readonly inputs?: (inputs: readonly Input[]) => readonly Input[];
    readonly perform?: (request: WorldRequest, pass: (request: WorldRequest) => void) => void;
  },
): Stage => {
  const { world } = stage;
  const next: SimulatedWorld['next'] = async (deadlineAtMs) => {
    const inputs = await world.next(deadlineAtMs);
    return inputs === 'ended' ? inputs : (line.inputs?.(inputs) ?? inputs);
  };
  const perform = (request: WorldRequest): void => {
    if (line.perform === undefined) world.perform(request);
    else line.perform(request, (one) => world.perform(one));
  };
  const own = new Proxy(world, {
    get: (target, key) => {
      if (key === 'next') return next;
      if (key === 'perform') return perform;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  return { ...stage, world: own };
};

const insertBeforeTurn = (inputs: readonly Input[], more: readonly Input[]): readonly Input[] => {
  const turn = inputs.findIndex(({ kind }) => kind === 'turn');
  return turn < 0 ? inputs : [...inputs.slice(0, turn), ...more, ...inputs.slice(turn)];
};

describe('a leg that comes near its liquidation', () => {
  it('is warned of, then the whole route is left while the venue still lets it', async () => {
    const stage = setStage({ capitalUsd: 3000 });
    const facts = await factsOf({
      stage,
      text: 'sizing: { equityFraction: 1, equityFractionMax: 1 }\nlimits: { markDivergenceMaxFraction: 1, marginExitRatio: 0 }',
      forMs: 600_000,
      whenHedged: () => stage.world.strike(SHORT, { kind: 'spike', bps: 7000 }),
    });
    expect(bodies(facts, 'risk.leg-near-liquidation')).toMatchObject([
      { market: SHORT, leg: 'short', priceFrom: 'own' },
    ]);
    expect(bodies(facts, 'risk.exit')).toMatchObject([{ reason: 'liquidation-distance', market: SHORT }]);
    expect(bodies(facts, 'cycle.closed')).toMatchObject([{ reason: 'liquidation-distance' }]);
    expect(bodies(facts, 'fill.unasked')).toEqual([]);
    expect(left(stage)).toEqual([]);
  });
});

describe('a leg the venue takes from', () => {
  it('halved by deleveraging, the other is cut within the same input', async () => {
    const stage = setStage({ startAtMs: atMs(Date.UTC(2026, 0, 5, 2, 59, 30)), faults: { probabilities: { adl: 1 } } });
    const facts = await factsOf({ stage, forMs: 60_000 });
    const [taken] = facts.filter(({ type }) => type === 'fill.unasked');
    const cut = facts.find(({ type, cause }) => type === 'order.intended' && cause === taken?.cause);
    expect(taken?.body).toMatchObject({ market: SHORT });
    expect(cut?.body).toMatchObject({ market: LONG, purpose: 'rebalance', reduceOnly: true });
    expect(bodies(facts, 'risk.leg-reduced')).toMatchObject([{ leg: 'short' }]);
    expect(bodies(facts, 'cycle.closed')).toEqual([]);
    expect(left(stage)).toHaveLength(2);
  });

  it('gone by liquidation, the other is closed at once and nothing is opened there again', async () => {
    const stage = setStage();
    const facts = await factsOf({
      stage,
      forMs: 120_000,
      whenHedged: () => stage.world.takeAway(SHORT, 'liquidation'),
    });
    const [taken] = facts.filter(({ type }) => type === 'fill.unasked');
    const after = facts.filter(({ type, seq }) => type === 'order.intended' && seq > (taken?.seq ?? Infinity));
    expect(after[0]).toMatchObject({ cause: taken?.cause, body: { market: LONG, reduceOnly: true } });
    expect(after.filter(({ body }) => body['reduceOnly'] !== true)).toEqual([]);
    expect(bodies(facts, 'risk.exit')).toMatchObject([{ reason: 'leg-lost', market: SHORT }]);
    expect(bodies(facts, 'cycle.closed')).toMatchObject([{ reason: 'leg-lost' }]);
    expect(bodies(facts, 'cycle.closed')).toMatchObject([{ naked: { nakedUsd: 0, stretchMs: 0 } }]);
    expect(left(stage)).toEqual([]);
  });
});

describe('a dollar coin that breaks', () => {
  it('is seen in a market of it: the route across two coins is left, its rate is journaled, none is entered', async () => {
    let price: number | undefined;
    const steps = { basePrecision: '0.01', quotePrecision: '0.0000001', minOrderQty: '1', minOrderAmt: '1' };
    const pair = { symbol: 'USDCUSDT', baseCoin: 'USDC', quoteCoin: 'USDT', status: 'Trading', lotSizeFilter: steps };
    const list = { category: 'spot', list: [{ ...pair, priceFilter: { tickSize: '0.0001' } }], nextPageCursor: '' };
    const told = (now: Input['atMs']): readonly Input[] => {
      if (price === undefined) return [];
      const [bid, ask] = [price, price + 0.0001].map((one) => one.toFixed(4));
      const data = { s: 'USDCUSDT', b: [[bid, '9000']], a: [[ask, '9000']], u: now, seq: now };
      const book = { topic: 'orderbook.50.USDCUSDT', type: 'snapshot', ts: now, cts: now, data };
      const answer = { retCode: 0, retMsg: 'OK', result: list, time: now };
      const rest = 'GET /v5/market/instruments-info?category=spot&limit=1';
      return [
        { kind: 'rest', atMs: now, venue: BYBIT, rest, frame: answer },
        { kind: 'frame', atMs: now, venue: BYBIT, conn: 'spot', frame: book },
      ];
    };
    const stage = behind(setStage(), {
      inputs: (inputs) => insertBeforeTurn(inputs, told(inputs[0]?.atMs ?? atMs(0))),
    });
    const facts = await factsOf({ stage, forMs: 180_000, whenHedged: () => (price = 0.91) });
    expect(bodies(facts, 'risk.peg-broken')).toMatchObject([{ coin: 'USDC' }]);
    expect(bodies(facts, 'cycle.closed')).toMatchObject([{ reason: 'depeg' }]);
    expect(bodies(facts, 'rate.journaled')).toContainEqual({
      coin: 'USDC',
      usd: expect.stringMatching(/^0\.91/) as string,
      source: 'market',
    });
    expect(JSON.stringify(bodies(facts, 'entry.refused'))).toContain('"depeg"');
    expect(left(stage)).toEqual([]);
  });
});

describe('a feed that is gone while hedged', () => {
  it('is looked through by the other leg, and the route is left after the time configured', async () => {
    let isGone = false;
    const stage = behind(setStage(), {
      inputs: (inputs) => (isGone ? inputs.filter((one) => one.kind !== 'frame' || one.venue !== HYPERLIQUID) : inputs),
    });
    let goneAtMs = 0;
    const facts = await factsOf({
      stage,
      text: 'exit: { staleFeedMs: 20000 }',
      forMs: 240_000,
      whenHedged: (_, nowMs) => {
        isGone = true;
        goneAtMs = nowMs;
      },
    });
    // at first by the mark it told last, then by the other venue's price
    expect(bodies(facts, 'risk.leg-blind')).toMatchObject([
      { market: SHORT, priceFrom: 'mark' },
      { market: SHORT, priceFrom: 'other-leg' },
    ]);
    const leaving = facts.find(({ type }) => type === 'position.unwinding');
    expect((leaving?.atMs ?? 0) - goneAtMs).toBeGreaterThan(20_000);
    expect(bodies(facts, 'cycle.closed')).toMatchObject([{ reason: 'stale-feed' }]);
    expect(left(stage)).toEqual([]);
  });
});

const venueAsked = (request: WorldRequest): VenueId | undefined => {
  if (request.kind === 'account') return request.venue;
  if (request.kind === 'submit') return venueOf(request.order.market);
  return 'market' in request ? venueOf(request.market) : undefined;
};

describe('a venue that takes no orders while hedged', () => {
  it('keeps the position hedged and closes both legs when it is back', async () => {
    let silent: VenueId | undefined;
    const stage = behind(setStage(), {
      perform: (request, pass) => (silent !== undefined && venueAsked(request) === silent ? undefined : pass(request)),
    });
    const standing: string[] = [];
    const facts = await factsOf({
      stage,
      forMs: 600_000,
      text: 'exit: { venueOutageMs: 60000 }',
      whenHedged: () => (silent = HYPERLIQUID),
      onFact: ({ type }, { send }) => {
        if (type === 'risk.venue-out') send({ type: 'operator.unwind', coin: 'all' });
        if (type !== 'risk.venue-out-long') return;
        standing.push(...left(stage));
        silent = undefined;
      },
    });
    expect(standing).toHaveLength(2);
    const types = facts.map(({ type }) => type).filter((type) => /^(risk\.venue|cycle\.closed)/.test(type));
    expect(types).toEqual(['risk.venue-out', 'risk.venue-out-long', 'risk.venue-back', 'cycle.closed']);
    expect(JSON.stringify(bodies(facts, 'repair.refused'))).toContain('venue-outage');
    expect(bodies(facts, 'cycle.closed')).toMatchObject([{ reason: 'operator' }]);
    expect(left(stage)).toEqual([]);
  });
});
