import type { VenueProfile } from '../domain/ports.ts';
import type { Config } from '../engine/config/config.ts';
import type { LatencySettings } from '../simulator/latency.ts';
import type { Assumption, MarketCoverage } from './backtest-result.ts';
import type { FeeTierRow } from './result-counts.ts';
import { feeLadderAssumption } from './fee-ladder-words.ts';

export interface AssumedOf {
  readonly config: Config;
  readonly coverage: readonly MarketCoverage[];
  readonly latency: LatencySettings;
  readonly ladderBps: number;
  readonly profiles: readonly VenueProfile[];
  readonly feeTiers: readonly FeeTierRow[];
}

/** What a run took for granted, in sentences, those that can move the result most first. */
export const assumptionsOf = (of: AssumedOf): readonly Assumption[] => {
  const taking = of.coverage.filter(({ excluded }) => excluded === undefined);
  return [
    ...knowledge(taking),
    ...prices(taking),
    ...books(of, taking),
    ...fills(of),
    ...money(of.config),
    ...feeLadderAssumption(of),
    ...missing(taking),
  ];
};

const knowledge = (taking: readonly MarketCoverage[]): readonly Assumption[] => {
  const standIns = taking.filter(({ predictions }) => predictions === 'last-settled').length;
  return [
    say('no-look-ahead', 'A decision sees rows up to its own instant and is first paid at the settlement after it.'),
    say(
      'markets',
      'Markets take part that settle and have a price within the span, and are not alone with their coin; which these are is known only afterwards, and what a history leaves out of markets that ended is not seen.',
    ),
    ...(standIns === 0
      ? []
      : [
          model(
            'predicted-rates',
            `${standIns} of ${taking.length} markets have no recorded prediction: the last rate settled by then stands in for the coming one.`,
          ),
        ]),
    model('ages', 'Ages of rates and books are zero at every instant: a history does not tell how late news came.'),
    model(
      'instants',
      'Routes are judged at the start, at every instant with a price or a book but no settlement, and once after each settlement instant, when the quiet time of all that settled there is over; between instants only what is under way is looked after. Where fewer than twelve instants a day come, the daily mean of a basis is never known and no entry is refused for it.',
    ),
  ];
};

const prices = (taking: readonly MarketCoverage[]): readonly Assumption[] => {
  const borrowed = taking.filter(({ pricesOf }) => pricesOf !== undefined).length;
  return borrowed === 0
    ? []
    : [
        model(
          'prices',
          `${borrowed} of ${taking.length} markets have no price of their own and are valued at another market's of their coin: their basis cannot be seen and comes out as nothing.`,
        ),
      ];
};

const books = ({ config, ladderBps }: AssumedOf, taking: readonly MarketCoverage[]): readonly Assumption[] => {
  const { halfSpreadBps, depthUsdPerBp } = config.backtest;
  const modelled = taking.filter((market) => market.books === 'modelled').length;
  return [
    model(
      'depth',
      `${modelled} of ${taking.length} markets have no recorded books; there, and a minute after a recorded book, every market is taken to be as deep as any other at any time: best prices ${halfSpreadBps} bps from the price, ${depthUsdPerBp} USD a basis point behind them up to ${ladderBps} bps. What an order takes is there again at the next price. A sweep over backtest.depthUsdPerBp shows what hangs on it.`,
    ),
    model(
      'contracts',
      'No history tells lots and ticks: a lot is worth a dollar at most, a tick a millionth of the first price, an order 5 at least; sizes of recorded books are read as coins.',
    ),
  ];
};

const fills = ({ latency: { sendMs, ackMs, fillMs } }: AssumedOf): readonly Assumption[] => [
  model(
    'latency',
    `An order travels ${sendMs.minMs} to ${sendMs.maxMs} ms, its acknowledgement ${ackMs.minMs} to ${ackMs.maxMs} ms, a fill ${fillMs.minMs} to ${fillMs.maxMs} ms more, by the seed. It fills level by level up to its limit, the rest is cancelled; prices stand still meanwhile unless the history has an instant there.`,
  ),
  model('impact', 'Our own orders move no price beyond the levels they take, and nobody reacts to them.'),
];

const money = ({ engine: { seed } }: Config): readonly Assumption[] => [
  say(
    'funding',
    'Funding is paid for what is held at each settlement alone, at the settled rate and the mark of then; a rate that accrues continuously as its recorded postings.',
  ),
  say(
    'fees',
    "Fees are those of each market's row of coverage: the venue's first tier unless venues.<name>.fees says which.",
  ),
  say('margin', 'Margin is looked at on marks at every instant; under maintenance a venue liquidates at the mark.'),
  say(
    'open',
    'What is open at the end stays open: its price profit counts at marks only, and leaving it is not paid for.',
  ),
  say('capital', 'No transfers between venues, no deposits, no interest on idle capital; a dollar coin is a dollar.'),
  say('seed', `Latencies are drawn from seed ${seed}: the same history and configuration give the same journal.`),
];

const missing = (taking: readonly MarketCoverage[]): readonly Assumption[] => {
  const gaps = taking.flatMap((market) => market.gaps);
  const settlements = gaps.reduce((sum, gap) => sum + gap.missing, 0);
  return gaps.length === 0
    ? []
    : [
        say(
          'gaps',
          `${settlements} settlements are missing in ${gaps.length} gaps: what was held over them was paid nothing for them; a market silent for two intervals is halted, and a position in it is left.`,
        ),
      ];
};

const say = (code: string, text: string): Assumption => ({ code, text, modelled: false });
const model = (code: string, text: string): Assumption => ({ code, text, modelled: true });
