import { text } from '../domain/money.ts';
import type { Decimal } from '../domain/money.ts';
import type { MarketKey } from '../domain/ids.ts';
import type { CycleResult } from '../monitor/account-book.ts';
import { ATTRIBUTION_PARTS, SIGNS } from '../monitor/attribution-sum.ts';
import type { AttributionSum } from '../monitor/attribution-sum.ts';
import type { CoinBalance } from '../monitor/coin-balance.ts';
import type { Figure } from '../monitor/figure.ts';
import type { Spans } from '../monitor/latencies.ts';
import type { Report } from '../monitor/report.ts';
import type { StateTimes } from '../monitor/state-times.ts';
import type { AssetTrades } from '../monitor/trade-tally.ts';
import { checkLines, counted, headLines, section, statementLines, tableSection } from './report-frame.ts';
import { legName } from './routes-table.ts';
import { dollars } from '../monitor/dollars.ts';
import { duration, figure, table, utc } from './table.ts';
import type { Column } from './table.ts';

/** The page of `hedgerow report`: figures, attribution, cycles, assets, states, coins, funding, checks. */
export const reportPage = (report: Report): readonly string[] => [
  ...headLines(report),
  ...section('Figures', figureLines(report)),
  ...section('Attribution, USD', attributionLines(report)),
  ...tableSection('Cycles, USD', CYCLES, report.cycles),
  ...tableSection('Assets', ASSETS, report.assets),
  ...tableSection('Time in state, of each position since it first moved', stateColumns(report.states), report.states),
  ...tableSection('Coins: wallets - put in = result + carried in what is open', COINS, report.coins),
  ...section('Funding the venues credited', statementLines(report)),
  ...section('Checks', checkLines(report.checks)),
];

const figureLines = (report: Report): readonly string[] => {
  const { performance, drawdown, closed, total, assets, cycles } = report;
  const closedCount = cycles.filter((cycle) => cycle.closed !== undefined).length;
  const traded = assets.reduce((sum, asset) => sum + asset.tradedUsd.toNumber(), 0);
  const ratioOver = `${counted(performance.wholeDays, 'whole UTC day')}, risk-free 0`;
  const rows: readonly (readonly [name: string, value: string, about: string])[] = [
    ['capital', money(report.capitalUsd), 'USD put in'],
    [
      'net',
      money(total.attribution.net),
      `USD, ${money(closed.attribution.net)} of it in ${counted(closedCount, 'closed cycle')}`,
    ],
    ...(report.run.removed === undefined ? [] : [earlierRow(report.earlier)]),
    row('return', [performance.totalReturn, percent], 'of realized equity, days compounded'),
    row('annualised return', [performance.annualisedReturn, percent], 'geometric, 365 days'),
    row('Sharpe', [performance.sharpe, ratio], ratioOver),
    row('Sortino', [performance.sortino, ratio], ratioOver),
    row(
      'max drawdown',
      [report.maxDrawdown, percent],
      drawdown === undefined
        ? 'realized equity never fell'
        : `${money(drawdown.usd)} USD, from ${utc(drawdown.highAtMs)} to ${utc(drawdown.lowAtMs)}`,
    ),
    row('win rate', [report.winRate, percent], `of ${counted(closedCount, 'closed cycle')}`),
    row('turnover', [report.turnover, ratio], `times mean equity, ${dollars(traded)} USD traded`),
    ['funding captured', money(report.fundingReceivedUsd), 'USD, received'],
    ['funding paid', money(report.fundingPaidUsd), 'USD'],
    spansRow('signal to order', report.signalToOrder, 'opening order'),
    spansRow('order to fill', report.orderToFill, 'order'),
    nakedRow(report.naked),
  ];
  return table<(typeof rows)[number]>(
    [
      { title: '', align: 'left', cell: ([name]) => name },
      { title: '', align: 'right', cell: ([, value]) => value },
      { title: '', align: 'left', cell: ([, , about]) => about },
    ],
    rows,
  ).slice(1);
};

const earlierRow = ({ cycles, net }: Report['earlier']) =>
  [
    'net before',
    money(net),
    `USD, of ${counted(cycles, 'cycle')} closed before: in equity, in no other figure`,
  ] as const;

const row = (name: string, [value, shown]: readonly [Figure, (value: number) => string], about: string) =>
  value.kind === 'known' ? ([name, shown(value.value), about] as const) : ([name, '-', value.reason] as const);

const spansRow = (name: string, { count, medianMs, p95Ms, maxMs }: Spans, what: string) =>
  count === 0
    ? ([name, '-', `no ${what} yet`] as const)
    : ([
        name,
        duration(medianMs),
        `median of ${counted(count, what)}, p95 ${duration(p95Ms)}, max ${duration(maxMs)}`,
      ] as const);

const nakedRow = ({ cycles, totalMs, longestMs, peakUsd, usdSeconds, tooLong }: Report['naked']) => {
  if (cycles === 0) return ['time naked', '-', 'no closed cycle has measured it'] as const;
  const most = `longest ${duration(longestMs)}, at most ${dollars(peakUsd)} USD, ${dollars(usdSeconds)} USD x s`;
  return ['time naked', duration(totalMs), `in ${counted(cycles, 'cycle')}, ${most}, ${tooLong} too long`] as const;
};

/** Exact, so that the column can be added up by hand. */
const attributionLines = ({ closed, open, total }: Report): readonly string[] => {
  const columns: readonly Column<(typeof ATTRIBUTION_PARTS)[number] | 'net'>[] = [
    {
      title: '',
      align: 'left',
      cell: (part) => (part === 'net' ? '= net' : `${SIGNS[part] === 1 ? '+' : '-'} ${part}`),
    },
    ...(
      [
        ['closed cycles', closed],
        ['open so far', open],
        ['total', total],
      ] as const
    ).map(([title, { attribution }]): Column<(typeof ATTRIBUTION_PARTS)[number] | 'net'> => ({
      title,
      align: 'right',
      cell: (part) => text(attribution[part]),
    })),
  ];
  return table(columns, [...ATTRIBUTION_PARTS, 'net']);
};

const partOf = (part: keyof AttributionSum['attribution']): Column<CycleResult> => ({
  title: part,
  align: 'right',
  cell: ({ attribution }) => (attribution.kind === 'valued' ? money(attribution[part]) : '-'),
});

const CYCLES: readonly Column<CycleResult>[] = [
  { title: 'cycle', align: 'left', cell: ({ cycle }) => cycle },
  {
    title: 'opened (UTC)',
    align: 'left',
    cell: ({ openedAtMs }) => (openedAtMs === undefined ? '-' : utc(openedAtMs)),
  },
  {
    title: 'held',
    align: 'right',
    cell: ({ openedAtMs, closed }) =>
      openedAtMs === undefined || closed === undefined ? 'open' : duration(closed.atMs - openedAtMs),
  },
  { title: 'long', align: 'left', cell: ({ route }) => (route === undefined ? '-' : legName(route.long as MarketKey)) },
  {
    title: 'short',
    align: 'left',
    cell: ({ route }) => (route === undefined ? '-' : legName(route.short as MarketKey)),
  },
  ...ATTRIBUTION_PARTS.map(partOf),
  partOf('net'),
  { title: 'closed because', align: 'left', cell: ({ closed }) => closed?.reason ?? '-' },
];

const ASSETS: readonly Column<AssetTrades>[] = [
  { title: 'asset', align: 'left', cell: ({ coin }) => coin },
  { title: 'fills', align: 'right', cell: ({ fills }) => String(fills) },
  { title: 'traded USD', align: 'right', cell: ({ tradedUsd }) => money(tradedUsd) },
  { title: 'slippage bps', align: 'right', cell: ({ slippageBps }) => figure(slippageBps, 3) },
];

const COINS: readonly Column<CoinBalance>[] = [
  { title: 'coin', align: 'left', cell: ({ coin }) => coin },
  ...(['putIn', 'wallets', 'result', 'carried'] as const).map((side): Column<CoinBalance> => ({
    title: side === 'putIn' ? 'put in' : side,
    align: 'right',
    cell: (balance) => text(balance[side]),
  })),
];

const stateColumns = (times: readonly StateTimes[]): readonly Column<StateTimes>[] => {
  const states = [...new Set(times.flatMap(({ spentMs }) => [...spentMs.keys()]))].sort();
  return [
    { title: 'asset', align: 'left', cell: ({ coin }) => coin },
    ...states.map((state): Column<StateTimes> => ({
      title: state,
      align: 'right',
      cell: ({ spentMs }) => shareText(spentMs, state),
    })),
  ];
};

const shareText = (spentMs: StateTimes['spentMs'], state: string): string => {
  const spent = spentMs.get(state);
  const total = [...spentMs.values()].reduce((sum, one) => sum + one, 0);
  return spent === undefined ? '-' : `${duration(spent)} ${total === 0 ? '' : percent(spent / total)}`.trimEnd();
};

const money = (amount: Decimal): string => dollars(amount.toNumber());
/** Small parts keep a figure that says something. */
const percent = (fraction: number): string =>
  `${(fraction * 100).toFixed(fraction !== 0 && Math.abs(fraction) < 0.0001 ? 4 : 2)} %`;
const ratio = (value: number): string => value.toFixed(2);
