import { bps } from '../domain/units.ts';
import type { Config } from '../engine/config/config.ts';

/** Who decides; everything else of the engine is the same for all. */
export type PolicyName = 'carry' | 'always-hold' | 'threshold' | 'entry-fees';

interface Policy {
  readonly rule: string;
  readonly apply: (config: Config) => Config;
}

/** A gain that no roll reaches: these policies stay where they are. */
const NEVER = 1e9;
/** A threshold that every spread is above. */
const EVERY = bps(-10_000);

const simple = (config: Config, entry: Partial<Config['entry']>, exit: Partial<Config['exit']>): Config => ({
  ...config,
  entry: { ...config.entry, ...entry, minNetBps: bps(0) },
  exit: { ...config.exit, minimumHold: 'none', consecutiveSettlements: 1, rollGainRatio: NEVER, ...exit },
});

const POLICIES: Readonly<Record<PolicyName, Policy>> = {
  carry: {
    rule: "the engine's own: carry projected settlement by settlement, against four fills, slippage and a buffer",
    // whatever belief the configuration names: this is the one that trades
    apply: (config) => ({ ...config, entry: { ...config.entry, belief: 'carry' } }),
  },
  'always-hold': {
    rule: 'each coin: the first route with a spread above zero, whatever it costs, held for ever',
    apply: (config) =>
      simple(config, { belief: 'spread', screenBpsPer8h: EVERY }, { exitCarryBps: EVERY, consecutiveSettlements: 100 }),
  },
  threshold: {
    rule: 'in above a spread of 10 bps per 8 h, out below 2, whatever it costs',
    apply: (config) => simple(config, { belief: 'spread', screenBpsPer8h: bps(10) }, { exitCarryBps: bps(2) }),
  },
  'entry-fees': {
    rule:
      'as common scripts do: every rate is taken for 8 hours, a day of them must be above 10 bps and pay the two entry ' +
      'fees; out when a day costs 10 bps',
    apply: (config) => simple(config, { belief: 'entry-fees', screenBpsPer8h: EVERY }, { exitCarryBps: bps(-10) }),
  },
};

export const POLICY_NAMES: readonly PolicyName[] = ['carry', 'always-hold', 'threshold', 'entry-fees'];

export const policyRule = (name: PolicyName): string => POLICIES[name].rule;

/** The configuration as a policy has it: only what is believed of a route, and when it is left, are another's. */
export const withPolicy = (config: Config, name: PolicyName): Config => POLICIES[name].apply(config);
