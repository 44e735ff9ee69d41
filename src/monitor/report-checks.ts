import type { MarketKey } from '../domain/ids.ts';
import { ZERO, decimal, text } from '../domain/money.ts';
import type { Decimal } from '../domain/money.ts';
import { lotRow, wordsOf } from '../ledger/account.ts';
import type { CycleResult } from './account-book.ts';
import { netOfParts } from './attribution-sum.ts';
import type { AttributionSum } from './attribution-sum.ts';
import { leftOver } from './coin-balance.ts';
import type { CoinBalance } from './coin-balance.ts';
import type { Statement } from './funding-truth.ts';
import { isHolding } from './opening-rows.ts';

/** Something that must hold of the figures, to the last decimal. */
export interface Check {
  readonly name: 'attribution' | 'journal' | 'balances' | 'funding' | 'opening';
  readonly verdict: 'holds' | 'fails';
  /** What was compared, with what differs. */
  readonly detail: string;
}

export interface Checked {
  readonly total: AttributionSum;
  readonly cycles: readonly CycleResult[];
  readonly coins: readonly CoinBalance[];
  readonly statements: readonly Statement[];
}

export const checksOf = (checked: Checked): readonly Check[] => [
  partsAddUp(checked.total),
  agreesWithJournal(checked.cycles),
  coinsBalance(checked.coins),
  fundingIsCredited(checked),
];

const partsAddUp = ({ attribution }: AttributionSum): Check => {
  const difference = netOfParts(attribution).minus(attribution.net);
  const verdict = difference.isZero() ? 'holds' : 'fails';
  const detail = `funding + basis + fx - fees - slippage - financing - fixed - net = ${text(difference)} USD`;
  return { name: 'attribution', verdict, detail };
};

const agreesWithJournal = (cycles: readonly CycleResult[]): Check => {
  const closed = cycles.filter((cycle) => cycle.closed !== undefined);
  const differing = closed.filter((cycle) => cycle.differing.length > 0);
  const which = differing.map((cycle) => `${cycle.cycle} (${cycle.differing.join(', ')})`).join(', ');
  return differing.length === 0
    ? { name: 'journal', verdict: 'holds', detail: `closed cycles as the engine journaled them: ${closed.length}` }
    : { name: 'journal', verdict: 'fails', detail: `the engine journaled otherwise: ${which}` };
};

const coinsBalance = (coins: readonly CoinBalance[]): Check => {
  const wrong = coins.filter((coin) => !leftOver(coin).isZero());
  return wrong.length === 0
    ? {
        name: 'balances',
        verdict: 'holds',
        detail: `wallets - put in - result - carried = 0 in ${coins.length === 1 ? '1 coin' : `${coins.length} coins`}`,
      }
    : {
        name: 'balances',
        verdict: 'fails',
        detail: wrong.map((one) => `${text(leftOver(one))} ${one.coin}`).join(', '),
      };
};

const fundingIsCredited = ({ coins, statements }: Checked): Check => {
  const credited = new Map<string, Decimal>();
  for (const { coin, credited: amount } of statements) credited.set(coin, (credited.get(coin) ?? ZERO).plus(amount));
  const wrong = coins.filter(({ coin, funding }) => !(credited.get(coin) ?? ZERO).equals(funding));
  return wrong.length === 0
    ? { name: 'funding', verdict: 'holds', detail: 'the sum of the payments is the funding of the books, coin by coin' }
    : { name: 'funding', verdict: 'fails', detail: wrong.map(({ coin }) => coin).join(', ') };
};

/**
 * Of a journal that retention has cut: what its removed facts are said to have come to, and the facts since, make the books the
 * engine keeps, wallet by wallet and lot by lot.
 */
export const opensRight = (made: Readonly<Record<string, string>>, kept: Readonly<Record<string, string>>): Check => {
  const rows = [...new Set([...Object.keys(made), ...Object.keys(kept)])].filter(isHolding).sort();
  const wrong = rows.filter((row) => !isFlat(row, kept) && !decimal(made[row] ?? 0).equals(kept[row] ?? 0));
  return wrong.length === 0
    ? {
        name: 'opening',
        verdict: 'holds',
        detail: 'what was opened with and the facts since are the books of the engine',
      }
    : { name: 'opening', verdict: 'fails', detail: `the engine's books say otherwise of ${wrong.join(', ')}` };
};

/** Of a market that holds nothing only the contract size is left of its lot. */
const isFlat = (row: string, rows: Readonly<Record<string, string>>): boolean => {
  const [kind, market = '', field] = wordsOf(row);
  return kind === 'lot' && field !== 'quantity' && decimal(rows[lotRow(market as MarketKey, 'quantity')] ?? 0).isZero();
};
