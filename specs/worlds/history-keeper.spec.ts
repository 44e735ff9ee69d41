import { expect, it } from 'vitest';
import type { MarketKey } from '../../src/domain/ids.ts';
import type { MarketEvent } from '../../src/domain/market-event.ts';
import { atMs, hours } from '../../src/domain/units.ts';
import type { AtMs } from '../../src/domain/units.ts';
import type { HistoryReader } from '../../src/history/history.ts';
import { createMemoryHistory } from '../../src/history/memory.ts';
import { HistoryKeeper } from '../../src/worlds/history-keeper.ts';
import { at, btc, eth, everything } from '../history/support/stores.ts';

const START = at('2026-03-02');
const TERMS = { keepEveryMs: 600_000, pricesEveryMs: 60_000, booksEveryMs: 300_000, retentionDays: 30 };

const after = (seconds: number): AtMs => atMs(START + 1000 * seconds);

const mark = (market: MarketKey, price: number): MarketEvent => ({
  type: 'mark',
  market,
  price,
  venueAtMs: undefined,
});

const settled = (market: MarketKey, rate: number): MarketEvent => ({
  type: 'funding',
  market,
  funding: {
    kind: 'settled',
    market,
    rate,
    intervalHours: hours(8),
    intervalSource: 'frame',
    settlementAtMs: atMs(START),
    observedAtMs: atMs(START),
  },
});

const told = (store: HistoryReader): readonly string[] =>
  everything(store).map(({ kind, market, atMs: instant, ...row }) =>
    [kind, market, (instant - START) / 1000, 'mark' in row ? row.mark : 'rate' in row ? row.rate : ''].join(' '),
  );

const mustNotFail = (thrown: unknown): void => {
  throw thrown;
};

it('keeps one row of prices a minute and every settlement, once the market has waited long enough', () => {
  const store = createMemoryHistory();
  const keeper = new HistoryKeeper(store, TERMS, mustNotFail);
  keeper.hear([settled(btc, 0.0001)], after(1));
  for (let second = 1; second < 600; second += 1) keeper.hear([mark(btc, 100 + second)], after(second));
  expect(told(store)).toEqual([]);
  keeper.hear([mark(eth, 7), settled(btc, 0.0001)], after(601));
  expect(told(store)).toEqual([
    `funding ${btc} 0 0.0001`,
    ...[59, 119, 179, 239, 299, 359, 419, 479, 539].map((second) => `mark ${btc} ${second} ${100 + second}`),
  ]);
});

it('writes the rest when it ends, and nothing twice', async () => {
  const store = createMemoryHistory();
  const keeper = new HistoryKeeper(store, TERMS, mustNotFail);
  keeper.hear([mark(btc, 100), mark(eth, 7)], after(1));
  await keeper.close();
  await keeper.close();
  keeper.hear([mark(btc, 101)], after(700));
  expect(told(store)).toEqual([`mark ${btc} 1 100`, `mark ${eth} 1 7`]);
  expect(store.imports()).toEqual([]);
});

it('lets what was imported stand, and completes it', async () => {
  const store = createMemoryHistory();
  const entry = store.begin({ source: 'archive', atMs: after(0) }, 'refuse');
  for (const market of [btc, eth]) entry.add({ kind: 'mark', market, atMs: after(1), mark: 99 }, 1);
  entry.commit();
  const keeper = new HistoryKeeper(store, TERMS, mustNotFail);
  keeper.hear([mark(btc, 100), { type: 'index', market: eth, price: 97, venueAtMs: undefined }], after(1));
  await keeper.close();
  expect(everything(store)).toEqual([
    { kind: 'mark', market: btc, atMs: after(1), mark: 99 },
    { kind: 'mark', market: eth, atMs: after(1), mark: 99, index: 97 },
  ]);
});

it('removes what is older than it may be, once a day', () => {
  const store = createMemoryHistory();
  const entry = store.begin({ source: 'archive', atMs: after(0) }, 'refuse');
  for (const days of [40, 20]) entry.add({ kind: 'mark', market: btc, atMs: after(-86_400 * days), mark: days }, days);
  entry.commit();
  new HistoryKeeper(store, TERMS, mustNotFail).hear([], after(1));
  expect(told(store)).toEqual([`mark ${btc} ${-86_400 * 20} 20`]);
});

it('says once that the disk is full and lets the engine go on', () => {
  let isFull = false;
  const failures: unknown[] = [];
  const store = createMemoryHistory({ isFull: () => isFull });
  const keeper = new HistoryKeeper(store, TERMS, (thrown) => failures.push(thrown));
  keeper.hear([mark(btc, 100)], after(1));
  isFull = true;
  for (const second of [700, 1400, 2100]) keeper.hear([mark(btc, second)], after(second));
  expect(failures).toEqual([expect.objectContaining({ code: 'history.disk-full' })]);
  expect(told(store)).toEqual([]);
});
