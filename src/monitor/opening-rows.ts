import { decimal, text } from '../domain/money.ts';
import type { DecimalText } from '../domain/money.ts';
import { PARTS, partAccount, usdRow, wordsOf } from '../ledger/account.ts';

/** The one cycle that all cycles before are taken together as: no coin is named so. */
export const EARLIER = 'earlier';

/**
 * Rows of a ledger for books to begin with: `kept` cycles as they are, all others as one, and nothing of what is flat or only
 * said that a record had been counted. Every coin sums to zero as before; they grow with coins and markets, not with time.
 */
export const openingRows = (
  rows: Readonly<Record<string, string>>,
  kept: ReadonlySet<string>,
): Readonly<Record<string, string>> => {
  const flat = new Set(
    Object.entries(rows).flatMap(([row, value]) => {
      const [kind, market, field] = wordsOf(row);
      return kind === 'lot' && field === 'quantity' && decimal(value).isZero() ? [market] : [];
    }),
  );
  const opening = new Map<string, DecimalText>();
  for (const [row, value] of Object.entries(rows)) {
    const [kind, second = '', word = '', coin = ''] = wordsOf(row);
    const isOver = !kept.has(second);
    if (kind === 'seen' || (kind === 'unvalued' && isOver) || (kind === 'lot' && flat.has(second))) continue;
    if ((kind === 'open' || kind === 'inventory') && decimal(value).isZero()) continue;
    const part = PARTS.find((known) => known === word);
    if (!isOver || part === undefined || (kind !== 'cycle' && kind !== 'usd')) {
      opening.set(row, text(value));
      continue;
    }
    const together = kind === 'usd' ? usdRow(EARLIER, part) : partAccount(EARLIER, part, coin);
    opening.set(together, text(decimal(opening.get(together) ?? 0).plus(value)));
  }
  return Object.fromEntries(opening);
};

/** Whether a row of a ledger is of money or of what is held, and so the same in any books of the run. */
export const isHolding = (row: string): boolean => HOLDINGS.has(wordsOf(row)[0] ?? '');

const HOLDINGS = new Set(['wallet', 'capital', 'open', 'inventory', 'lot', 'rate']);
