import { describe, expect, it } from 'vitest';
import type { MarketCell, RouteRow } from '../../../src/visualizer/messages.ts';
import { fleetShape, sortedLines, stepTowards } from '../../../src/visualizer/ui/fleet-order.ts';
import type { FleetLine, Sorting } from '../../../src/visualizer/ui/fleet-order.ts';
import { SCALES, readingOf } from '../../../src/visualizer/ui/fleet-scale.ts';

const cell = (market: string, per8hBps: number | undefined, more: Partial<MarketCell> = {}): [string, MarketCell] => {
  const [venue = '', symbol = ''] = market.split(/:(.*)/);
  const kind = symbol.includes(':') ? 'linear' : 'spot';
  return [market, { market, coin: symbol.split('/')[0], venue, kind, per8hBps, ...more } as unknown as MarketCell];
};

const markets = new Map([
  cell('alpha:BTC/USDT', undefined),
  cell('alpha:BTC/USDT:USDT', 1),
  cell('alpha:BTC/USDC:USDC', 1),
  cell('beta:BTC/USD:BTC', 2, { kind: 'inverse' }),
  cell('alpha:ETH/USDT:USDT', -9),
  cell('alpha:SOL/USDT:USDT', 3),
  cell('beta:SOL/USDC:USDC', 4),
]);
const route = (netBps: number | undefined, spreadPer8hBps: number): RouteRow =>
  ({ netBps, spreadPer8hBps }) as unknown as RouteRow;
const routes = new Map([
  ['BTC', route(5, 1)],
  ['ETH', route(undefined, 20)],
  ['SOL', route(7, 3)],
]);

const order = (asked: Partial<Sorting>): readonly string[] =>
  sortedLines(fleetShape(markets).lines, { order: 'net', find: '', pins: new Set(), routes, markets, ...asked }).map(
    ({ coin }) => coin,
  );

describe('the fleet', () => {
  it('has a column for every kind of market of a venue, and two dollars of one venue apart', () => {
    const { columns, lines } = fleetShape(markets);
    expect(columns).toEqual(['alpha', 'alpha USDC', 'beta', 'beta inverse', 'alpha spot']);
    expect(lines.find(({ coin }) => coin === 'BTC')?.markets.get('alpha USDC')).toBe('alpha:BTC/USDC:USDC');
    expect(lines.flatMap((line) => [...line.markets.values()]).sort()).toEqual([...markets.keys()].sort());
  });

  it('is sorted by net, spread, largest rate of either sign or name; what is not known comes last', () => {
    expect(order({})).toEqual(['SOL', 'BTC', 'ETH']);
    expect(order({ order: 'spread' })).toEqual(['ETH', 'SOL', 'BTC']);
    expect(order({ order: 'rate' })).toEqual(['ETH', 'SOL', 'BTC']);
    expect(order({ order: 'coin' })).toEqual(['BTC', 'ETH', 'SOL']);
  });

  it('finds part of a name in any case, and keeps pinned coins on top', () => {
    expect(order({ find: ' t' })).toEqual(['BTC', 'ETH']);
    expect(order({ pins: new Set(['ETH']) })).toEqual(['ETH', 'SOL', 'BTC']);
  });

  it('colours by sign and size up to full, and says nothing where nothing is known', () => {
    const [, known] = cell('alpha:A/USDT:USDT', -2.5, { apr: -0.27375, zScore: undefined });
    expect(readingOf(known, 'bps')).toEqual({ heat: -0.5, text: '−2.50' });
    expect(readingOf({ ...known, per8hBps: 900 }, 'bps').heat).toBe(1);
    expect(readingOf(known, 'apr').text).toBe('−27.4 %');
    expect(readingOf(known, 'z')).toEqual({ heat: 0, text: '–' });
    for (const { ticks, full } of Object.values(SCALES)) expect([ticks[0], ticks.at(-1)]).toEqual([-full, full]);
  });
});

const text = (lines: readonly FleetLine[]): string => lines.map(({ coin }) => coin).join('');

describe('lines on their way to another order', () => {
  const held = new Map<string, FleetLine>();
  const lineOf = (coin: string): FleetLine => {
    const line = held.get(coin) ?? { coin, markets: new Map() };
    held.set(coin, line);
    return line;
  };
  const named = (coins: string): readonly FleetLine[] => coins.split('').map(lineOf);

  it('change places two by two, from the top of what is in sight, and all others with the last of them', () => {
    const wanted = named('FEDCBA');
    const limits = { from: 0, to: 3, moves: 2 };
    const first = stepTowards(named('ABCDEF'), wanted, limits);
    expect(text(first)).toBe('FECDBA');
    expect(stepTowards(first, wanted, limits)).toBe(wanted);
    const below = stepTowards(named('ABCDEF'), wanted, { from: 4, to: 6, moves: 1 });
    expect(text(below)).toBe('AECDBF');
    expect(stepTowards(below, wanted, { from: 4, to: 6, moves: 1 })).toBe(wanted);
  });

  it('stand at once where a coin came or went', () => {
    for (const coins of ['ABC', 'ABX', ''])
      expect(text(stepTowards(named('ABCD'), named(coins), { from: 0, to: 9, moves: 1 }))).toBe(coins);
    const gone = named('DXBA');
    expect(stepTowards(named('ABCD'), gone, { from: 0, to: 9, moves: 1 })).toBe(gone);
  });
});
