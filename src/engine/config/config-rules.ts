import type { ParsedConfig } from './config-schema.ts';

/** A rule between keys that is broken; `path` is the key to blame. */
export interface BrokenRule {
  readonly path: readonly string[];
  readonly expected: string;
}

/** Rules that no single key can check, given the whole configuration. */
export const brokenRules = ({ guard, sizing, limits, execution }: ParsedConfig): readonly BrokenRule[] => {
  const rules: BrokenRule[] = [];
  if (guard.dailyHaltFraction > guard.dailyPauseFraction)
    rules.push({
      path: ['guard', 'dailyHaltFraction'],
      expected: `at most guard.dailyPauseFraction (${guard.dailyPauseFraction})`,
    });
  if (sizing.equityFraction > sizing.equityFractionMax)
    rules.push({
      path: ['sizing', 'equityFraction'],
      expected: `at most sizing.equityFractionMax (${sizing.equityFractionMax})`,
    });
  if (limits.legNotionalMaxUsd > limits.grossNotionalMaxUsd)
    rules.push({
      path: ['limits', 'legNotionalMaxUsd'],
      expected: `at most limits.grossNotionalMaxUsd (${limits.grossNotionalMaxUsd})`,
    });
  if (limits.liquidationExitRatio > limits.liquidationBufferRatio)
    rules.push({
      path: ['limits', 'liquidationExitRatio'],
      expected: `at most limits.liquidationBufferRatio (${limits.liquidationBufferRatio}): else every entry is left at once`,
    });
  if (limits.marginExitRatio > limits.marginWarnRatio)
    rules.push({
      path: ['limits', 'marginExitRatio'],
      expected: `at most limits.marginWarnRatio (${limits.marginWarnRatio})`,
    });
  if (execution.hedgeSlippageMaxBps < limits.slippageMaxBps)
    rules.push({
      path: ['execution', 'hedgeSlippageMaxBps'],
      expected: `at least limits.slippageMaxBps (${limits.slippageMaxBps}): a hedge must reach as far as an entry`,
    });
  return rules;
};
