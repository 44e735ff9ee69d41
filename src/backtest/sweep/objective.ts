import { figureOf } from '../../monitor/figure.ts';
import type { Figure } from '../../monitor/figure.ts';
import { netOnceLeft } from '../exits.ts';
import { percent, plain } from '../report/figure-text.ts';
import type { RunDone } from './sweep-result.ts';

/** What the best run is the best of. */
export type ObjectiveName = 'net' | 'return' | 'sharpe' | 'sortino';

interface Objective {
  readonly rule: string;
  readonly of: (run: RunDone) => Figure;
  readonly show: (value: number) => string;
}

/** Price profit, realised and of what is open: `net at marks = funding + price - fees - slippage - financing - fixed`. */
export const priceProfit = ({ figures: { netAtMarksUsd }, attribution: { net, basis, fx } }: RunDone): Figure =>
  netAtMarksUsd.kind === 'known'
    ? figureOf(netAtMarksUsd.value - Number(net) + Number(basis) + Number(fx))
    : netAtMarksUsd;

const OBJECTIVES: Readonly<Record<ObjectiveName, Objective>> = {
  net: {
    rule: 'equity at marks at the end less the capital, and less what leaving what is open would cost, taken to be what entering it did; USD',
    of: ({ figures, exitsUsd }) => netOnceLeft(figures.netAtMarksUsd, exitsUsd),
    show: (value) => `${plain(value)} USD`,
  },
  return: {
    rule: 'annualised return, realized',
    of: ({ figures }) => figures.annualisedReturn,
    show: percent,
  },
  sharpe: { rule: 'Sharpe ratio of daily net returns, realized', of: ({ figures }) => figures.sharpe, show: plain },
  sortino: { rule: 'Sortino ratio of daily net returns, realized', of: ({ figures }) => figures.sortino, show: plain },
};

export const OBJECTIVE_NAMES: readonly ObjectiveName[] = ['net', 'return', 'sharpe', 'sortino'];

export const objectiveRule = (name: ObjectiveName): string => OBJECTIVES[name].rule;

/** The figure that is judged; `undefined` where the run does not know it. */
export const objectiveOf = (name: ObjectiveName, run: RunDone): number | undefined => {
  const figure = OBJECTIVES[name].of(run);
  return figure.kind === 'known' ? figure.value : undefined;
};

/** With its unit; a dash where it is not known. */
export const objectiveText = (name: ObjectiveName, value: number | undefined): string =>
  value === undefined ? '-' : OBJECTIVES[name].show(value);

/** The place of the greatest value, the first among equals; `undefined` where none is known. */
export const greatest = (values: readonly (number | undefined)[]): number | undefined => {
  let best: number | undefined;
  for (const [at, value] of values.entries())
    if (value !== undefined && (best === undefined || value > (values[best] ?? -Infinity))) best = at;
  return best;
};
