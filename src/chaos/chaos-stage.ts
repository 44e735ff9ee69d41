import type { VenueId } from '../domain/ids.ts';
import type { VenueProfile } from '../domain/ports.ts';
import { ms } from '../domain/units.ts';
import type { Config } from '../engine/config/config.ts';
import { parseConfig } from '../engine/config/config.ts';
import type { FaultSettings } from '../simulator/faults.ts';
import { LISTINGS } from '../simulator/listings.ts';
import { Prng } from '../simulator/prng.ts';
import type { SimulatedWorld } from '../simulator/sim-world.adapter.ts';
import { createSimulatedWorld } from '../simulator/sim-world.adapter.ts';
import { knownVenues } from '../venues/registry.ts';
import type { ChaosChances, ChaosFault } from './chaos-fault.ts';
import { MATCHING_FAULTS } from './chaos-fault.ts';

/** Markets move in strides of this length while nothing is under way, ms; every 500 ms while something is. */
export const QUIET_STEP_MS = 120_000;
const BOOK_CADENCE_MS = 500;
const CAPITAL_USD = 100_000;
const SKEW_MAX_MS = 2000;

/** Where one seed plays: which venues and coins, under which configuration. */
export interface ChaosStage {
  readonly seed: number;
  readonly config: Config;
  readonly profiles: readonly VenueProfile[];
  readonly coins: readonly string[];
  readonly world: SimulatedWorld;
  /** What each account began with. */
  readonly capitalUsd: number;
  /** Orders go wrong no more. */
  readonly endFaults: () => void;
}

/** A stage from a seed: two or three venues that list perpetuals, two coins, spot legs in one seed of four. */
export const setChaosStage = (seed: number, chances: ChaosChances, struck: (fault: ChaosFault) => void): ChaosStage => {
  const dice = new Prng(seed, 'chaos stage');
  const listing = new Set(LISTINGS.flatMap(({ perpetuals }) => Object.keys(perpetuals)));
  const names = shuffled(
    knownVenues.filter(({ venue }) => listing.has(venue)),
    dice,
  ).slice(0, dice.next() < 0.25 ? 3 : 2);
  const profiles = names.map((profile) => ({
    ...profile,
    bookCadenceMs: ms(BOOK_CADENCE_MS),
    silenceMs: ms(Math.max(profile.silenceMs, 3 * QUIET_STEP_MS)),
  }));
  const coins = shuffled(
    LISTINGS.map(({ coin }) => coin),
    dice,
  ).slice(0, 2);
  const enabled = new Set(profiles.map(({ venue }) => venue));
  const text = configText({ dice, coins, enabled }) + styleText(new Prng(seed, 'chaos style'));
  const config = parseConfig({ knownVenues: knownVenues.map(({ venue }) => venue), text });
  const skews = skewsOf(profiles, dice, chances);
  for (let count = 0; count < skews.size; count += 1) struck('clock-skew');
  const probabilities: Record<string, number> = {};
  for (const fault of MATCHING_FAULTS) probabilities[fault] = chances[fault] ?? 0;
  // the matching reads its chances anew with every draw
  const faults: FaultSettings = { probabilities, struck };
  const world = createSimulatedWorld({
    seed,
    profiles,
    coins: new Set(coins),
    faults,
    capitalUsd: CAPITAL_USD,
    quietStepMs: QUIET_STEP_MS,
    skewMs: (venue) => skews.get(venue) ?? 0,
  });
  const endFaults = (): void => {
    for (const fault of MATCHING_FAULTS) probabilities[fault] = 0;
  };
  return { seed, config, profiles, coins, world, capitalUsd: CAPITAL_USD, endFaults };
};

interface ConfigDraw {
  readonly dice: Prng;
  readonly coins: readonly string[];
  readonly enabled: ReadonlySet<string>;
}

/**
 * Restless: enters whatever it nets, whenever it may, and in half of the seeds leaves after each settlement. Limits are
 * tight enough for two coins to want more than there is.
 */
const configText = ({ dice, coins, enabled }: ConfigDraw): string => {
  const others = knownVenues.filter(({ venue }) => !enabled.has(venue));
  const legMaxUsd = 4000 + dice.integer(12_000);
  const gross = Math.round(legMaxUsd * (2.2 + 2 * dice.next()));
  return `
engine: { evaluateEveryMs: 0, horizonHours: 1 }
universe: { coins: [${coins.join(', ')}], spotLegs: ${dice.next() < 0.25} }
entry:
  { minNetBps: -200, screenBpsPer8h: -10000, opensPerHourMax: 6, quietBeforeSettlementMs: 0,
    quietAfterSettlementMs: 0, quietAfterSettlementFraction: 0, adverseBasisBps: 1000,
    liquidationBurstUsd: 1000000000 }
exit: { minimumHold: none, consecutiveSettlements: 1, exitCarryBps: ${dice.next() < 0.5 ? 1000 : 0} }
guard:
  { realizedPauseFraction: 0.9, dailyHaltFraction: 0.9, dailyPauseFraction: 0.9, unrealizedWarnFraction: 0.5 }
limits:
  { legNotionalMaxUsd: ${legMaxUsd}, grossNotionalMaxUsd: ${gross}, legShareOfGrossLimitFraction: 0.4,
    correlatedShareOfGrossLimitFraction: ${(0.8 + 0.2 * dice.next()).toFixed(2)}, slippageMaxBps: 20 }
sizing: { equityFraction: 0.2, equityFractionMax: 0.25 }
venues: { ${others.map(({ venue }) => `${venue}: { enabled: false }`).join(', ')} }
`;
};

const STYLES = ['taker-taker', 'taker-taker', 'maker-taker', 'sliced'] as const;

/** How entries are made, and whether a held leg moves: of dice of its own, so that a seed stays what it was otherwise. */
const styleText = (dice: Prng): string => `
execution:
  { entryStyle: ${STYLES[dice.integer(STYLES.length)] ?? 'taker-taker'}, makerPatienceMs: 10000, makerRequoteMs: 1000,
    sliceMax: 3, slicePauseMs: 1000, slicePatienceMs: 20000 }
`;

const skewsOf = (
  profiles: readonly VenueProfile[],
  dice: Prng,
  chances: ChaosChances,
): ReadonlyMap<VenueId, number> => {
  const skews = new Map<VenueId, number>();
  for (const { venue } of profiles) {
    const isWrong = dice.next() < (chances['clock-skew'] ?? 0);
    const skewMs = Math.round((2 * dice.next() - 1) * SKEW_MAX_MS);
    if (isWrong) skews.set(venue, skewMs);
  }
  return skews;
};

const shuffled = <One>(from: readonly One[], dice: Prng): readonly One[] => {
  const left = [...from];
  const drawn: One[] = [];
  while (left.length > 0) drawn.push(...left.splice(dice.integer(left.length), 1));
  return drawn;
};
