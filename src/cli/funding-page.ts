import { venueOf } from '../domain/ids.ts';
import { text } from '../domain/money.ts';
import type { Decimal } from '../domain/money.ts';
import { CAUSES } from '../monitor/funding-difference.ts';
import type { Cause, FundingDifference } from '../monitor/funding-difference.ts';
import { differencesByMarket } from '../monitor/funding-sums.ts';
import type { MarketDifference } from '../monitor/funding-sums.ts';
import type { FundingRow, Rate } from '../monitor/funding-truth.ts';
import type { Report } from '../monitor/report.ts';
import { checkLines, headLines, section, statementLines, tableSection } from './report-frame.ts';
import { figure, utc } from './table.ts';
import type { Column } from './table.ts';

/** The page of `hedgerow report --funding`: one row a payment, then the sums. Amounts in the settle coin. */
export const fundingPage = (report: Report): readonly string[] => [
  ...headLines(report),
  ...tableSection('Payments: rates in bps, amounts in the coin, received positive', PAYMENTS, report.funding.rows),
  ...tableSection(
    'Credited less what the last prediction would have paid, and why',
    MARKETS,
    differencesByMarket(report.funding.rows),
  ),
  ...section('Credited, to the last decimal', statementLines(report)),
  ...section('Checks', checkLines(report.checks.filter(({ name }) => name === 'funding'))),
];

const PLACES = 6;

const rateText = (rate: Rate | undefined): string =>
  rate === undefined ? '-' : `${figure(rate.rate * 1e4, 4)}/${rate.intervalHours}h`;

/** What the difference comes from most. */
const mainCause = (difference: FundingDifference | undefined): string => {
  if (difference === undefined) return 'nothing predicted was heard';
  const sizes = CAUSES.map((cause): readonly [Cause, Decimal] => [cause, difference[cause].abs()]);
  const [largest] = [...sizes].sort(([, a], [, b]) => b.comparedTo(a));
  return largest === undefined || largest[1].isZero() ? 'none' : largest[0];
};

const amountOf = (title: string, of: (row: FundingRow) => Decimal | undefined): Column<FundingRow> => ({
  title,
  align: 'right',
  cell: (row) => of(row)?.toFixed(PLACES) ?? '-',
});

const PAYMENTS: readonly Column<FundingRow>[] = [
  { title: 'settled (UTC)', align: 'left', cell: ({ payment }) => utc(payment.settlementAtMs).slice(0, 16) },
  { title: 'market', align: 'left', cell: ({ payment }) => payment.market },
  { title: 'quantity', align: 'right', cell: ({ payment }) => payment.quantity },
  { title: 'at entry', align: 'right', cell: ({ atEntry }) => rateText(atEntry) },
  {
    title: 'last heard',
    align: 'right',
    cell: ({ lastWord }) =>
      rateText(lastWord === undefined ? undefined : { ...lastWord, rate: lastWord.rate.toNumber() }),
  },
  { title: 'settled', align: 'right', cell: ({ payment }) => figure(Number(payment.rate) * 1e4, 4) },
  { title: 'credited', align: 'right', cell: ({ payment }) => payment.amount },
  { title: 'coin', align: 'left', cell: ({ payment }) => payment.coin },
  amountOf('predicted', ({ difference }) => difference?.expected),
  amountOf('difference', ({ difference }) => difference?.total),
  ...CAUSES.map((cause) => amountOf(cause, ({ difference }) => difference?.[cause])),
  { title: 'cause', align: 'left', cell: ({ difference }) => mainCause(difference) },
];

/** Exact; a dash where nothing was predicted. */
const sumOf = (title: string, part: keyof FundingDifference): Column<MarketDifference> => ({
  title,
  align: 'right',
  cell: ({ difference, payments, unpredicted }) => (payments === unpredicted ? '-' : text(difference[part])),
});

const MARKETS: readonly Column<MarketDifference>[] = [
  { title: 'venue', align: 'left', cell: ({ market }) => venueOf(market) },
  { title: 'symbol', align: 'left', cell: ({ market }) => market.slice(venueOf(market).length + 1) },
  { title: 'payments', align: 'right', cell: ({ payments }) => String(payments) },
  { title: 'unpredicted', align: 'right', cell: ({ unpredicted }) => String(unpredicted) },
  { title: 'credited', align: 'right', cell: ({ credited }) => text(credited) },
  sumOf('predicted', 'expected'),
  sumOf('difference', 'total'),
  ...CAUSES.map((cause) => sumOf(cause, cause)),
  { title: 'coin', align: 'left', cell: ({ coin }) => coin },
];
