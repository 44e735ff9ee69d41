import { ZERO, decimal, text } from '../../domain/money.ts';
import { MS_PER_DAY } from '../../domain/units.ts';
import type { Figure } from '../../monitor/figure.ts';
import { RESULT_FIGURES } from '../../monitor/attribution-sum.ts';
import type { Attribution } from '../backtest-result.ts';
import { netOnceLeft } from '../exits.ts';
import { priceProfit } from './objective.ts';
import type { OutOfSample, RunDone, SplitResult } from './sweep-result.ts';

/** Adds up what the chosen settings came to on the test spans that were measured. */
export const outOfSampleOf = (splits: readonly SplitResult[]): OutOfSample => {
  const measured = splits.flatMap((split) => {
    const outcome = split.measured?.outcome;
    return outcome?.kind === 'done' ? [{ outcome, days: (split.test.toMs - split.test.fromMs) / MS_PER_DAY }] : [];
  });
  const done = measured.map(({ outcome }) => outcome);
  const nets = done.map((run) => valueOf(netOnceLeft(run.figures.netAtMarksUsd, run.exitsUsd)));
  const days = measured.reduce((sum, one) => sum + one.days, 0);
  const netUsd = nets.reduce((sum, net) => sum + net, 0);
  const capitalUsd = done[0]?.figures.capitalUsd ?? '0';
  const drawdowns = done.flatMap(({ figures: { maxDrawdown } }) =>
    maxDrawdown.kind === 'known' ? [maxDrawdown.value] : [],
  );
  return {
    spans: done.length,
    days,
    won: nets.filter((net) => net > 0).length,
    netUsd,
    priceUsd: done.reduce((sum, run) => sum + valueOf(priceProfit(run)), 0),
    exitsUsd: text(done.reduce((sum, one) => sum.plus(one.exitsUsd), ZERO)),
    capitalUsd,
    ...(days === 0 ? {} : { yearlyFraction: (netUsd / Number(capitalUsd)) * (365 / days) }),
    ...(drawdowns.length === 0 ? {} : { maxDrawdown: Math.max(...drawdowns) }),
    closedCycles: done.reduce((sum, { figures }) => sum + figures.closedCycles, 0),
    openCycles: done.reduce((sum, { figures }) => sum + figures.openCycles, 0),
    attribution: attributionSum(done),
  };
};

/** Where equity at marks was never known nothing was held. */
const valueOf = (figure: Figure): number => (figure.kind === 'known' ? figure.value : 0);

const attributionSum = (done: readonly RunDone[]): Attribution => {
  const sums = RESULT_FIGURES.map(
    (part) => [part, text(done.reduce((sum, { attribution }) => sum.plus(decimal(attribution[part])), ZERO))] as const,
  );
  // every part is among RESULT_FIGURES
  return Object.fromEntries(sums) as unknown as Attribution;
};
