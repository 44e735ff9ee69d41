import type { ParsedConfig } from './config-schema.ts';

/** A rule between keys that is broken; `path` is the key to blame. */
export interface BrokenRule {
  readonly path: readonly string[];
  readonly expected: string;
}

/** Rules that no single key can check, given the whole configuration. */
export const brokenRules = ({
  guard,
  sizing,
  limits,
  execution,
  lending,
  venues,
}: ParsedConfig): readonly BrokenRule[] => {
  const rules: BrokenRule[] = [...lendingRules(lending), ...feeTierRules(venues)];
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

/** What each source must be told. */
const LENDING_NEEDS = {
  none: [],
  aave: ['url', 'market', 'token'],
  'aave-subgraph': ['url'],
  compound: ['url', 'market'],
} as const;

const lendingRules = (lending: ParsedConfig['lending']): readonly BrokenRule[] => {
  const missing = LENDING_NEEDS[lending.source].filter((key) => lending[key] === 'none');
  const rules = missing.map((key) => ({
    path: ['lending', key],
    expected: `${key === 'url' ? 'an address' : 'a contract'}: lending.source ${lending.source} needs it`,
  }));
  if (lending.maxAgeMs > lending.refreshMs) return rules;
  const expected = `above lending.refreshMs (${lending.refreshMs})`;
  return [...rules, { path: ['lending', 'maxAgeMs'], expected }];
};

/** Each tier must ask for more volume than the one before it. */
const feeTierRules = (venues: ParsedConfig['venues']): readonly BrokenRule[] =>
  Object.entries(venues).flatMap(([venue, { feeTiers = {} }]) =>
    Object.entries(feeTiers).flatMap(([kind, tiers = []]) =>
      tiers.flatMap(({ minVolume30dUsd }, nth) => {
        const before = tiers[nth - 1]?.minVolume30dUsd ?? -Infinity;
        return minVolume30dUsd > before
          ? []
          : [
              {
                path: ['venues', venue, 'feeTiers', kind, String(nth), 'minVolume30dUsd'],
                expected: `above the tier before it (${before})`,
              },
            ];
      }),
    ),
  );
