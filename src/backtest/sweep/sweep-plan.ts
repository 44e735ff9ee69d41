import { isConfigMap } from '../../engine/config/config-tree.ts';
import type { ConfigTree } from '../../engine/config/config-tree.ts';
import type { ConfigOverrides } from '../../engine/config/config-overrides.ts';
import { printedConfig } from '../../engine/config/config-print.ts';
import { ConfigError } from '../../engine/config/config-report.ts';
import type { ConfigFault } from '../../engine/config/config-report.ts';
import type { Config } from '../../engine/config/config.ts';
import { BacktestError } from '../backtest-error.ts';
import { historyConfig } from '../history-run.ts';
import { withPolicy } from '../policies.ts';
import type { PolicyName } from '../policies.ts';
import type { ObjectiveName } from './objective.ts';
import { combinationsOf, gridSize, settingsOf } from './sweep-grid.ts';
import type { Axis, Combination, Settings } from './sweep-grid.ts';
import { splitsOf } from './walk-forward.ts';
import type { RunSpan, Split, WalkForward } from './walk-forward.ts';

export interface PlanParts {
  readonly axes: readonly Axis[];
  /** The configuration of the sweep with some keys replaced. Rejects with ConfigError. */
  readonly configOf: (overrides: ConfigOverrides | undefined) => Promise<Config>;
  readonly span: RunSpan;
  readonly policy: PolicyName;
  readonly objective: ObjectiveName;
  readonly walkForward?: WalkForward | undefined;
  readonly gaps: 'refused' | 'allowed';
  /** More than this are refused. */
  readonly runsMax: number;
}

/** Everything that a sweep will run, checked. */
export interface SweepPlan extends Omit<PlanParts, 'configOf' | 'runsMax' | 'walkForward'> {
  readonly base: Config;
  readonly combinations: readonly PlannedCombination[];
  readonly walkForward?: WalkForward & { readonly cuts: readonly Split[] };
  /** How many runs it is. */
  readonly size: number;
}

export interface PlannedCombination {
  readonly settings: Settings;
  readonly config: Config;
}

/**
 * Checks the whole grid before anything runs: its size, every value of every key by the schema of the configuration, every
 * combination by its rules. Rejects with BacktestError and ConfigError.
 */
export const planSweep = async (parts: PlanParts): Promise<SweepPlan> => {
  const { configOf, runsMax, walkForward, ...kept } = parts;
  const { axes, span, policy } = parts;
  if (!(span.toMs > span.fromMs))
    throw new BacktestError('backtest.span', 'the span is empty: its end must come after its beginning');
  const cuts = walkForward === undefined ? undefined : splitsOf(walkForward, span);
  // of each split the grid on its train span, and the chosen settings on its test span
  const size = cuts === undefined ? gridSize(axes) : (gridSize(axes) + 1) * cuts.length;
  if (size > runsMax) throw tooMany(axes, { size, runsMax, splits: cuts?.length });
  const base = await configOf(undefined);
  const combinations = await plannedOf(combinationsOf(axes), configOf);
  for (const { key } of axes) refuseIdle(key, { policy, configs: combinations.map(({ config }) => config) });
  return {
    ...kept,
    base,
    combinations,
    size,
    ...(walkForward === undefined || cuts === undefined ? {} : { walkForward: { ...walkForward, cuts } }),
  };
};

/** The configuration of every combination; every fault of any at once, each once. */
const plannedOf = async (
  combinations: readonly Combination[],
  configOf: PlanParts['configOf'],
): Promise<readonly PlannedCombination[]> => {
  const planned: PlannedCombination[] = [];
  const faults = new Map<string, ConfigFault>();
  for (const combination of combinations) {
    const values = Object.fromEntries(combination.map(({ key, value }) => [key, value.tree]));
    try {
      const config = await configOf({ name: 'swept key', values });
      planned.push({ settings: settingsOf(combination), config });
    } catch (thrown) {
      if (!(thrown instanceof ConfigError)) throw thrown;
      for (const fault of thrown.context.faults) faults.set(JSON.stringify(fault), fault);
    }
  }
  if (faults.size > 0) throw new ConfigError([...faults.values()]);
  return planned;
};

/** Sections and keys that a backtest never looks at. */
const UNUSED = /^(preset|lending|storage|history|visualizer|alerts|relays)(\.|$)|^engine\.speed$/;

/** A key that changes nothing would fill a table with the same numbers. */
const refuseIdle = (
  key: string,
  { policy, configs }: { readonly policy: PolicyName; readonly configs: readonly Config[] },
): void => {
  if (UNUSED.test(key)) throw idle(key, 'nothing of a backtest hangs on it');
  const isReplaced = configs.some((config) => valueAt(withPolicy(config, policy), key) !== valueAt(config, key));
  if (isReplaced) throw idle(key, `the policy ${policy} sets it itself`);
  if (configs.some((config) => valueAt(historyConfig(config), key) !== valueAt(config, key)))
    throw idle(key, 'a backtest sets it itself');
};

const idle = (key: string, why: string): BacktestError =>
  new BacktestError('backtest.grid', `${key} cannot be swept: ${why}; leave it out`);

const valueAt = (config: Config, key: string): string => {
  let here: unknown = printedConfig(config);
  for (const part of key.split('.'))
    here = isConfigMap(here as ConfigTree) ? (here as Readonly<Record<string, unknown>>)[part] : undefined;
  return JSON.stringify(here) ?? 'nothing';
};

const tooMany = (
  axes: readonly Axis[],
  { size, runsMax, splits }: { readonly size: number; readonly runsMax: number; readonly splits: number | undefined },
): BacktestError => {
  const grid = axes.map(({ key, values }) => `${values.length} of ${key}`).join(' x ');
  const whole = splits === undefined ? grid : `${splits} splits x (${grid}, and one to measure)`;
  return new BacktestError(
    'backtest.too-many-runs',
    `the sweep is ${size} runs, at most ${runsMax} are let through: ${whole}; name fewer values, or say --runs-max ${size}`,
  );
};
