import { symbolOf, venueOf } from '../domain/ids.ts';
import type { Coverage, Extent, Gap } from '../history/coverage.ts';
import { gapsWithin } from '../history/funding-coverage.ts';
import type { HistoryReader } from '../history/history.ts';
import { openHistoryReader } from '../history/lmdb.adapter.ts';
import type { CommandIo } from './io.ts';
import { recordLine } from './output.ts';
import { table } from './table.ts';

export interface CoverageRequest {
  readonly history: string;
  /** Only markets whose key has this in it. */
  readonly market?: string;
  /** With both, gaps are those within the span, and any gap is exit code 1. */
  readonly from?: number;
  readonly to?: number;
  readonly json?: boolean;
}

/** Gaps shown of one market. */
const GAPS_SHOWN = 5;

/** `hedgerow history coverage`: what is there, what is missing, what is odd. Exit code 1 where a span asked for has gaps. */
export const runHistoryCoverage = async (request: CoverageRequest, io: CommandIo): Promise<number> => {
  const history = openHistoryReader(request.history);
  try {
    const markets = history.markets().filter((market) => market.includes(request.market ?? ''));
    const covered = markets.map((market) => within(request, history, history.coverage(market)));
    const gapped = covered.filter(({ gaps }) => gaps.length > 0).map(({ market }) => market);
    if (request.json === true) {
      for (const coverage of covered) await io.stdout.write(recordLine({ type: 'coverage', ...coverage }));
      const summary = { type: 'summary', markets: markets.length, gapped };
      await io.stdout.write(recordLine(summary));
    } else await io.stdout.write(`${lines(covered).join('\n')}\n`);
    const isSpan = request.from !== undefined && request.to !== undefined;
    return isSpan && gapped.length > 0 ? 1 : 0;
  } finally {
    await history.close();
  }
};

const within = ({ from, to }: CoverageRequest, history: HistoryReader, coverage: Coverage): Coverage =>
  from === undefined || to === undefined
    ? coverage
    : { ...coverage, gaps: gapsWithin(history, coverage.market, { fromMs: from, toMs: to }) };

const lines = (covered: readonly Coverage[]): readonly string[] => {
  if (covered.length === 0) return ['no market'];
  const rows = table<Coverage>(
    [
      { title: 'venue', align: 'left', cell: ({ market }) => venueOf(market) },
      { title: 'symbol', align: 'left', cell: ({ market }) => symbolOf(market) },
      { title: 'settled', align: 'right', cell: ({ funding }) => count(funding) },
      { title: 'from', align: 'left', cell: ({ funding }) => day(funding?.fromMs) },
      { title: 'to', align: 'left', cell: ({ funding }) => day(funding?.toMs) },
      { title: 'missing', align: 'right', cell: ({ gaps }) => `${missingIn(gaps)}` },
      { title: 'changes', align: 'right', cell: ({ intervalChanges }) => `${intervalChanges.length}` },
      { title: 'zero', align: 'right', cell: ({ special }) => `${special.zero}` },
      { title: 'at cap', align: 'right', cell: ({ special }) => `${special.capped}` },
      { title: 'no mark', align: 'right', cell: ({ special }) => `${special.withoutMark}` },
      { title: 'prices', align: 'right', cell: ({ marks }) => count(marks) },
      { title: 'books', align: 'right', cell: ({ books }) => count(books) },
    ],
    covered,
  );
  return [...rows, ...covered.flatMap(remarks)];
};

/** Gaps and changes of interval in words, below the table. */
const remarks = ({ market, gaps, intervalChanges, special }: Coverage): readonly string[] => [
  ...gaps.slice(0, GAPS_SHOWN).map((gap) => `${market}: ${gapText(gap)}`),
  ...(gaps.length > GAPS_SHOWN ? [`${market}: and ${gaps.length - GAPS_SHOWN} more gaps`] : []),
  ...intervalChanges
    .slice(0, GAPS_SHOWN)
    .map(
      ({ atMs, fromHours, toHours }) => `${market}: every ${toHours} h from ${instant(atMs)} on, ${fromHours} h before`,
    ),
  ...(special.offSchedule > 0 ? [`${market}: ${special.offSchedule} settlements off the full hour`] : []),
  ...(special.tooClose > 0 ? [`${market}: ${special.tooClose} settlements closer than their interval`] : []),
];

const gapText = ({ afterMs, beforeMs, intervalHours, missing }: Gap): string =>
  `${missing} missing after ${instant(afterMs)}, before ${instant(beforeMs)} (every ${intervalHours} h)`;

const missingIn = (gaps: readonly Gap[]): number => gaps.reduce((total, { missing }) => total + missing, 0);
const count = (extent: Extent | undefined): string => (extent === undefined ? '-' : String(extent.rows));
const day = (atMs: number | undefined): string => (atMs === undefined ? '-' : instant(atMs).slice(0, 10));
const instant = (atMs: number): string =>
  Number.isFinite(atMs) ? `${new Date(atMs).toISOString().slice(0, 16)}Z` : '-';
