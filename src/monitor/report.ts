import type { Fact } from '../domain/fact.ts';
import type { Decimal } from '../domain/money.ts';
import type { AtMs } from '../domain/units.ts';
import { createLedger } from '../ledger/ledger.ts';
import { AccountBook } from './account-book.ts';
import type { CycleResult } from './account-book.ts';
import { sumAttributions } from './attribution-sum.ts';
import type { AttributionSum } from './attribution-sum.ts';
import { coinBalances } from './coin-balance.ts';
import type { CoinBalance } from './coin-balance.ts';
import type { DayResult, Drawdown, EquityChange } from './equity-curve.ts';
import { figureOf, unknownFigure } from './figure.ts';
import type { Figure } from './figure.ts';
import { FundingTruth } from './funding-truth.ts';
import type { AwaitedPayment, FundingRow, Statement } from './funding-truth.ts';
import { LatencyMeter } from './latencies.ts';
import type { Spans } from './latencies.ts';
import { NakedSum } from './naked-sum.ts';
import type { NakedTotals } from './naked-sum.ts';
import { performanceOf } from './performance.ts';
import type { Performance } from './performance.ts';
import type { Opening } from './opening.ts';
import { checksOf, opensRight } from './report-checks.ts';
import type { Check } from './report-checks.ts';
import { RunDiary } from './run-diary.ts';
import type { Run } from './run-diary.ts';
import { StateClock } from './state-times.ts';
import type { StateTimes } from './state-times.ts';
import { TradeTally } from './trade-tally.ts';
import type { AssetTrades } from './trade-tally.ts';

/** Every figure of a run (economics 11), from the facts of its journal and nothing else. */
export interface Report {
  readonly run: Run;
  readonly performance: Performance;
  /** Closed cycles with a net above zero, of all closed cycles with a value: a fraction. */
  readonly winRate: Figure;
  /** The deepest fall of realized equity, as a part of the high before it. */
  readonly maxDrawdown: Figure;
  /** Where it was; `undefined` where equity never fell. */
  readonly drawdown: Drawdown | undefined;
  readonly capitalUsd: Decimal;
  readonly averageEquityUsd: number | undefined;
  /** Traded notional over mean equity, times. */
  readonly turnover: Figure;
  readonly fundingReceivedUsd: Decimal;
  readonly fundingPaidUsd: Decimal;
  readonly closed: AttributionSum;
  readonly open: AttributionSum;
  readonly total: AttributionSum;
  readonly cycles: readonly CycleResult[];
  /** Cycles that closed before the first fact that is left, and what they came to, USD: in capital and equity, in no other figure. */
  readonly earlier: { readonly cycles: number; readonly net: Decimal };
  readonly days: readonly DayResult[];
  readonly equity: readonly EquityChange[];
  readonly assets: readonly AssetTrades[];
  readonly states: readonly StateTimes[];
  readonly signalToOrder: Spans;
  readonly orderToFill: Spans;
  readonly naked: NakedTotals;
  readonly coins: readonly CoinBalance[];
  readonly funding: {
    readonly rows: readonly FundingRow[];
    readonly awaited: readonly AwaitedPayment[];
    readonly statements: readonly Statement[];
  };
  /** What must hold of the figures themselves. */
  readonly checks: readonly Check[];
  /** What could not be counted, in sentences. */
  readonly missing: readonly string[];
}

/** What a report of a journal that retention has cut stands on. */
export interface ReportGround {
  readonly opening: Opening;
  /** Rows of the engine's own books at the last fact, to be compared with. */
  readonly balances: Readonly<Record<string, string>>;
}

/** Folds a whole journal, first fact to last, or to the instant up to which the run is known to have gone on. */
export const reportOf = (facts: Iterable<Fact>, untilMs?: AtMs, ground?: ReportGround): Report => {
  const opening = ground?.opening;
  const book = new AccountBook(opening?.books);
  const trades = new TradeTally((coin) => book.ledger.usdRate(coin));
  const [diary, clock] = [new RunDiary(opening?.run), new StateClock(opening)];
  const [truth, latencies, naked] = [new FundingTruth(), new LatencyMeter(), new NakedSum()];
  // the book first: it knows the rate a fill is valued at
  const folds = [book, trades, diary, truth, clock, latencies, naked];
  for (const fact of facts) for (const fold of folds) fold.fold(fact);
  if (untilMs !== undefined) for (const fold of [book.curve, clock, diary]) fold.moveTo(untilMs);
  const run = diary.run();
  const funding = { rows: truth.rows(), awaited: truth.awaited(), statements: truth.statements() };
  const assets = trades.assets();
  const money = moneyOf(book, opening);
  return {
    run,
    performance: performanceOf(book.curve.days(), run.untilMs - run.fromMs),
    ...money,
    days: book.curve.days(),
    equity: book.curve.changes(),
    turnover: turnoverOf(assets, money.averageEquityUsd),
    assets,
    states: clock.times(),
    signalToOrder: latencies.signalToOrder(),
    orderToFill: latencies.orderToFill(),
    naked: naked.totals(),
    funding,
    checks: [
      ...checksOf({ ...money, statements: funding.statements }),
      ...(ground === undefined ? [] : [opensRight(book.ledger.rows(), ground.balances)]),
    ],
    missing: missingOf(book, trades, money.total),
  };
};

type Money = Pick<
  Report,
  'winRate' | 'maxDrawdown' | 'drawdown' | 'capitalUsd' | 'averageEquityUsd' | 'closed' | 'open' | 'total'
> &
  Pick<Report, 'cycles' | 'earlier' | 'coins' | 'fundingReceivedUsd' | 'fundingPaidUsd'>;

const moneyOf = (book: AccountBook, opening: Opening | undefined): Money => {
  const cycles = book.cycles();
  const { received, paid } = book.funding();
  return {
    winRate: winRateOf(cycles),
    maxDrawdown: book.curve.capitalUsd.gt(0)
      ? figureOf(book.curve.drawdown()?.fraction ?? 0)
      : unknownFigure('no capital was there to lose'),
    drawdown: book.curve.drawdown(),
    capitalUsd: book.curve.capitalUsd,
    averageEquityUsd: book.curve.averageUsd(),
    closed: sumOf(cycles.filter(({ closed }) => closed !== undefined)),
    open: sumOf(cycles.filter(({ closed }) => closed === undefined)),
    total: sumOf(cycles),
    cycles,
    coins: coinBalances(book.ledger, opening === undefined ? undefined : createLedger(opening.books.rows)),
    earlier: book.earlier(),
    fundingReceivedUsd: received,
    fundingPaidUsd: paid,
  };
};

const sumOf = (cycles: readonly CycleResult[]): AttributionSum =>
  sumAttributions(cycles.map(({ attribution }) => attribution));

const winRateOf = (cycles: readonly CycleResult[]): Figure => {
  const nets = cycles.flatMap(({ closed, attribution }) =>
    closed !== undefined && attribution.kind === 'valued' ? [attribution.net] : [],
  );
  if (nets.length === 0) return unknownFigure('no closed cycle with a value');
  return figureOf(nets.filter((net) => net.gt(0)).length / nets.length);
};

const turnoverOf = (assets: readonly AssetTrades[], averageEquityUsd: number | undefined): Figure => {
  if (averageEquityUsd === undefined || averageEquityUsd <= 0) return unknownFigure('no equity to compare with');
  return figureOf(assets.reduce((sum, { tradedUsd }) => sum + tradedUsd.toNumber(), 0) / averageEquityUsd);
};

const missingOf = (book: AccountBook, trades: TradeTally, total: AttributionSum): readonly string[] => [
  ...[...book.incomplete].map(
    ([type, count]) => `${count} facts ${type} of an earlier build lack what the books need: they are not counted`,
  ),
  ...(trades.unvalued === 0 ? [] : [`${trades.unvalued} fills in coins without a journaled rate are in no turnover`]),
  ...(total.unvalued === 0 ? [] : [`${total.unvalued} cycles in coins without a journaled rate are in no sum`]),
];
