import { EngineError } from '../domain/errors.ts';
import type { MoneyFact } from './money-fact.ts';

/** A fact of money that cannot be booked; nothing was. */
export class LedgerFactError extends EngineError<{ fact: MoneyFact }> {
  readonly code = 'ledger.bad-fact';
}

/** The stored balances are not a ledger's. */
export class LedgerRowError extends EngineError<{ row: string; value: string }> {
  readonly code = 'ledger.bad-row';
}
