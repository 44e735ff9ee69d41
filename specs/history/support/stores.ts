import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { marketKey, symbolId, venueId } from '../../../src/domain/ids.ts';
import type { MarketKey } from '../../../src/domain/ids.ts';
import { text } from '../../../src/domain/money.ts';
import { atMs, hours } from '../../../src/domain/units.ts';
import { openHistory } from '../../../src/history/lmdb.adapter.ts';
import { createMemoryHistory } from '../../../src/history/memory.ts';
import type {
  ConflictRule,
  FundingDraft,
  HistoryReader,
  HistoryRow,
  HistoryStore,
  ImportOutcome,
  RowDraft,
} from '../../../src/history/history.ts';

export const btc = marketKey(venueId('binance'), symbolId('BTC/USDT:USDT'));
export const eth = marketKey(venueId('bybit'), symbolId('ETH/USDT:USDT'));

export const at = (instant: string): number => Date.parse(instant.length === 10 ? `${instant}T00:00:00Z` : instant);

/** A directory that is gone after the test. */
export const scratchDir = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'hedgerow-history-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
};

/** The same contract on a disk and in memory. */
export const stores: readonly (readonly [name: string, open: () => HistoryStore])[] = [
  ['in memory', () => createMemoryHistory()],
  [
    'on disk',
    () => {
      const store = openHistory(scratchDir());
      onTestFinished(() => store.close());
      return store;
    },
  ],
];

interface Terms {
  readonly market?: MarketKey;
  readonly intervalHours?: number;
  readonly mark?: string;
}

export const funding = (
  instantMs: number,
  rate: string,
  { market = btc, intervalHours, mark }: Terms = {},
): FundingDraft => ({
  kind: 'funding',
  market,
  atMs: atMs(instantMs),
  rate: text(rate),
  ...(intervalHours === undefined ? {} : { intervalHours: hours(intervalHours) }),
  ...(mark === undefined ? {} : { mark: text(mark) }),
});

/** Settlements every `intervalHours` from an instant on, each with a rate of its own. */
export const series = (
  fromMs: number,
  count: number,
  intervalHours: number,
  terms: Terms = {},
): readonly FundingDraft[] =>
  Array.from({ length: count }, (_, n) => funding(fromMs + n * intervalHours * 3_600_000, `0.000${n + 1}`, terms));

export const importRows = (
  store: HistoryStore,
  rows: readonly RowDraft[],
  rule: ConflictRule = 'refuse',
): ImportOutcome => {
  const entry = store.begin({ source: 'spec', atMs: atMs(0) }, rule);
  try {
    for (const [place, row] of rows.entries()) entry.add(row, place + 1);
    return entry.commit();
  } finally {
    entry.abort();
  }
};

export const everything = (store: HistoryReader): readonly HistoryRow[] => [
  ...store.events({ markets: store.markets(), fromMs: -Infinity, toMs: Infinity }),
];
