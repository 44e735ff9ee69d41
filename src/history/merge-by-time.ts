import { Heap } from '../clock/heap.ts';
import { compareText } from '../domain/compare-text.ts';
import { HISTORY_KINDS } from './history.ts';
import type { HistoryRow } from './history.ts';

interface Head {
  readonly row: HistoryRow;
  readonly rest: Iterator<HistoryRow>;
}

/** Rows of many sources, each in time order, as one: by time, then by kind as in `HISTORY_KINDS`, then by market. */
export function* mergeByTime(sources: readonly Iterable<HistoryRow>[]): Generator<HistoryRow> {
  const heads = new Heap<Head>((a, b) => order(a.row, b.row) < 0);
  const advance = (rest: Iterator<HistoryRow>): void => {
    const next = rest.next();
    if (next.done !== true) heads.push({ row: next.value, rest });
  };
  for (const source of sources) advance(source[Symbol.iterator]());
  for (let head = heads.takeFirst(); head !== undefined; head = heads.takeFirst()) {
    yield head.row;
    advance(head.rest);
  }
}

const RANK: Readonly<Record<string, number>> = Object.fromEntries(HISTORY_KINDS.map((kind, at) => [kind, at]));

const order = (a: HistoryRow, b: HistoryRow): number =>
  a.atMs - b.atMs || (RANK[a.kind] ?? 0) - (RANK[b.kind] ?? 0) || compareText(a.market, b.market);
