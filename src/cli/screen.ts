import { styleText } from 'node:util';
import type { Signal } from '../analytics/signal.ts';
import type { EngineStatus, FeedStatus, PositionStatus } from '../engine/view/status.ts';
import type { Fact } from '../domain/fact.ts';
import { factLine } from './fact-line.ts';
import { legName, routesTable } from './routes-table.ts';
import { dollars } from '../monitor/dollars.ts';
import { duration, figure, table, utc } from './table.ts';
import type { Column } from './table.ts';

export interface ScreenOptions {
  readonly columns: number;
  readonly rows: number;
  /** Virtual milliseconds per real one at this moment. */
  readonly speed: number | 'max';
  readonly recent: readonly Fact[];
  /** Where the page in the browser is. */
  readonly pageUrl?: string | undefined;
}

/** The whole terminal page: account, routes, positions, feeds, last facts. Lines are cut to the width, never wrapped. */
export const screen = (status: EngineStatus, options: ScreenOptions): string => {
  const lines = [
    ...header(status, options),
    '',
    title('ROUTES'),
    ...routes(status.routes),
    '',
    title('POSITIONS'),
    ...positions(status),
    '',
    title('FEEDS'),
    ...table(feedColumns(status), status.feeds),
    '',
    title('JOURNAL'),
    ...options.recent.map(factLine),
  ];
  return lines
    .slice(0, Math.max(10, options.rows - 1))
    .map((line) => cut(line, options.columns))
    .join('\n');
};

const header = (status: EngineStatus, { speed, pageUrl }: ScreenOptions): readonly string[] => {
  const { account } = status;
  const pace =
    status.world === 'simulated' || status.world === 'recorded' ? ` ${speed === 'max' ? 'max' : `${speed}x`}` : '';
  const closed = status.failClosed.length === 0 ? '' : `   NO NEW RISK: ${status.failClosed.join(', ')}`;
  return [
    `${styleText('bold', 'hedgerow')}  ${status.world}${pace}  ${utc(status.nowMs)} UTC   operator ${status.operator}   guard ${status.guard}${closed}`,
    `equity ${dollars(account.equityUsd)} USD   funding ${dollars(account.fundingUsd)}   fees ${dollars(-account.feesUsd)}   closed cycles ${account.closedCycles} netting ${dollars(account.closedNetUsd)}   inputs ${status.seq}`,
    ...(pageUrl === undefined ? [] : [`in the browser: ${pageUrl}`]),
  ];
};

const routes = (signals: readonly Signal[]): readonly string[] => {
  if (signals.length === 0) return ['no two markets of one coin are known yet'];
  const [head = '', ...rows] = routesTable(signals, 2);
  return [head, ...rows.map((row, index) => (signals[index]?.verdict === 'candidate' ? styleText('green', row) : row))];
};

const positions = (status: EngineStatus): readonly string[] =>
  status.positions.length === 0
    ? ['none open: every coin is scanning']
    : table(positionColumns(status), status.positions);

const positionColumns = ({ nowMs }: EngineStatus): readonly Column<PositionStatus>[] => [
  { title: 'coin', align: 'left', cell: ({ coin }) => coin },
  { title: 'state', align: 'left', cell: ({ state }) => state },
  { title: 'long', align: 'left', cell: ({ long }) => (long === undefined ? '-' : legName(long)) },
  { title: 'short', align: 'left', cell: ({ short }) => (short === undefined ? '-' : legName(short)) },
  { title: 'notional', align: 'right', cell: ({ notionalUsd }) => dollars(notionalUsd) },
  { title: 'delta', align: 'right', cell: ({ deltaCoins }) => figure(deltaCoins, 4) },
  { title: 'funding', align: 'right', cell: ({ fundingUsd }) => dollars(fundingUsd) },
  { title: 'fees', align: 'right', cell: ({ feesUsd }) => dollars(-feesUsd) },
  { title: 'open PnL', align: 'right', cell: ({ unrealizedUsd }) => dollars(unrealizedUsd) },
  { title: 'net', align: 'right', cell: ({ netUsd }) => dollars(netUsd) },
  {
    title: 'held',
    align: 'right',
    cell: ({ openedAtMs }) => duration(openedAtMs === undefined ? undefined : nowMs - openedAtMs),
  },
];

const feedColumns = ({ nowMs }: EngineStatus): readonly Column<FeedStatus>[] => [
  { title: 'venue', align: 'left', cell: ({ venue }) => venue },
  { title: 'frames', align: 'right', cell: ({ frames }) => String(frames) },
  { title: 'rejected', align: 'right', cell: ({ rejected }) => String(rejected) },
  {
    title: 'last',
    align: 'right',
    cell: ({ lastFrameAtMs }) => duration(lastFrameAtMs === undefined ? undefined : nowMs - lastFrameAtMs),
  },
  {
    title: 'clock offset',
    align: 'right',
    cell: ({ offsetMs }) => (offsetMs === undefined ? '-' : `${figure(offsetMs, 0)}ms`),
  },
  {
    title: 'markets',
    align: 'left',
    cell: ({ markets }) =>
      Object.entries(markets)
        .map(([state, count]) => `${count} ${state}`)
        .join(', '),
  },
];

const title = (text: string): string => styleText('cyan', text);

const ESCAPE = '\u001b[';
const COLOUR = new RegExp(`(${ESCAPE.replace('[', '\\[')}\\d+m)`);

/** Cuts visible characters, leaves colour codes whole. */
const cut = (line: string, width: number): string => {
  let visible = 0;
  let out = '';
  for (const part of line.split(COLOUR)) {
    if (part.startsWith(ESCAPE)) out += part;
    else {
      out += part.slice(0, Math.max(0, width - visible));
      visible += part.length;
    }
  }
  return out;
};
