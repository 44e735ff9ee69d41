import { kindOf, venueOf } from '../domain/ids.ts';
import type { MarketKey } from '../domain/ids.ts';
import { decimal } from '../domain/money.ts';
import { FEE_KINDS, feeBps } from '../domain/fees.ts';
import type { VenueProfile } from '../domain/ports.ts';
import type { Assumption, MarketCoverage } from './backtest-result.ts';
import type { FeeTierRow } from './result-counts.ts';

interface LadderParts {
  readonly profiles: readonly VenueProfile[];
  readonly coverage: readonly MarketCoverage[];
  readonly feeTiers: readonly FeeTierRow[];
}

/** Changes that are told in a sentence; all of them stand in the rows of the result. */
const CHANGES_MAX = 6;

/** Which ladders of fees a run had, by which rule, and how far it came on them; nothing where no fee hangs on volume. */
export const feeLadderAssumption = ({ profiles, coverage, feeTiers }: LadderParts): readonly Assumption[] => {
  const traded = new Set(coverage.map(({ market }) => nameOf(market as MarketKey)));
  const ladders = profiles.flatMap((profile) => laddersOf(profile).filter(({ name }) => traded.has(name)));
  if (ladders.length === 0) return [];
  const before = profiles.flatMap(({ venue, feeLadder: { volume30dUsd = '0' } = {} }) =>
    decimal(volume30dUsd).isZero() ? [] : [`${volume30dUsd} USD at ${venue}`],
  );
  const text = [
    `Fees fall with volume, maker / taker: ${ladders.map((ladder) => ladder.text).join('; ')}.`,
    'The tier of a day is that of what this run filled at the venue in the 30 whole UTC days before it, maker and taker, spot and contracts together; a venue may count otherwise.',
    ...(before.length === 0
      ? []
      : [`Traded before the run: ${before.join(', ')}, of which a thirtieth leaves with every day.`]),
    `In force: ${ladders.map(({ name }) => `${name} ${reached(feeTiers.filter((row) => `${row.venue} ${row.kind}` === name))}`).join('; ')}.`,
  ];
  return [{ code: 'fee-tiers', text: text.join(' '), modelled: true }];
};

const nameOf = (market: MarketKey): string => `${venueOf(market)} ${kindOf(market)}`;

const laddersOf = ({
  venue,
  fees,
  feeLadder,
}: VenueProfile): readonly { readonly name: string; readonly text: string }[] =>
  FEE_KINDS.flatMap((kind) => {
    const tiers = feeLadder?.tiers[kind];
    if (tiers === undefined) return [];
    const steps = tiers.map((tier, nth) => `tier ${nth + 1} from ${tier.minVolume30dUsd} USD ${inBps(tier)}`);
    const name = `${venue} ${kind}`;
    return [{ name, text: `${name} tier 0 ${inBps(fees[kind])}, ${steps.join(', ')}` }];
  });

const reached = (rows: readonly FeeTierRow[]): string => {
  const told = rows.slice(0, CHANGES_MAX).map(({ tier, atMs }) => `tier ${tier} from ${dateOf(atMs)}`);
  const more = rows.length - told.length;
  return `${told.join(', ')}${more === 0 ? '' : ` and ${more} changes more`}`;
};

const inBps = ({ maker, taker }: VenueProfile['fees']['spot']): string =>
  `${[maker, taker].map((rate) => feeBps(rate).toFixed()).join(' / ')} bps`;

const dateOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);
