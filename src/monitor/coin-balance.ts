import { ZERO, decimal } from '../domain/money.ts';
import type { Decimal } from '../domain/money.ts';
import { wordsOf } from '../ledger/account.ts';
import type { Ledger } from '../ledger/ledger.ts';

/** One coin over all venues and cycles, in the coin itself: `wallets - putIn = result + carried`, exactly. */
export interface CoinBalance {
  readonly coin: string;
  /** Opening balances and deposits. */
  readonly putIn: Decimal;
  readonly wallets: Decimal;
  /** Net of all cycles, coins bought and sold with it apart. */
  readonly result: Decimal;
  /** What open lots are carried at beyond the wallets, and the other side of spot coins held. */
  readonly carried: Decimal;
  /** Of it, what the cycles received and paid in funding since the books were opened. */
  readonly funding: Decimal;
}

/** The books coin by coin, opened as `before` where they did not begin with nothing. */
export const coinBalances = (ledger: Ledger, before?: Ledger): readonly CoinBalance[] => {
  if (before === undefined) return balancesIn(ledger);
  const received = new Map(balancesIn(before).map(({ coin, funding }) => [coin, funding]));
  return balancesIn(ledger).map((one) => ({ ...one, funding: one.funding.minus(received.get(one.coin) ?? ZERO) }));
};

/** A cost is positive in its account, an income negative, and capital is negative. */
const balancesIn = (ledger: Ledger): readonly CoinBalance[] => {
  const totals = new Map<string, Map<string, Decimal>>();
  for (const [row, value] of Object.entries(ledger.rows())) {
    const account = accountOf(row);
    if (account === undefined) continue;
    const { coin, sides } = account;
    const known = totals.get(coin) ?? new Map<string, Decimal>();
    for (const side of sides) known.set(side, (known.get(side) ?? ZERO).plus(decimal(value)));
    totals.set(coin, known);
  }
  return [...totals]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([coin, sides]) => {
      const of = (side: string): Decimal => sides.get(side) ?? ZERO;
      return {
        coin,
        putIn: of('capital').neg(),
        wallets: of('wallet'),
        result: of('cycle').neg(),
        carried: of('carried').neg(),
        funding: of('funding').neg(),
      };
    });
};

/** What is left over of one coin: zero, or the books are wrong. */
export const leftOver = ({ wallets, putIn, result, carried }: CoinBalance): Decimal =>
  wallets.minus(putIn).minus(result).minus(carried);

const accountOf = (row: string): { readonly coin: string; readonly sides: readonly string[] } | undefined => {
  const words = wordsOf(row);
  const [kind, second = '', third = '', coin = ''] = words;
  if (kind === 'wallet') return { coin: third, sides: ['wallet'] };
  if (kind === 'capital') return { coin: second, sides: ['capital'] };
  if (kind === 'open' || kind === 'inventory') return { coin: third, sides: ['carried'] };
  if (kind === 'cycle') return { coin, sides: third === 'funding' ? ['cycle', 'funding'] : ['cycle'] };
  return undefined;
};
