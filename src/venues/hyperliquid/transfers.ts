import type { DecimalText } from '../../domain/money.ts';
import { decimal, text } from '../../domain/money.ts';
import type { AccountTransfer } from '../../domain/order.ts';
import type { AnswerRow } from '../answer-row.ts';
import { flowing } from '../answer-row.ts';

/** The wallet of perpetuals, as `send` names it. */
const PERP_DEX = '';

/** Rows of the ledger that moved USDC of the perpetuals' wallet; spot coins and other dexes have wallets of their own. */
export const transfersIn = (rows: readonly AnswerRow[], address: string | undefined): readonly AccountTransfer[] =>
  rows.flatMap((row) => {
    const amount = movedBy(row.row('delta'), address);
    if (amount === undefined || amount === '0') return [];
    // A hash may be shared, or none.
    const transferId = `${row.instant('time')}-${row.text('hash')}`;
    return [{ transferId, coin: 'USDC', amount, venueAtMs: row.instant('time') }];
  });

/** USDC that came in (positive) or went out; `undefined` for rows that leave this wallet alone. */
const movedBy = (delta: AnswerRow, address: string | undefined): DecimalText | undefined => {
  switch (delta.text('type')) {
    case 'deposit':
      return flowing('in', delta.decimal('usdc'));
    case 'withdraw':
      return flowing('out', withFee(delta, 'usdc'));
    case 'accountClassTransfer':
      return flowing(delta.flag('toPerp') ? 'in' : 'out', delta.decimal('usdc'));
    case 'internalTransfer':
    case 'subAccountTransfer':
      return isOwn(delta, 'destination', address)
        ? flowing('in', delta.decimal('usdc'))
        : flowing('out', withFee(delta, 'usdc'));
    case 'vaultDeposit':
      return flowing('out', delta.decimal('usdc'));
    case 'vaultWithdraw':
      return flowing('in', delta.decimal('netWithdrawnUsd'));
    case 'send':
      return delta.text('token') === 'USDC' ? sent(delta, address) : undefined;
    default:
      return undefined;
  }
};

/** From wallet to wallet, own ones or others'. */
const sent = (delta: AnswerRow, address: string | undefined): DecimalText => {
  const leaves = isOwn(delta, 'user', address) && (delta.maybe('sourceDex') ?? PERP_DEX) === PERP_DEX;
  const comes = isOwn(delta, 'destination', address) && (delta.maybe('destinationDex') ?? PERP_DEX) === PERP_DEX;
  const paid = leaves ? decimal(withFee(delta, 'amount')).negated() : decimal(0);
  return text(comes ? paid.plus(delta.decimal('amount')) : paid);
};

/** A fee is paid on top, by whoever sends. */
const withFee = (delta: AnswerRow, name: string): DecimalText =>
  text(decimal(delta.decimal(name)).plus(delta.maybeDecimal('fee') ?? 0));

const isOwn = (delta: AnswerRow, name: string, address: string | undefined): boolean =>
  address !== undefined && delta.text(name).toLowerCase() === address.toLowerCase();
