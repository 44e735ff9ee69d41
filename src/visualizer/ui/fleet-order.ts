import type { MarketCell, RouteRow } from '../messages.ts';

export type Order = 'net' | 'coin' | 'spread' | 'rate';

/** One line of the fleet: a coin and its markets by column. */
export interface FleetLine {
  readonly coin: string;
  readonly markets: ReadonlyMap<string, string>;
}

export interface Sorting {
  readonly order: Order;
  /** Part of a coin's name, any case. */
  readonly find: string;
  /** Coins that stand before all others. */
  readonly pins: ReadonlySet<string>;
  readonly routes: ReadonlyMap<string, RouteRow>;
  readonly markets: ReadonlyMap<string, MarketCell>;
}

/** Columns and lines of all markets: perpetuals by venue first, then inverse, then spot. */
export const fleetShape = (
  markets: ReadonlyMap<string, MarketCell>,
): { readonly columns: readonly string[]; readonly lines: readonly FleetLine[] } => {
  const plain = plainCoins(markets);
  const byCoin = new Map<string, Map<string, string>>();
  const names = new Map<string, number>();
  for (const [key, cell] of markets) {
    const name = columnOf(cell, plain);
    names.set(name, KINDS.indexOf(cell.kind));
    const line = byCoin.get(cell.coin) ?? new Map<string, string>();
    line.set(name, key);
    byCoin.set(cell.coin, line);
  }
  const columns = [...names].sort(([a, kindA], [b, kindB]) => kindA - kindB || (a < b ? -1 : 1));
  return {
    columns: columns.map(([name]) => name),
    lines: [...byCoin].map(([coin, line]) => ({ coin, markets: line })),
  };
};

/** Those found, in the order asked for; lines with nothing to sort by come last, equals by name. */
export const sortedLines = (lines: readonly FleetLine[], sorting: Sorting): readonly FleetLine[] => {
  const wanted = sorting.find.trim().toUpperCase();
  return lines
    .filter(({ coin }) => coin.toUpperCase().includes(wanted))
    .map((line) => ({ line, isPinned: sorting.pins.has(line.coin), value: valueOf(line, sorting) }))
    .sort(
      (a, b) => Number(b.isPinned) - Number(a.isPinned) || b.value - a.value || (a.line.coin < b.line.coin ? -1 : 1),
    )
    .map(({ line }) => line);
};

/** Ranks in sight, and how many of them may get another line at once. */
export interface StepLimits {
  readonly from: number;
  readonly to: number;
  readonly moves: number;
}

/** One step to the lines as they are wanted, from the top of what is in sight; once all is right there, `wanted` itself. */
export const stepTowards = (
  standing: readonly FleetLine[],
  wanted: readonly FleetLine[],
  { from, to, moves }: StepLimits,
): readonly FleetLine[] => {
  const next = [...standing];
  let left = moves;
  for (const [at, line] of wanted.entries()) {
    const there = next[at];
    if (at < from || at >= to || there === line) continue;
    // who came or went meanwhile is not brought in by steps
    const was = next.indexOf(line);
    if (there === undefined || was < 0) return wanted;
    if (left === 0) return next;
    left -= 1;
    // the two change places: nobody else has to move
    next[was] = there;
    next[at] = line;
  }
  return wanted;
};

const LAST = -1e9;
const KINDS: readonly MarketCell['kind'][] = ['linear', 'inverse', 'spot'];

const valueOf = ({ coin, markets: own }: FleetLine, { order, routes, markets }: Sorting): number => {
  if (order === 'coin') return 0;
  if (order === 'net') return routes.get(coin)?.netBps ?? LAST;
  if (order === 'spread') return routes.get(coin)?.spreadPer8hBps ?? LAST;
  return Math.max(
    LAST,
    ...[...own.values()].map((key) => Math.abs(markets.get(key)?.per8hBps ?? LAST)).filter((rate) => rate !== -LAST),
  );
};

/** What most of a venue's markets of a kind are paid in: it goes without saying. */
const plainCoins = (markets: ReadonlyMap<string, MarketCell>): ReadonlyMap<string, string> => {
  const counts = new Map<string, Map<string, number>>();
  for (const cell of markets.values()) {
    const key = `${cell.venue} ${cell.kind}`;
    const ofKind = counts.get(key) ?? new Map<string, number>();
    ofKind.set(quoteOf(cell), (ofKind.get(quoteOf(cell)) ?? 0) + 1);
    counts.set(key, ofKind);
  }
  return new Map([...counts].map(([key, ofKind]) => [key, [...ofKind].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '']));
};

const columnOf = (cell: MarketCell, plain: ReadonlyMap<string, string>): string => {
  const { venue, kind } = cell;
  const quote = quoteOf(cell);
  const words = [venue, kind === 'linear' ? '' : kind, plain.get(`${venue} ${kind}`) === quote ? '' : quote];
  return words.filter((word) => word !== '').join(' ');
};

const quoteOf = ({ market }: MarketCell): string => /\/([^/:]+)(?::[^/:]+)?$/.exec(market)?.[1] ?? '';
