import { decimal, text } from '../domain/money.ts';
import type { DecimalText } from '../domain/money.ts';
import { figureOf } from '../monitor/figure.ts';
import type { Figure } from '../monitor/figure.ts';
import type { BacktestResult } from './backtest-result.ts';

/** What leaving what is open at the end would cost, taken to be what entering it did, USD. */
export const exitsOf = ({ attribution: { open } }: Pick<BacktestResult, 'attribution'>): DecimalText =>
  text(decimal(open.fees).plus(open.slippage));

/** Who is in at the end has yet to leave: else whoever enters last looks best. */
export const netOnceLeft = (netAtMarksUsd: Figure, exitsUsd: string): Figure =>
  netAtMarksUsd.kind === 'known' ? figureOf(netAtMarksUsd.value - Number(exitsUsd)) : netAtMarksUsd;
