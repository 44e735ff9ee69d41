import type { Signal } from '../analytics/signal.ts';
import { symbolOf, venueOf } from '../domain/ids.ts';
import type { MarketKey } from '../domain/ids.ts';
import { duration, figure, table } from './table.ts';
import type { Column } from './table.ts';

/** `venue` for a perpetual, `venue spot` for a spot leg. */
export const legName = (market: MarketKey): string =>
  symbolOf(market).includes(':') ? venueOf(market) : `${venueOf(market)} spot`;

/** Any reason of a refusal, by the scout or by the gate, as it stands in a signal or a fact. */
export interface ReasonFigures {
  readonly code: string;
  readonly leg?: string;
  readonly fill?: string;
  readonly limit?: number | string;
  readonly actual?: number | string;
}

/** A reason with the figures by which it missed: `net-below-threshold 2.1 < 5`, `operator-not-trading paused (trading)`. */
export const reasonText = ({ code, leg, fill, limit, actual }: ReasonFigures): string => {
  const name = `${code}${leg === undefined && fill === undefined ? '' : ` (${leg ?? fill ?? ''})`}`;
  if (typeof actual === 'number' && typeof limit === 'number')
    return `${name} ${shortFigure(actual)} ${actual < limit ? '<' : '>'} ${shortFigure(limit)}`;
  if (actual === undefined) return name;
  return `${name} ${figureOrWord(actual)}${limit === undefined ? '' : ` (${figureOrWord(limit)})`}`;
};

/** At most `reasonsMax` reasons on one line. */
export const whyNot = (signal: Signal, reasonsMax: number): string => {
  if (signal.verdict === 'candidate') return 'candidate';
  const texts = signal.reasons.map((reason) => reasonText(reason));
  const shown = texts.slice(0, reasonsMax).join(', ');
  return texts.length > reasonsMax ? `${shown}, +${texts.length - reasonsMax} more` : shown;
};

const columns: readonly Column<Signal>[] = [
  { title: 'coin', align: 'left', cell: ({ route }) => route.coin },
  { title: 'long', align: 'left', cell: ({ route }) => legName(route.long) },
  { title: 'short', align: 'left', cell: ({ route }) => legName(route.short) },
  { title: 'bps/8h', align: 'right', cell: ({ spreadPer8hBps }) => figure(spreadPer8hBps, 2) },
  {
    title: 'APR %',
    align: 'right',
    cell: ({ aprSpread }) => figure(aprSpread === undefined ? undefined : aprSpread * 100, 1),
  },
  { title: 'carry', align: 'right', cell: ({ expectedCarryBps }) => figure(expectedCarryBps, 1) },
  { title: 'cost', align: 'right', cell: ({ costBps }) => figure(costBps, 1) },
  { title: 'net bps', align: 'right', cell: ({ netBps }) => figure(netBps, 1) },
  {
    title: 'b/e h',
    align: 'right',
    cell: ({ breakEvenHours }) =>
      typeof breakEvenHours === 'number' ? figure(breakEvenHours, 1) : (breakEvenHours ?? '-'),
  },
  { title: 'conf', align: 'right', cell: ({ confidence }) => figure(confidence?.value, 2) },
  {
    title: 'book age',
    align: 'right',
    cell: ({ legs }) => `${duration(legs.long.bookAgeMs)}/${duration(legs.short.bookAgeMs)}`,
  },
  {
    title: 'rate age',
    align: 'right',
    cell: ({ legs }) => `${duration(legs.long.fundingAgeMs)}/${duration(legs.short.fundingAgeMs)}`,
  },
];

/** The ranked routes as a table; `reasonsMax` reasons each. */
export const routesTable = (signals: readonly Signal[], reasonsMax: number): readonly string[] =>
  table([...columns, { title: 'verdict', align: 'left', cell: (signal) => whyNot(signal, reasonsMax) }], signals);

const figureOrWord = (value: number | string): string => (typeof value === 'number' ? shortFigure(value) : value);
const shortFigure = (value: number): string => String(Number(value.toPrecision(3)));
