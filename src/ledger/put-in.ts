import { ZERO, sum } from '../domain/money.ts';
import type { Decimal } from '../domain/money.ts';
import { capitalAccount } from './account.ts';
import type { Ledger } from './ledger.ts';

/** What was put in, USD at the rates known; a coin without a rate counts nothing. */
export const putInUsd = (ledger: Pick<Ledger, 'balance' | 'usdRate'>, coins: Iterable<string>): Decimal =>
  sum(
    [...coins].map((coin) =>
      ledger
        .balance(capitalAccount(coin))
        .neg()
        .times(ledger.usdRate(coin) ?? ZERO),
    ),
  );
