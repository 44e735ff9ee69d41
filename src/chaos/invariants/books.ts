import type { Fact } from '../../domain/fact.ts';
import type { Decimal } from '../../domain/money.ts';
import { ZERO, decimal } from '../../domain/money.ts';
import { textIn } from '../fact-text.ts';
import { wordsOf } from '../../ledger/account.ts';

const ACCOUNTS = new Set(['wallet', 'capital', 'open', 'inventory', 'cycle']);

/** What one transaction does to the ledger must come to nothing, coin by coin; `before` are the rows it changes. */
export const unbalanced = (
  before: ReadonlyMap<string, string>,
  changed: Readonly<Record<string, string>>,
): string | undefined => {
  const sums = new Map<string, Decimal>();
  for (const [row, value] of Object.entries(changed)) {
    const words = wordsOf(row);
    const coin = words.at(-1);
    if (!ACCOUNTS.has(words[0] ?? '') || coin === undefined) continue;
    const change = decimal(value).minus(before.get(row) ?? '0');
    sums.set(coin, (sums.get(coin) ?? ZERO).plus(change));
  }
  const wrong = [...sums].filter(([, sum]) => !sum.isZero()).map(([coin, sum]) => `${sum.toString()} ${coin}`);
  return wrong.length === 0 ? undefined : `entries do not balance: ${wrong.join(', ')} over`;
};

const PARTS = [
  ['funding', 1],
  ['basis', 1],
  ['fx', 1],
  ['fees', -1],
  ['slippage', -1],
  ['financing', -1],
  ['fixed', -1],
] as const;

/** The parts of a closed cycle add up to its net, to the last digit. */
export const misattributed = ({ type, body }: Fact): string | undefined => {
  if (type !== 'cycle.closed' || typeof body['net'] !== 'string') return undefined;
  let total = ZERO;
  for (const [part, sign] of PARTS) total = total.plus(decimal(textIn(body, part) || '0').times(sign));
  return total.eq(body['net'])
    ? undefined
    : `${textIn(body, 'cycle')}: the parts add up to ${total.toString()}, the net is ${body['net']}`;
};
