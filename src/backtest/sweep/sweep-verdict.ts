import { objectiveText } from './objective.ts';
import { settingsText } from './sweep-grid.ts';
import type { OutOfSample, RunOutcome, SweepResult, SweepRun } from './sweep-result.ts';

type Judged = Pick<SweepResult, 'runs' | 'best' | 'objective' | 'walkForward' | 'unfinished'>;

/** What a sweep came to in a sentence or two: a loss is called one, and what is chosen in sample is said to be. */
export const sweepVerdict = ({ runs, best, objective, walkForward, unfinished }: Judged): string => {
  const stopped = unfinished === 0 ? '' : ` It was stopped: ${unfinished} runs were not finished.`;
  if (walkForward !== undefined)
    return `${measuredVerdict(walkForward.outOfSample, walkForward.splits.length)}${stopped}`;
  const run = runs[best ?? -1];
  if (run === undefined) return `Of no run the ${objective.name} is known.${stopped}`;
  const losing = runs.filter(({ objective: value }) => value !== undefined && value < 0).length;
  return (
    `Best of ${runs.length} on this span: ${settingsText(run.settings)}, ${objective.name} ` +
    `${objectiveText(objective.name, run.objective)}; ${losing} of ${runs.length} are below zero. It was chosen on the ` +
    `span it is shown on: expect less elsewhere.${stopped}`
  );
};

const measuredVerdict = ({ spans, netUsd, days, won }: OutOfSample, splits: number): string =>
  spans === 0
    ? 'Nothing was measured out of sample.'
    : `Out of sample it ${netUsd < 0 ? 'lost' : 'made'} ${Math.abs(netUsd).toFixed(2)} USD in ${spans} of ` +
      `${splits} test spans, ${days} days together; ${won} of them won.`;

const NAMED_MAX = 5;

/** What went wrong, each reason once with the settings it stood against; none when every run is sound. */
export const failureLines = (result: Pick<SweepResult, 'runs' | 'walkForward'>): readonly string[] => {
  const byReason = new Map<string, string[]>();
  for (const { settings, outcome } of everyRun(result)) {
    const reason = faultOf(outcome);
    if (reason !== undefined) byReason.set(reason, [...(byReason.get(reason) ?? []), settingsText(settings)]);
  }
  return [...byReason].map(([reason, named]) => {
    const distinct = [...new Set(named)];
    const more = distinct.length > NAMED_MAX ? ` and ${distinct.length - NAMED_MAX} more` : '';
    const count = named.length === 1 ? '' : `${named.length} runs: `;
    return `${count}${distinct.slice(0, NAMED_MAX).join('; ')}${more}: ${reason}`;
  });
};

/** Of the grid, or of every split on both its spans. */
export const everyRun = ({ runs, walkForward }: Pick<SweepResult, 'runs' | 'walkForward'>): readonly SweepRun[] => [
  ...runs,
  ...(walkForward?.splits ?? []).flatMap((split) => [
    ...split.runs,
    ...(split.measured === undefined ? [] : [split.measured]),
  ]),
];

const faultOf = (outcome: RunOutcome): string | undefined => {
  if (outcome.kind === 'failed') return `${outcome.reason} [${outcome.code}]`;
  const isBroken = outcome.kind === 'done' && outcome.broken.length > 0;
  return isBroken ? `its figures do not agree with each other: ${outcome.broken.join(', ')}` : undefined;
};
