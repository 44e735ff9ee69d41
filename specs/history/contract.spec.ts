import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atMs } from '../../src/domain/units.ts';
import type { BookRow, LiquidationRow, MarkRow, RowDraft } from '../../src/history/history.ts';
import { at, btc, eth, everything, funding, importRows, series, stores } from './support/stores.ts';

const HOUR = 3_600_000;
const start = at('2026-01-01');

const mark = (instantMs: number, price: number): MarkRow => ({
  kind: 'mark',
  market: btc,
  atMs: atMs(instantMs),
  mark: price,
});
const book = (instantMs: number): BookRow => ({
  kind: 'book',
  market: eth,
  atMs: atMs(instantMs),
  bids: [99.5, 1, 99, 2],
  asks: [100, 0.25],
});
const liquidation = (instantMs: number, id: string): LiquidationRow => ({
  kind: 'liquidation',
  market: btc,
  atMs: atMs(instantMs),
  id,
  liquidated: 'long',
  price: 97_000.5,
  size: 0.125,
});

describe.each(stores)('a history %s', (_, open) => {
  it('gives back what it was told, by span, the end left out', () => {
    const store = open();
    importRows(store, [
      ...series(start, 5, 8, { intervalHours: 8, mark: '97000.25' }),
      mark(start, 97_000),
      book(start + 1),
    ]);
    const rows = [...store.fundingRows(btc, start + 8 * HOUR, start + 24 * HOUR)];
    expect(rows.map(({ atMs: settledMs, rate }) => [(settledMs - start) / HOUR, rate])).toEqual([
      [8, '0.0002'],
      [16, '0.0003'],
    ]);
    expect(rows[0]).toEqual({
      ...funding(start + 8 * HOUR, '0.0002', { intervalHours: 8, mark: '97000.25' }),
      intervalSource: 'stated',
    });
    expect([...store.marks(btc, start, start + 1)]).toEqual([mark(start, 97_000)]);
    expect([...store.books(eth, start, start + HOUR)]).toEqual([book(start + 1)]);
    expect(store.markets()).toEqual([btc, eth]);
    expect([...store.fundingRows(eth, -Infinity, Infinity)]).toEqual([]);
  });

  it('changes nothing when told the same again, and counts it', () => {
    const store = open();
    const rows = [...series(start, 200, 1), liquidation(start, 'a'), liquidation(start, 'b')];
    expect(importRows(store, rows)).toMatchObject({ added: 202, same: 0 });
    const before = everything(store);
    expect(importRows(store, rows)).toMatchObject({ added: 0, changed: 0, same: 202, conflictCount: 0 });
    expect(everything(store)).toEqual(before);
    expect(store.imports()).toHaveLength(1);
  });

  it('completes a row with what another source knows', () => {
    const store = open();
    importRows(store, [funding(start, '0.0001', { mark: '97000' })]);
    expect(importRows(store, [funding(start, '0.00010', { intervalHours: 8 })])).toMatchObject({ changed: 1 });
    expect([...store.fundingRows(btc, start, start + 1)]).toEqual([
      { ...funding(start, '0.0001', { intervalHours: 8, mark: '97000' }), intervalSource: 'stated' },
    ]);
  });

  it('refuses an import that contradicts, names the row, and takes nothing of it', () => {
    const store = open();
    importRows(store, series(start, 3, 8));
    const before = everything(store);
    const told = [funding(start + 24 * HOUR, '0.5'), funding(start + 8 * HOUR, '0.0007')];
    expect(() => importRows(store, told)).toThrow(/row 2: binance:BTC\/USDT:USDT funding at 2026-01-01T08:00:00.000Z/);
    expect(() => importRows(store, told)).toThrow(expect.objectContaining({ code: 'history.conflict' }));
    expect(everything(store)).toEqual(before);
    expect(importRows(store, told, 'keep')).toMatchObject({ added: 1, conflictCount: 1 });
    expect([...store.fundingRows(btc, start + 8 * HOUR, start + 9 * HOUR)][0]?.rate).toBe('0.0002');
    expect(importRows(store, told, 'replace')).toMatchObject({ added: 0, changed: 1, same: 1 });
    expect([...store.fundingRows(btc, start + 8 * HOUR, start + 9 * HOUR)][0]?.rate).toBe('0.0007');
  });

  it('shows nothing of an import before it is committed, and forgets an aborted one', () => {
    const store = open();
    const entry = store.begin({ source: 'spec', atMs: atMs(0) }, 'refuse');
    for (const [place, row] of series(start, 1000, 1).entries()) entry.add(row, place);
    expect(everything(store)).toEqual([]);
    entry.abort();
    expect(everything(store)).toEqual([]);
    expect(importRows(store, series(start, 1000, 1))).toMatchObject({ added: 1000 });
  });

  it('merges markets and kinds by time, what was known before what settled', () => {
    const store = open();
    importRows(store, [
      funding(start, '0.1'),
      mark(start, 1),
      book(start),
      mark(start - 60_000, 2),
      funding(start, '0.2', { market: eth }),
    ]);
    expect(everything(store).map(({ kind, market, atMs: instantMs }) => [instantMs - start, kind, market])).toEqual([
      [-60_000, 'mark', btc],
      [0, 'mark', btc],
      [0, 'book', eth],
      [0, 'funding', btc],
      [0, 'funding', eth],
    ]);
  });

  it('removes whole blocks that are over, of the kinds named', () => {
    const store = open();
    importRows(store, [...series(start, 400, 24), mark(start, 1)]);
    const keptFromMs = start + 100 * 24 * HOUR;
    expect(store.prune({ funding: keptFromMs })).toBeGreaterThan(60);
    const [first] = store.fundingRows(btc, -Infinity, Infinity);
    expect(first?.atMs).toBeGreaterThan(start);
    expect(first?.atMs).toBeLessThanOrEqual(keptFromMs);
    expect([...store.marks(btc, -Infinity, Infinity)]).toHaveLength(1);
  });
});

const row = fc
  .record({ hour: fc.integer({ min: 0, max: 3000 }), kind: fc.constantFrom('funding', 'mark', 'liquidation') })
  .map(({ hour, kind }): RowDraft => {
    const instantMs = start + hour * HOUR;
    // what is told of an instant is a function of it: sources that agree
    if (kind === 'funding') return funding(instantMs, `0.00${hour + 1}`, { market: hour % 3 === 0 ? eth : btc });
    return kind === 'mark' ? mark(instantMs, hour + 1) : liquidation(instantMs, String(hour % 7));
  });

it('comes to the same history whatever the order and however often rows are told', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 120 }), fc.integer({ min: 1, max: 50 }), (rows, cut) => {
      for (const [, open] of stores.slice(0, 1)) {
        const once = open();
        importRows(once, rows);
        const often = open();
        const parts = [rows.slice(cut), [...rows].reverse(), rows.slice(0, cut)];
        for (const part of parts) importRows(often, part);
        expect(everything(often)).toEqual(everything(once));
        const instants = everything(once).map(({ atMs: instantMs }) => instantMs);
        expect(instants).toEqual([...instants].sort((a, b) => a - b));
      }
    }),
    { numRuns: 60 },
  );
});
