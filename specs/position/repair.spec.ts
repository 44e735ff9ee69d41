import { describe, expect, it } from 'vitest';
import { coinId, marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import type { Leg } from '../../src/domain/ids.ts';
import { decimal, text } from '../../src/domain/money.ts';
import type { LegOrder } from '../../src/domain/order.ts';
import { coinsHeld, emptyLeg, emptyPosition, mapLegs, nakedCoins } from '../../src/position/position.ts';
import type { LegState, Position } from '../../src/position/position.ts';
import { balanceStep, closeOrders, dustOf, isBeyondRepair, isFlat } from '../../src/position/repair.ts';
import { needsRebalance, rebalanceOrders, retryDelayMs, withUncuttable } from '../../src/position/repair.ts';

const SETTINGS = {
  legTimeoutMs: 5000,
  hedgeSlippageMaxBps: 25,
  closeSlippageMaxBps: 100,
  deltaToleranceFraction: 0.005,
  exitCarryBps: 0,
  consecutiveSettlements: 2,
  minimumHold: 'break-even',
  makerRequoteMs: 1000,
  slicePauseMs: 2000,
  staleFeedMs: 60_000,
} as const;

interface LegSample {
  readonly held?: number | string;
  readonly lot?: string;
  readonly least?: string;
  readonly coinsPerUnit?: string;
  readonly dust?: string;
}

const legOf = (
  leg: Leg,
  { held = 0, lot = '0.1', least = lot, coinsPerUnit = '1', dust = '0' }: LegSample,
): LegState => {
  const market = marketKey(venueId(leg === 'long' ? 'alpha' : 'beta'), symbolId('BTC/USDT:USDT'));
  const terms = { market, coinsPerUnit: text(coinsPerUnit), lotSize: text(lot), minQuantity: text(least) };
  return { ...emptyLeg(terms), held: text(held), dust: text(dust) };
};

const holding = (long: LegSample, short: LegSample, own: Partial<Position> = {}): Position => ({
  ...emptyPosition(coinId('BTC'), SETTINGS),
  legs: { long: legOf('long', long), short: legOf('short', short) },
  ...own,
});

const withHeld = (position: Position, leg: Leg, held: string): Position =>
  mapLegs(position, (state, own) => (own === leg ? { ...state, held: text(held) } : state));

const inShort = ({ purpose, leg, side, quantity, slippageMaxBps, reduceOnly }: LegOrder): string =>
  `${purpose} ${leg} ${side} ${quantity} ${slippageMaxBps}bps${reduceOnly ? ' reduce-only' : ''}`;

/** The next step of an entry, in short. */
const step = (long: LegSample, short: LegSample, repairs = 0): string => {
  const next = balanceStep(holding(long, short, { repairs }));
  return next.kind === 'order' || next.kind === 'cut' ? next.orders.map(inShort).join(', ') : next.kind;
};

/** How long the tries of a position wait, one after the other. */
const delays = (position: Position) =>
  [0, 1, 2, 3, 4, 5, 6, 60].map((repairs) => retryDelayMs({ ...position, repairs }));

describe('coins', () => {
  it('are counted through contract sizes: 50 contracts of 0.01 are 0.5 coins, as many as 0.5 of a market in coins', () => {
    const position = holding({ held: 50, lot: '1', coinsPerUnit: '0.01' }, { held: '0.5' });
    expect(nakedCoins(position).toNumber()).toBe(0);
  });

  it('are counted through scaling prefixes: 3 units of 1000 coins are 3000', () => {
    expect(coinsHeld(legOf('long', { held: 3, coinsPerUnit: '1000' })).toNumber()).toBe(3000);
  });

  it('are counted at the entry price for an inverse contract: 30 of 100 USD at 60,000 are 0.05', () => {
    const coinsPerUnit = text(decimal(100).div(60_000));
    expect(
      coinsHeld(legOf('long', { held: 30, coinsPerUnit }))
        .toDecimalPlaces(12)
        .toNumber(),
    ).toBe(0.05);
  });
});

describe('bringing an entry into balance', () => {
  it('is over where nothing was filled, or both the same', () => {
    expect(step({}, {})).toBe('empty');
    expect(step({ held: 1 }, { held: 1 })).toBe('balanced');
  });

  it('completes the lagging leg first: 10 - 7 = 3 to sell, no further than 25 bps', () => {
    expect(step({ held: 10 }, { held: 7 })).toBe('hedge short sell 3 25bps');
    expect(step({ held: 7 }, { held: 10 })).toBe('hedge long buy 3 25bps');
    expect(step({ held: 10 }, {})).toBe('hedge short sell 10 25bps');
  });

  it('cuts the larger leg after three tries, and gives up after three cuts', () => {
    expect(step({ held: 10 }, { held: 7 }, 2)).toBe('hedge short sell 3 25bps');
    expect(step({ held: 10 }, { held: 7 }, 3)).toBe('flatten long sell 3 100bps reduce-only');
    expect(step({ held: 7 }, { held: 10 }, 5)).toBe('flatten short buy 3 100bps reduce-only');
    expect(step({ held: 10 }, { held: 7 }, 6)).toBe('give-up');
  });

  it('cuts at once where the venue of the lagging leg takes no order so small', () => {
    expect(step({ held: 10 }, { held: 7, least: '5' })).toBe('flatten long sell 3 100bps reduce-only');
  });

  it('keeps no leg for a partner under its minimum: 4 of at least 5', () => {
    expect(step({ held: 10 }, { held: 4, least: '5' }, 3)).toBe('give-up');
  });

  it('asks in whole lots of the leg: 3.07 is 30 lots of 0.1 and 0.07 left over', () => {
    expect(step({ held: '10.07' }, { held: 7 })).toBe('hedge short sell 3 25bps');
  });
});

describe('an entry that cannot be brought nearer', () => {
  it('lets pass what is within the tolerance: 0.5 % of 1000 is 5', () => {
    expect(step({ held: 1000 }, { held: 995 })).toBe('balanced');
    expect(step({ held: 1000 }, { held: '994.9' })).toBe('hedge short sell 5.1 25bps');
  });

  it('lets pass what is under one lot of both, and shows it: 1.05 against 1 in lots of 0.1', () => {
    const position = holding({ held: '1.05' }, { held: 1 });
    expect(balanceStep(position).kind).toBe('balanced');
    expect(nakedCoins(position).toNumber()).toBe(0.05);
  });

  it('flattens both where the difference is large and too small for either venue: 3 of 8, at least 5', () => {
    expect(step({ held: 8, least: '5' }, { held: 5, least: '5' })).toBe('give-up');
  });

  it('accepts the rest of an inverse contract when the other leg cannot take it: 0.4 of one contract', () => {
    const long = { held: 3, lot: '1', coinsPerUnit: '0.001' };
    expect(step(long, { held: '0.0026', lot: '0.0001' })).toBe('hedge short sell 0.0004 25bps');
    expect(step(long, { held: '0.0026', lot: '0.0001' }, 3)).toBe('balanced');
  });
});

describe('a held route that drifted', () => {
  it('has its larger leg cut, reduce-only: after a forced reduction of 10 to 6 the other sells 4', () => {
    expect(rebalanceOrders(holding({ held: 10 }, { held: 6 })).map(inShort)).toEqual([
      'rebalance long sell 4 25bps reduce-only',
    ]);
    expect(rebalanceOrders(holding({ held: 0 }, { held: 6 })).map(inShort)).toEqual([
      'rebalance short buy 6 25bps reduce-only',
    ]);
  });

  it('carries what no order is small enough to cut, and cuts again when it has drifted further', () => {
    const carried = withUncuttable(holding({ held: '0.225', lot: '0.001' }, { held: '0.22', lot: '0.01' }));
    expect(carried.legs?.long.dust).toBe('0.005');
    expect([needsRebalance(carried), isBeyondRepair(carried)]).toEqual([false, false]);
    const further = withHeld(carried, 'short', '0.21');
    expect(rebalanceOrders(further).map(inShort)).toEqual(['rebalance long sell 0.015 25bps reduce-only']);
  });

  it('is left alone within the tolerance and under a lot', () => {
    expect(needsRebalance(holding({ held: 1000 }, { held: 995 }))).toBe(false);
    expect(needsRebalance(holding({ held: '1.05' }, { held: 1 }))).toBe(false);
    expect(isBeyondRepair(holding({ held: '1.05' }, { held: 1 }))).toBe(false);
  });

  it('is beyond repair when it is far apart and no order is small enough', () => {
    expect(isBeyondRepair(holding({ held: 8, least: '5' }, { held: 5, least: '5' }))).toBe(true);
    expect(isBeyondRepair(holding({ held: 10 }, { held: 6 }))).toBe(false);
  });
});

describe('closing', () => {
  it('closes both legs at once, reduce-only, whole lots', () => {
    expect(closeOrders(holding({ held: '2.05' }, { held: 2 })).map(inShort)).toEqual([
      'close long sell 2 25bps reduce-only',
      'close short buy 2 25bps reduce-only',
    ]);
  });

  it('reaches further with every try, up to the bound: 25, 50, 75, 100, 100', () => {
    const reach = [0, 1, 2, 3, 9].map(
      (repairs) => closeOrders(holding({ held: 2 }, {}, { repairs }))[0]?.slippageMaxBps,
    );
    expect(reach).toEqual([25, 50, 75, 100, 100]);
  });

  it('turns round where a leg is held the wrong way: a long leg of -5 is bought back', () => {
    expect(closeOrders(holding({ held: -5 }, { held: -2 })).map(inShort)).toEqual([
      'close long buy 5 25bps reduce-only',
      'close short sell 2 25bps reduce-only',
    ]);
  });

  it('paces its tries: twice as long each time, ten seconds at most', () => {
    expect(delays(holding({ held: 5 }, { held: 5 }))).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
    // a naked leg waits two seconds at most
    expect(delays(holding({ held: 5 }, { held: 2 }))).toEqual([250, 500, 1000, 2000, 2000, 2000, 2000, 2000]);
  });

  it('asks for nothing where nothing is held', () => {
    const empty = emptyPosition(coinId('BTC'), SETTINGS);
    expect(closeOrders(empty)).toEqual([]);
    expect(rebalanceOrders(empty)).toEqual([]);
    expect(balanceStep(empty).kind).toBe('empty');
    expect(dustOf(empty)).toBeUndefined();
  });
});

describe('a flat leg', () => {
  it('holds less than an order may be, whichever way round', () => {
    expect(isFlat(legOf('long', { held: '0.09' }))).toBe(true);
    expect(isFlat(legOf('long', { held: '0.1' }))).toBe(false);
    expect(isFlat(legOf('long', { held: '-5' }))).toBe(false);
    expect(isFlat(legOf('long', { held: '0.4', least: '0.5' }))).toBe(true);
  });

  it('may hold what a venue once refused for being too small, and no more', () => {
    expect(isFlat(legOf('long', { held: '0.3', dust: '0.3' }))).toBe(true);
    expect(isFlat(legOf('long', { held: '0.4', dust: '0.3' }))).toBe(false);
  });

  it('tells what is left in it', () => {
    expect(dustOf(holding({ held: '0.03' }, {}))).toEqual({ long: '0.03', short: '0' });
    expect(dustOf(holding({}, {}))).toBeUndefined();
  });
});
