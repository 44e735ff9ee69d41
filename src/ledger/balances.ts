import { ZERO, decimal, text } from '../domain/money.ts';
import type { Decimal, DecimalText } from '../domain/money.ts';
import type { Entry } from './entry.ts';

/** Balances by account. */
export type Balances = ReadonlyMap<string, DecimalText>;

export const balanceOf = (balances: Balances, account: string): Decimal => {
  const balance = balances.get(account);
  return balance === undefined ? ZERO : decimal(balance);
};

/** The balances of the accounts an entry touches, after it. */
export const changedBy = (balances: Balances, { lines }: Entry): Balances => {
  const changed = new Map<string, DecimalText>();
  for (const { account, amount } of lines) {
    const before = decimal(changed.get(account) ?? balances.get(account) ?? '0');
    changed.set(account, text(before.plus(decimal(amount))));
  }
  return changed;
};

/** Folds entries into balances from nothing. */
export const foldEntries = (entries: Iterable<Entry>): Balances => {
  const balances = new Map<string, DecimalText>();
  for (const entry of entries)
    for (const [account, balance] of changedBy(balances, entry)) balances.set(account, balance);
  return balances;
};
