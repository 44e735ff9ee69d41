import { asJson } from '../../domain/codec.ts';
import { printedConfig } from '../../engine/config/config-print.ts';
import { policyRule, withPolicy } from '../policies.ts';
import { greatest, objectiveOf, objectiveRule } from './objective.ts';
import { outOfSampleOf } from './out-of-sample.ts';
import type { SweepTask, TaskResult } from './run-one.ts';
import { sweepAssumptions } from './sweep-assumptions.ts';
import type { PlannedCombination, SweepPlan } from './sweep-plan.ts';
import { everyRun, sweepVerdict } from './sweep-verdict.ts';
import type { SplitResult, SweepResult, SweepRun, WalkForwardResult } from './sweep-result.ts';
import type { RunSpan, Split } from './walk-forward.ts';

/** Runs tasks wherever and in whatever order it likes; results come back in the order of the tasks. */
export type RunTasks = (tasks: readonly SweepTask[]) => Promise<readonly TaskResult[]>;

/** Runs a plan: every combination over the span, or split by split. No run's failure is another's. */
export const runSweep = async (plan: SweepPlan, runTasks: RunTasks): Promise<SweepResult> => {
  const { policy, span, objective, axes, base } = plan;
  let assumed: TaskResult['assumptions'] = [];
  // of all runs the first that has any
  const run: RunPlanned = async (planned) => {
    const results = await runTasks(planned.map(({ one, span: own }) => taskOf(plan, one, own)));
    if (assumed.length === 0) assumed = results.find(({ assumptions }) => assumptions.length > 0)?.assumptions ?? [];
    return planned.flatMap(({ one }, at) => {
      const result = results[at];
      return result === undefined ? [] : [runOf(plan, one, result)];
    });
  };
  const walked = plan.walkForward === undefined ? undefined : await walkForward(plan, plan.walkForward, run);
  const runs = walked === undefined ? await run(plan.combinations.map((one) => ({ one, span }))) : [];
  const best = greatest(runs.map((one) => one.objective));
  const judged = {
    objective: { name: objective, rule: objectiveRule(objective) },
    runs,
    ...(best === undefined ? {} : { best }),
    ...(walked === undefined ? {} : { walkForward: walked }),
  };
  const unfinished = everyRun(judged).filter(({ outcome }) => outcome.kind === 'stopped').length;
  return {
    type: 'sweep',
    version: 1,
    policy: { name: policy, rule: policyRule(policy) },
    fromMs: span.fromMs,
    toMs: span.toMs,
    verdict: sweepVerdict({ ...judged, unfinished }),
    axes: axes.map(({ key, values }) => ({ key, values: values.map(({ text }) => text) })),
    ...judged,
    unfinished,
    assumptions: [...sweepAssumptions(plan), ...assumed],
    configuration: asJson(printedConfig(withPolicy(base, policy))),
  };
};

type RunPlanned = (
  planned: readonly { readonly one: PlannedCombination; readonly span: RunSpan }[],
) => Promise<readonly SweepRun[]>;

const taskOf = ({ policy, gaps }: SweepPlan, { config }: PlannedCombination, { fromMs, toMs }: RunSpan): SweepTask => ({
  config,
  policy,
  gaps,
  fromMs,
  toMs,
});

const runOf = ({ objective }: SweepPlan, { settings }: PlannedCombination, { outcome }: TaskResult): SweepRun => {
  const value = outcome.kind === 'done' ? objectiveOf(objective, outcome) : undefined;
  return { settings, outcome, ...(value === undefined ? {} : { objective: value }) };
};

/** First every train span, then what was chosen there: a choice never sees a test span. */
const walkForward = async (
  { combinations }: SweepPlan,
  { trainDays, testDays, cuts }: NonNullable<SweepPlan['walkForward']>,
  run: RunPlanned,
): Promise<WalkForwardResult> => {
  const trained = await run(cuts.flatMap(({ train }) => combinations.map((one) => ({ one, span: train }))));
  const choices = cuts.map((cut, nth) => {
    const runs = trained.slice(nth * combinations.length, (nth + 1) * combinations.length);
    return { cut, runs, chosen: chosenOf(runs) };
  });
  const toMeasure = choices.flatMap(({ cut, chosen = -1 }) => {
    const one = combinations[chosen];
    return one === undefined ? [] : [{ one, span: cut.test }];
  });
  const measured = [...(await run(toMeasure))];
  const splits = choices.map(({ cut, runs, chosen }) =>
    splitOf(cut, { runs, chosen, measured: chosen === undefined ? undefined : measured.shift() }),
  );
  return { trainDays, testDays, splits, outOfSample: outOfSampleOf(splits) };
};

/** Of what was stopped half-way nothing is chosen: what was not run may have been better. */
const chosenOf = (runs: readonly SweepRun[]): number | undefined =>
  runs.some(({ outcome }) => outcome.kind === 'stopped') ? undefined : greatest(runs.map(({ objective }) => objective));

const splitOf = (
  { train, test }: Split,
  {
    runs,
    chosen,
    measured,
  }: Pick<SplitResult, 'runs'> & { chosen: number | undefined; measured: SweepRun | undefined },
): SplitResult => ({
  train,
  test,
  runs,
  ...(chosen === undefined ? {} : { chosen }),
  ...(measured === undefined ? {} : { measured }),
});
