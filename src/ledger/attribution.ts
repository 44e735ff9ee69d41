import { ZERO, decimal } from '../domain/money.ts';
import type { Decimal } from '../domain/money.ts';
import { PARTS, partAccount, unvaluedRow, usdRow, wordsOf } from './account.ts';
import type { Part } from './account.ts';
import type { Balances } from './balances.ts';
import { balanceOf } from './balances.ts';
import { booked } from './entry.ts';

/**
 * Where a result came from, in one currency: `net = funding + basis + fx - fees - slippage - financing - fixed`,
 * exactly. Basis is mid to mid at the decisions, slippage signed against those mids (an improvement is negative).
 */
export interface Attribution {
  readonly funding: Decimal;
  readonly basis: Decimal;
  /** What the coins earned have gained or lost since they were booked; always zero within one coin. */
  readonly fx: Decimal;
  readonly fees: Decimal;
  readonly slippage: Decimal;
  readonly financing: Decimal;
  readonly fixed: Decimal;
  readonly net: Decimal;
}

export type UsdAttribution =
  | ({ readonly kind: 'valued' } & Attribution)
  /** Money was booked in these coins while no rate of theirs was known. */
  | { readonly kind: 'unvalued'; readonly coins: readonly string[] };

/** The result of a cycle coin by coin, in coin order. */
export const attributionByCoin = (balances: Balances, cycle: string): ReadonlyMap<string, Attribution> => {
  const coins = coinsOf(balances, cycle);
  return new Map(coins.map((coin) => [coin, attribute((part) => coinPart(balances, { cycle, part, coin }), ZERO)]));
};

/** The result of a cycle in USD: parts at the rates journaled when they were booked, the coins kept at today's. */
export const attributionInUsd = (balances: Balances, rows: Balances, cycle: CycleRates): UsdAttribution => {
  const coins = coinsOf(balances, cycle.cycle);
  const unvalued = coins.filter(
    (coin) => rows.has(unvaluedRow(cycle.cycle, coin)) || cycle.usdRate(coin) === undefined,
  );
  if (unvalued.length > 0) return { kind: 'unvalued', coins: unvalued };
  let net = ZERO;
  for (const [coin, parts] of attributionByCoin(balances, cycle.cycle))
    net = net.plus(booked(parts.net.times(cycle.usdRate(coin) ?? ZERO)));
  const part = (name: Part) => signOf(name).times(balanceOf(rows, usdRow(cycle.cycle, name)));
  const atBooking = attribute(part, ZERO);
  return { kind: 'valued', ...attribute(part, net.minus(atBooking.net)) };
};

export interface CycleRates {
  readonly cycle: string;
  /** USD per coin as journaled last; `undefined` when never. */
  readonly usdRate: (coin: string) => Decimal | undefined;
}

const attribute = (amountOf: (part: Part) => Decimal, fx: Decimal): Attribution => {
  const [funding, basis, fees] = [amountOf('funding'), amountOf('basis'), amountOf('fees')];
  const [slippage, financing, fixed] = [amountOf('slippage'), amountOf('financing'), amountOf('fixed')];
  const net = funding.plus(basis).plus(fx).minus(fees).minus(slippage).minus(financing).minus(fixed);
  return { funding, basis, fx, fees, slippage, financing, fixed, net };
};

const coinPart = (balances: Balances, at: { cycle: string; part: Part; coin: string }): Decimal =>
  signOf(at.part).times(balanceOf(balances, partAccount(at.cycle, at.part, at.coin)));

/** Income accounts run negative; an attribution shows income positive and costs positive. */
const signOf = (part: Part): Decimal => decimal(part === 'funding' || part === 'basis' ? -1 : 1);

const coinsOf = (balances: Balances, cycle: string): readonly string[] => {
  const prefix = partAccount(cycle, 'fees', '').slice(0, -'fees '.length);
  const coins = new Set<string>();
  for (const account of balances.keys()) {
    if (!account.startsWith(prefix)) continue;
    const [, , part, coin] = wordsOf(account);
    if (coin !== undefined && PARTS.some((known) => known === part)) coins.add(coin);
  }
  return [...coins].sort();
};
