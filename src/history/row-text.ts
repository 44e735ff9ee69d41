import type { FlatLevels } from '../domain/book.ts';
import type { MarketKey } from '../domain/ids.ts';
import type { DecimalText } from '../domain/money.ts';
import { atMs, hours } from '../domain/units.ts';
import type { BookRow, FundingDraft, HistoryKind, LiquidationRow, MarkRow, RowDraft } from './history.ts';

/** A row as one compact line, fields by comma, empty where absent; market and kind are those of its block. */
export const textOfRow = (row: RowDraft): string => {
  if (row.kind === 'funding')
    return `${row.atMs},${row.rate},${row.intervalHours ?? ''},${row.mark ?? ''},${row.special === true ? 's' : ''}`;
  if (row.kind === 'book') return `${row.atMs},${row.bids.join(' ')},${row.asks.join(' ')}`;
  if (row.kind === 'liquidation')
    return `${row.atMs},${encodeURIComponent(row.id)},${row.liquidated},${row.price},${row.size}`;
  return [row.atMs, ...MARK_MEMBERS.map((member) => row[member] ?? '')].join(',');
};

/** The row of a line that `textOfRow` made. */
export const rowOfText = (line: string, kind: HistoryKind, market: MarketKey): RowDraft =>
  READERS[kind](line.split(','), market);

/** The instant of a line, without reading the rest of it. */
export const instantOfText = (line: string): number => Number(line.slice(0, line.indexOf(',')));

const instantOf = (fields: readonly string[]): ReturnType<typeof atMs> => atMs(Number(fields[0]));

const fundingOf = (fields: readonly string[], market: MarketKey): FundingDraft => {
  const [, rate = '', interval = '', mark = '', special = ''] = fields;
  return {
    kind: 'funding',
    market,
    atMs: instantOf(fields),
    rate: rate as DecimalText,
    ...(interval === '' ? {} : { intervalHours: hours(Number(interval)) }),
    ...(mark === '' ? {} : { mark: mark as DecimalText }),
    ...(special === '' ? {} : { special: true }),
  };
};

const MARK_MEMBERS = ['mark', 'index', 'close', 'premium', 'predictedRate', 'nextSettlementAtMs'] as const;

const markOf = (fields: readonly string[], market: MarketKey): MarkRow => {
  const told: Partial<Record<(typeof MARK_MEMBERS)[number], number>> = {};
  for (const [at, member] of MARK_MEMBERS.entries()) {
    const field = fields[at + 1] ?? '';
    if (field !== '') told[member] = Number(field);
  }
  const { nextSettlementAtMs, ...prices } = told;
  return {
    kind: 'mark',
    market,
    atMs: instantOf(fields),
    ...prices,
    ...(nextSettlementAtMs === undefined ? {} : { nextSettlementAtMs: atMs(nextSettlementAtMs) }),
  };
};

const bookOf = (fields: readonly string[], market: MarketKey): BookRow => ({
  kind: 'book',
  market,
  atMs: instantOf(fields),
  bids: levelsOf(fields[1]),
  asks: levelsOf(fields[2]),
});

const levelsOf = (field = ''): FlatLevels => (field === '' ? [] : field.split(' ').map(Number));

const liquidationOf = (fields: readonly string[], market: MarketKey): LiquidationRow => {
  const [, id = '', liquidated, price, size] = fields;
  return {
    kind: 'liquidation',
    market,
    atMs: instantOf(fields),
    id: decodeURIComponent(id),
    liquidated: liquidated === 'long' || liquidated === 'short' ? liquidated : 'unknown',
    price: Number(price),
    size: Number(size),
  };
};

const READERS: Readonly<Record<HistoryKind, (fields: readonly string[], market: MarketKey) => RowDraft>> = {
  funding: fundingOf,
  mark: markOf,
  book: bookOf,
  liquidation: liquidationOf,
};
