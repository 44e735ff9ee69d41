import { expect, it } from 'vitest';
import { actorId } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import { openJournal } from '../../src/journal/lmdb.adapter.ts';
import { batch } from '../journal/support/batches.ts';
import { fileOf, history, rowsOf } from './support/import.ts';
import { at, scratchDir } from './support/stores.ts';

const START = at('2026-03-02');

/** A recording of Hyperliquid: a book, then the settled rates over REST, times in ms after the start. */
const recording = (source: string): string =>
  fileOf('day.ndjson', [
    JSON.stringify({ about: 'a spec', source }),
    frame(1000, { channel: 'l2Book', data: book(1, '100.5') }),
    frame(1900, { channel: 'l2Book', data: book(2, '101.5') }),
    frame(3000, { channel: 'l2Book', data: book(3, '102.5') }),
    JSON.stringify({
      atMs: START + 4000,
      venue: 'hyperliquid',
      rest: 'POST /info {"type":"fundingHistory","coin":"BTC","startTime":1,"endTime":2}',
      frame: [1, 0].map((hours) => ({
        coin: 'BTC',
        fundingRate: '0.0000125',
        premium: '0.0001',
        time: START - hours * 3_600_000 + 24,
      })),
    }),
  ]);

const frame = (afterMs: number, sent: unknown): string =>
  JSON.stringify({ atMs: START + afterMs, venue: 'hyperliquid', conn: 'public', frame: sent });

const book = (seconds: number, bid: string): unknown => ({
  coin: 'BTC',
  time: START + 1000 * seconds,
  levels: [[{ px: bid, sz: '2', n: 1 }], [{ px: '110', sz: '1', n: 1 }]],
});

it('takes what a recording heard, one book a second, and nothing when told again', async () => {
  const dir = scratchDir();
  const file = recording('recorded');
  const first = await history('consolidate', file, '--history', dir);
  expect(first).toMatchObject({ code: 0, err: '' });
  const rows = await rowsOf(dir);
  expect(rows).toEqual([
    '2026-03-01T23:00:00.000Z hyperliquid:BTC/USDC:USDC funding {"rate":"0.0000125","intervalHours":1}',
    '2026-03-02T00:00:00.000Z hyperliquid:BTC/USDC:USDC funding {"rate":"0.0000125","intervalHours":1}',
    '2026-03-02T00:00:01.900Z hyperliquid:BTC/USDC:USDC book {"bids":[101.5,2],"asks":[110,1]}',
    '2026-03-02T00:00:03.000Z hyperliquid:BTC/USDC:USDC book {"bids":[102.5,2],"asks":[110,1]}',
  ]);
  expect((await history('consolidate', file, '--history', dir)).out).toContain('0 new rows, 0 changed, 4 held already');
  expect(await rowsOf(dir)).toEqual(rows);
});

it('leaves invented markets out of the past unless it is wanted', async () => {
  const file = recording('simulated');
  const refused = await history('consolidate', file, '--history', scratchDir());
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('[history.usage]')]);
  expect((await history('consolidate', file, '--history', scratchDir(), '--trust')).code).toBe(0);
});

it('takes the settlements a run was paid from its journal', async () => {
  const data = scratchDir();
  const journal = openJournal({ dir: data });
  const paid = {
    market: 'okx:BTC/USDT:USDT',
    rate: '-0.0001',
    settlementPrice: '97000.5',
    settlementAtMs: START,
    amount: '1',
  };
  const fact = { atMs: atMs(START + 10), cause: 1, actor: actorId('ledger'), body: paid };
  journal.commit(
    batch(1, {
      facts: [
        { ...fact, type: 'funding.paid' },
        { ...fact, type: 'funding.expected' },
      ],
    }),
  );
  await journal.close();
  const dir = scratchDir();
  for (const added of [1, 0]) {
    const { code, out } = await history('consolidate', data, '--history', dir, '--json');
    expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({ added })]);
  }
  expect(await rowsOf(dir)).toEqual([
    '2026-03-02T00:00:00.000Z okx:BTC/USDT:USDT funding {"rate":"-0.0001","mark":"97000.5","intervalHours":8}',
  ]);
  const cut = openJournal({ dir: data });
  cut.prune({ throughSeq: 1, prunedAtMs: atMs(START + 2 * 86_400_000), opening: null });
  await cut.close();
  const { code, err } = await history('consolidate', data, '--history', scratchDir());
  expect([code, err]).toEqual([0, expect.stringContaining('no settlements until 2026-03-02 00:00:00 UTC')]);
});

it('removes old books and prices, and settled rates only where that is said', async () => {
  const dir = scratchDir();
  await history('consolidate', recording('recorded'), '--history', dir);
  expect((await history('prune', '--history', dir, '--before', '2026-05-01')).out).toBe('2 rows removed');
  expect(await rowsOf(dir)).toHaveLength(2);
  await history('prune', '--history', dir, '--before', '2026-05-01', '--kind', 'funding');
  expect(await rowsOf(dir)).toEqual([]);
});
