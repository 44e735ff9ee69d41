import { describe, expect, it } from 'vitest';
import type { LegView } from '../../src/analytics/route-view.ts';
import { evaluateRoute } from '../../src/analytics/signal.ts';
import { defaultSignalSettings } from '../../src/analytics/signal-settings.ts';
import { clientOrderId, coinId, marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import type { LegOrder } from '../../src/domain/order.ts';
import { atMs, ms } from '../../src/domain/units.ts';
import { approveEntry } from '../../src/risk/gate.ts';
import type { EntryAsk } from '../../src/risk/gate.ts';
import type { EngineMode } from '../../src/risk/entry-checks.ts';
import { netBpsAt, planEntry } from '../../src/risk/entry-plan.ts';
import type { EntryPlanAsk } from '../../src/risk/entry-plan.ts';
import type { LegExposure } from '../../src/risk/exposure.ts';
import { defaultLimitSettings } from '../../src/risk/limits.ts';
import type { LimitSettings, Portfolio } from '../../src/risk/limits.ts';
import type { EntryLeg } from '../../src/risk/leg-quote.ts';
import type { GateCode } from '../../src/risk/reason.ts';
import { defaultSizingSettings } from '../../src/risk/size-target.ts';
import { BTC, NOW, book, instrument, legView, routeView } from './sample-market.ts';

const trading: EngineMode = { operator: 'trading', guard: { risk: 'active', entries: 'open' }, failClosed: [] };

const portfolio: Portfolio = {
  equityUsd: 100_000,
  legs: [],
  freeMarginUsd: new Map([
    [venueId('alpha'), 50_000],
    [venueId('beta'), 50_000],
  ]),
  correlationOf: () => undefined,
};

const account = { usdPerQuote: 1, leverage: 1, maintenanceFraction: 0.01 };

interface Change {
  readonly long?: Partial<LegView>;
  readonly short?: Partial<LegView>;
  readonly longOrder?: Partial<LegOrder>;
  readonly shortOrder?: Partial<LegOrder>;
  readonly leverage?: number;
  readonly limits?: Partial<LimitSettings>;
  readonly portfolio?: Partial<Portfolio>;
  readonly mode?: Partial<EngineMode>;
  readonly ask?: Partial<EntryAsk>;
}

/** 60 coins at mid 100 on both legs of a route that nets 30 bps, with nothing in its way but what is changed. */
const ask = (change: Change = {}): EntryAsk => {
  const view = routeView({ ...(change.long && { long: change.long }), ...(change.short && { short: change.short }) });
  const leg = (name: 'long' | 'short', own: Partial<LegOrder> = {}): EntryLeg => ({
    ...account,
    leverage: change.leverage ?? 1,
    view: view[name],
    order: {
      coin: BTC,
      leg: name,
      market: view[name].market,
      side: name === 'long' ? 'buy' : 'sell',
      quantity: text('60'),
      reduceOnly: false,
      purpose: 'open',
      attempt: 1,
      slippageMaxBps: 4,
      ...own,
    },
  });
  return {
    nowMs: NOW,
    coin: BTC,
    mode: { ...trading, ...change.mode },
    signalReasons: [],
    netBpsAt: () => 30,
    minNetBps: 5,
    openedAtMs: [],
    portfolio: { ...portfolio, ...change.portfolio },
    limits: { ...defaultLimitSettings, ...change.limits },
    equityFractionMax: 0.25,
    long: leg('long', change.longOrder),
    short: leg('short', change.shortOrder),
    idOf: ({ leg: name, attempt }) => clientOrderId(`id-${name}-${attempt}`),
    ...change.ask,
  };
};

const reasonsOf = (
  change: Change,
): readonly { readonly code: string; readonly limit?: unknown; readonly actual?: unknown }[] => {
  const verdict = approveEntry(ask(change));
  return verdict.kind === 'refused' ? verdict.reasons : [];
};

const other = (change: Partial<LegExposure> = {}): LegExposure => ({
  coin: coinId('ETH'),
  market: marketKey(venueId('alpha'), symbolId('ETH/USDT:USDT')),
  leg: 'long',
  state: 'held',
  notionalUsd: 1000,
  closeCostUsd: 1,
  ...change,
});
const own = (state: LegExposure['state']): LegExposure => other({ coin: BTC, state });
const thin = book({ bids: [[99.99, 1]], asks: [[100.01, 59]] });
const wide = book({ bids: [[99.9, 1000]], asks: [[100.1, 1000]] });

const freeAtBeta = (beta: number) => ({
  freeMarginUsd: new Map([
    [venueId('alpha'), 50_000],
    [venueId('beta'), beta],
  ]),
});

describe('the door for new risk', () => {
  it('mints both orders with their price, identity and instant, and tells what it saw', () => {
    const verdict = approveEntry(ask());
    expect(verdict).toMatchObject({
      kind: 'approved',
      orders: [
        {
          leg: 'long',
          side: 'buy',
          quantity: '60',
          limitPrice: '100.04',
          decisionMid: '100',
          timeInForce: 'ioc',
          clientOrderId: 'id-long-1',
          decidedAtMs: NOW,
        },
        { leg: 'short', side: 'sell', quantity: '60', limitPrice: '99.96', clientOrderId: 'id-short-1' },
      ],
      evidence: [
        { market: 'alpha:BTC/USDT:USDT', mid: 100, rate: 0.0001, bookAgeMs: 40, levels: [[100.01, 1000]] },
        { market: 'beta:BTC/USDT:USDT', rate: 0.003, levels: [[99.99, 1000]] },
      ],
    });
    if (verdict.kind !== 'approved') throw new Error('refused');
    expect(verdict.evidence[0].slippageBps).toBeCloseTo(1, 9);
    expect(JSON.parse(JSON.stringify(verdict))).toEqual(verdict);
  });

  it('never lets an order reach farther than the slippage limit', () => {
    expect(approveEntry(ask({ longOrder: { slippageMaxBps: 400 } }))).toMatchObject({
      orders: [{ limitPrice: '100.04', slippageMaxBps: 4 }, {}],
    });
    expect(approveEntry(ask({ longOrder: { slippageMaxBps: 2 } }))).toMatchObject({
      orders: [{ limitPrice: '100.02' }, {}],
    });
  });

  const cases: readonly (readonly [string, Change, GateCode, { limit: unknown; actual: unknown }])[] = [
    [
      'the operator is not trading',
      { mode: { operator: 'paused' } },
      'operator-not-trading',
      { limit: 'trading', actual: 'paused' },
    ],
    [
      'the guard is paused',
      { mode: { guard: { risk: 'paused', entries: 'open' } } },
      'guard-paused',
      { limit: 'active', actual: 'paused' },
    ],
    [
      'entries are halted',
      { mode: { guard: { risk: 'active', entries: 'halted' } } },
      'entries-halted',
      { limit: 'open', actual: 'halted' },
    ],
    [
      'the engine fails closed',
      { mode: { failClosed: ['disk-full'] } },
      'fail-closed',
      { limit: 'none', actual: 'disk-full' },
    ],
    [
      'an order of the coin is in doubt',
      { portfolio: { legs: [own('in-doubt')] } },
      'symbol-frozen',
      { limit: 0, actual: 1 },
    ],
    [
      'the coin has a position',
      { portfolio: { legs: [own('held'), own('pending')] } },
      'position-open',
      { limit: 0, actual: 2 },
    ],
    [
      'the coin was opened twice this hour',
      { ask: { openedAtMs: [atMs(NOW - 60_000), atMs(NOW - 1)] } },
      'opens-per-hour',
      { limit: 2, actual: 2 },
    ],
    [
      'it is no entry',
      { longOrder: { purpose: 'hedge' } },
      'not-an-entry',
      { limit: 'open long buy', actual: 'hedge long buy' },
    ],
    [
      'it reduces',
      { shortOrder: { reduceOnly: true } },
      'not-an-entry',
      { limit: 'open short sell', actual: 'open short sell' },
    ],
    [
      'it buys the short leg',
      { shortOrder: { side: 'buy' } },
      'not-an-entry',
      { limit: 'open short sell', actual: 'open short buy' },
    ],
    [
      'the instrument is not known',
      { long: { instrument: undefined } },
      'instrument-unknown',
      { limit: 'listed', actual: 'unknown' },
    ],
    [
      'the instrument was guessed',
      { long: { instrument: { ...instrument(), source: 'assumed' } } },
      'instrument-assumed',
      { limit: 'listed', actual: 'assumed' },
    ],
    ['the market is stale', { short: { status: 'stale' } }, 'market-not-live', { limit: 'live', actual: 'stale' }],
    [
      'the venue halted it',
      { long: { instrument: { ...instrument(), status: 'halted' } } },
      'market-not-live',
      { limit: 'live', actual: 'halted' },
    ],
    ['the book is too old', { long: { bookAgeMs: ms(101) } }, 'stale-book', { limit: 100, actual: 101 }],
    [
      'the clock offset is not known',
      { long: { bookAgeMs: undefined } },
      'stale-book',
      { limit: 100, actual: 'unknown' },
    ],
    [
      'the rate is too old',
      { short: { fundingAgeMs: ms(30_001) } },
      'stale-funding',
      { limit: 30_000, actual: 30_001 },
    ],
    ['there is no book', { long: { book: () => undefined } }, 'no-price', { limit: 'book', actual: 'unknown' }],
    [
      'the book is crossed',
      { long: { book: () => book({ bids: [[101, 1]], asks: [[100, 1]] }) } },
      'no-price',
      { limit: 'book', actual: 'unknown' },
    ],
    ['the book is too thin', { long: { book: () => thin } }, 'insufficient-depth', { limit: 1, actual: 59 / 60 }],
    ['it would slip too far', { long: { book: () => wide } }, 'slippage', { limit: 4, actual: 9.999999999999432 }],
    [
      'the quantity is off the lot',
      { longOrder: { quantity: text('60.0005') } },
      'off-lot',
      { limit: 0.001, actual: 60.0005 },
    ],
    ['the legs differ', { longOrder: { quantity: text('60.001') } }, 'unequal-base', { limit: 0, actual: 0.001 }],
    [
      'the quantity is below the minimum',
      { long: { instrument: instrument({ minQuantity: 61 }) } },
      'min-quantity',
      { limit: 61, actual: 60 },
    ],
    [
      'the notional is below the minimum',
      { long: { instrument: instrument({ minNotional: 7000 }) } },
      'min-notional',
      { limit: 7000, actual: 6002.4 },
    ],
    [
      'it is more than a quarter of equity',
      { portfolio: { equityUsd: 20_000 } },
      'equity-share',
      { limit: 5000, actual: 6002.4 },
    ],
    ['the leg is too large', { limits: { legNotionalMaxUsd: 6000 } }, 'leg-notional', { limit: 6000, actual: 6002.4 }],
    [
      'the leg is too large a share',
      { limits: { legShareOfGrossLimitFraction: 0.001 } },
      'leg-share',
      { limit: 5000, actual: 6002.4 },
    ],
    [
      'the gross limit is nearly used',
      { portfolio: { legs: [other({ notionalUsd: 4_990_000 })], correlationOf: () => 0 } },
      'gross-notional',
      { limit: 5000, actual: 6002.4 },
    ],
    [
      'too much moves together',
      { portfolio: { legs: [other({ notionalUsd: 2_490_000 })] } },
      'correlated-exposure',
      { limit: 5000, actual: 6002.4 },
    ],
    [
      'the route does not net at this size',
      { ask: { netBpsAt: (usd) => (usd > 6000 ? 4.9 : 30) } },
      'net-below-minimum',
      { limit: 5, actual: 4.9 },
    ],
    ['it nets exactly the minimum', { ask: { netBpsAt: () => 5 } }, 'net-below-minimum', { limit: 5, actual: 5 }],
    [
      'the books do not reach for a way back',
      { ask: { netBpsAt: () => undefined } },
      'net-below-minimum',
      { limit: 5, actual: 'unknown' },
    ],
  ];

  it.each(cases)('stays shut when %s, with the figures', (_, change, code, figures) => {
    const reasons = reasonsOf(change);
    expect(reasons.map((reason) => reason.code)).toEqual([code]);
    expect(reasons[0]).toMatchObject(figures);
  });

  it('stays shut when the settlement the rate is for has passed', () => {
    const { funding } = legView();
    if (funding === undefined) throw new Error('the sample has a rate');
    const late = { ...funding, settlementAtMs: atMs(NOW - 250) };
    expect(reasonsOf({ long: { funding: late } })).toEqual([
      { code: 'settlement-passed', limit: 0, actual: 250, market: 'alpha:BTC/USDT:USDT' },
    ]);
  });

  it('stays shut when a venue lacks margin for the leg, its fees and its way out', () => {
    // beta needs 1 + 2 x 0.0005 + 2.5 x 1 bp = 1.00125 of 6,000; the cap is on the larger leg, 6,002.40
    expect(reasonsOf({ portfolio: freeAtBeta(6010) })).toEqual([]);
    const [reason] = reasonsOf({ portfolio: freeAtBeta(6009) });
    expect(reason).toMatchObject({ code: 'free-margin', actual: 6002.4, venue: 'beta' });
    expect(Number(reason?.limit)).toBeCloseTo(6009 / 1.00125, 6);
    const held = other({ market: marketKey(venueId('beta'), symbolId('ETH/USDT:USDT')), closeCostUsd: 2 });
    expect(reasonsOf({ portfolio: { ...freeAtBeta(6010), legs: [held] } })).toMatchObject([{ code: 'free-margin' }]);
    expect(reasonsOf({ portfolio: { freeMarginUsd: new Map([[venueId('alpha'), 50_000]]) } })).toMatchObject([
      { code: 'free-margin', limit: 0, venue: 'beta' },
    ]);
  });

  it('stays shut when a leg would stand too near its liquidation', () => {
    // leverage 20: the long has (100 - 95 / 0.99) / 100 = 4.04 % against 3 x 1.697 %, the short 3.96 %
    expect(reasonsOf({ leverage: 20 })).toMatchObject([
      { code: 'liquidation-buffer', market: 'alpha:BTC/USDT:USDT' },
      { code: 'liquidation-buffer', market: 'beta:BTC/USDT:USDT' },
    ]);
    expect(reasonsOf({ leverage: 5 })).toEqual([]);
  });

  it('passes the signal s own reasons on, and tells everything at once', () => {
    const signalReasons = [{ code: 'adverse-basis', limit: 10, actual: 14 }] as const;
    expect(
      reasonsOf({
        mode: { operator: 'armed' },
        long: { bookAgeMs: ms(500) },
        short: { status: 'down' },
        ask: { signalReasons },
      }).map(({ code }) => code),
    ).toEqual(['operator-not-trading', 'adverse-basis', 'stale-book', 'market-not-live']);
  });

  it('is not kept shut by dust of the same coin', () => {
    expect(reasonsOf({ portfolio: { legs: [own('dust')] } })).toEqual([]);
  });

  it('asks no funding of a spot leg, and sizes the other leg to the net of its fee', () => {
    const spot = instrument({ symbol: 'BTC/USDT' });
    const long = { instrument: spot, funding: undefined, fundingAgeMs: undefined, takerFee: 0.001 };
    // 60.06 x 0.999 = 59.99994 coins: within one spot lot (0.001) of 60
    expect(reasonsOf({ long, longOrder: { quantity: text('60.06') } })).toEqual([]);
    expect(reasonsOf({ long, longOrder: { quantity: text('60') } })).toMatchObject([
      { code: 'unequal-base', limit: 0.001, actual: 0.06 },
    ]);
  });
});

// a month of history that says both rates stay: 9 x 30 - 9 x 1 = 261 bps in 72 h, far above any threshold
const steady = (mean8: number) => ({ samples: 90, mean8, sd8: 0.0001, phi8: 1, ma24h: mean8, sdApr: 0.1 });
const steadyView = (change: Parameters<typeof routeView>[0] = {}) =>
  routeView({
    long: { statistics: steady(0.0001), ...change.long },
    short: { statistics: steady(0.003), ...change.short },
  });

const plan = (change: Partial<EntryPlanAsk> = {}, view = steadyView()) => {
  const settings = { ...defaultSignalSettings, costing: 'always' } as const;
  const signal = evaluateRoute(view, settings);
  return planEntry({
    view,
    signal,
    accounts: { long: account, short: account },
    portfolio,
    limits: defaultLimitSettings,
    sizing: defaultSizingSettings,
    minNetBps: 5,
    guardMultiplier: 1,
    ...change,
  });
};

describe('a planned entry', () => {
  it('passes the gate at the same input', () => {
    const view = steadyView();
    const planned = plan({}, view);
    if (planned.kind !== 'planned') throw new Error(JSON.stringify(planned));
    // confidence 0.85 above 20 bps: 0.10 x 100,000 x 0.85 = 8,500 USD at the worst price 100.04 = 84.966 coins
    expect(planned.size).toMatchObject({ boundBy: 'target', baseQuantity: '84.966' });
    const { long, short } = planned;
    const verdict = approveEntry({
      ...ask(),
      long,
      short,
      netBpsAt: netBpsAt(view, defaultSignalSettings),
    });
    expect(verdict).toMatchObject({ kind: 'approved', orders: [{ quantity: planned.size.long.quantity }, {}] });
  });

  it('stays within the depth of both books, in and out', () => {
    const shallow = book({ bids: [[99.99, 150]], asks: [[100.01, 120]] });
    const rich = {
      ...portfolio,
      equityUsd: 1e9,
      freeMarginUsd: new Map([
        [venueId('alpha'), 1e9],
        [venueId('beta'), 1e9],
      ]),
    };
    const planned = plan({ portfolio: rich }, steadyView({ short: { book: () => shallow } }));
    expect(planned).toMatchObject({ kind: 'planned', size: { boundBy: 'slippage' } });
    if (planned.kind !== 'planned') throw new Error('refused');
    // 120 coins can be bought back, a hair less: 12,000 USD at the worst price 100.04 = 119.952 coins
    expect(planned.size.baseQuantity).toBe('119.952');
  });

  it('is refused without a price, and without size under a paused guard', () => {
    expect(plan({}, steadyView({ long: { book: () => undefined } }))).toMatchObject({
      reasons: [{ code: 'no-price' }],
    });
    expect(plan({ guardMultiplier: 0 })).toMatchObject({ reasons: [{ code: 'no-size', limit: 'target', actual: 0 }] });
  });

  it('shrinks with the worse leg s adjustment', () => {
    const reading = { spreadBps: 2, baseBps: 1, widening: 2, volPct: 0, adjustment: 2, samples: 100 };
    const calm = plan();
    const widened = plan({}, steadyView({ long: { spread: reading } }));
    if (calm.kind !== 'planned' || widened.kind !== 'planned') throw new Error('refused');
    expect(widened.size.notionalUsd / calm.size.notionalUsd).toBeCloseTo(0.5, 2);
  });
});
