import { Decimal, text } from '../domain/money.ts';
import type { CycleResult } from '../monitor/account-book.ts';
import type { Figure } from '../monitor/figure.ts';
import { differencesByMarket } from '../monitor/funding-sums.ts';
import type { FundingRow } from '../monitor/funding-truth.ts';
import type { Report } from '../monitor/report.ts';
import { recordLine } from './output.ts';

/** A report as NDJSON, the summary with every figure last. Decimals are text, exact; what is not defined is null, its reason in `notes`. */
export const reportLines = (report: Report, shown: 'figures' | 'funding'): readonly string[] =>
  [...(shown === 'funding' ? fundingRecords(report) : figureRecords(report)), summaryRecord(report)].map((record) =>
    recordLine({ ...plain(record), type: record.type }),
  );

type ReportRecord = { readonly type: string } & Readonly<Record<string, unknown>>;

const figureRecords = (report: Report): readonly ReportRecord[] => [
  ...report.cycles.map(cycleRecord),
  ...report.assets.map((asset) => ({ type: 'asset', ...asset })),
  ...report.states.map(({ coin, spentMs }) => ({ type: 'state', coin, spentMs: Object.fromEntries(spentMs) })),
  ...report.coins.map((coin) => ({ type: 'coin', ...coin })),
  ...closingRecords(report),
];

const fundingRecords = (report: Report): readonly ReportRecord[] => [
  ...report.funding.rows.map(paymentRecord),
  ...differencesByMarket(report.funding.rows).map((sum) => ({ type: 'market', ...sum })),
  ...report.funding.awaited.map((awaited) => ({ type: 'awaited', ...awaited })),
  ...closingRecords(report),
];

const closingRecords = ({ funding, checks }: Report): readonly ReportRecord[] => [
  ...funding.statements.map((statement) => ({ type: 'statement', ...statement })),
  ...checks.map((check) => ({ type: 'check', ...check })),
];

const cycleRecord = ({
  cycle,
  coin,
  openedAtMs,
  closed,
  route,
  attribution,
  differing,
}: CycleResult): ReportRecord => ({
  type: 'cycle',
  cycle,
  coin,
  openedAtMs,
  closedAtMs: closed?.atMs ?? null,
  reason: closed?.reason ?? null,
  long: route?.long ?? null,
  short: route?.short ?? null,
  attribution,
  differing,
});

const paymentRecord = ({ payment, cycle, atEntry, lastWord, difference }: FundingRow): ReportRecord => ({
  type: 'payment',
  ...payment,
  cycle,
  atEntry: atEntry ?? null,
  lastWord: lastWord ?? null,
  difference: difference ?? null,
});

const summaryRecord = (report: Report): ReportRecord => {
  const { run, performance, drawdown, funding, checks } = report;
  const { totalReturn, annualisedReturn, sharpe, sortino, wholeDays } = performance;
  const { winRate, turnover, maxDrawdown } = report;
  const figures = { totalReturn, annualisedReturn, sharpe, sortino, maxDrawdown, winRate, turnover };
  return {
    type: 'summary',
    ...run,
    wholeDays,
    ...Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, valueOf(value)])),
    notes: Object.fromEntries(
      Object.entries(figures).flatMap(([name, value]) => (value.kind === 'unknown' ? [[name, value.reason]] : [])),
    ),
    drawdown: drawdown ?? null,
    capitalUsd: report.capitalUsd,
    averageEquityUsd: report.averageEquityUsd ?? null,
    fundingReceivedUsd: report.fundingReceivedUsd,
    fundingPaidUsd: report.fundingPaidUsd,
    closed: report.closed.attribution,
    open: report.open.attribution,
    total: report.total.attribution,
    cycles: report.cycles.length,
    ...(report.run.removed === undefined ? {} : { earlier: report.earlier }),
    payments: funding.rows.length,
    awaited: funding.awaited.length,
    signalToOrder: report.signalToOrder,
    orderToFill: report.orderToFill,
    naked: report.naked,
    checks: checks.every(({ verdict }) => verdict === 'holds') ? 'hold' : 'fail',
    missing: report.missing,
  };
};

const valueOf = (value: Figure): number | null => (value.kind === 'known' ? value.value : null);

/** Decimals as text, through every object and list. */
const plain = (value: object): object => {
  if (Array.isArray(value)) return value.map((one: unknown) => plainValue(one));
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plainValue(member)]));
};

const plainValue = (value: unknown): unknown => {
  if (value instanceof Decimal) return text(value);
  return typeof value === 'object' && value !== null ? plain(value) : value;
};
