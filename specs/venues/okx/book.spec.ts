import { describe, expect, it } from 'vitest';
import { atMs } from '../../../src/domain/units.ts';
import { okxProfile } from '../../../src/venues/okx/profile.ts';
import { printEvent } from '../printed-events.ts';

const INSTRUMENT = 'BTC-USDT-SWAP';

/** A decoder with printed answers; the assumed instrument is said with the first frame. */
const feed = () => {
  const decoder = okxProfile.createDecoder();
  const said = (frame: unknown) => decoder.frame(frame, { conn: 'public', atMs: atMs(1_790_928_000_000) });
  said({ arg: { channel: 'mark-price' }, data: [{ instId: INSTRUMENT, markPx: '1', ts: '1790928000000' }] });
  const book = (action: string, row: Readonly<Record<string, unknown>>) =>
    said({
      arg: { channel: 'books', instId: INSTRUMENT },
      action,
      data: [{ asks: [], bids: [], ts: '1790928000000', ...row }],
    }).map(printEvent);
  const start = () => book('snapshot', { bids: [['99', '1']], asks: [['101', '1']], seqId: 10, prevSeqId: -1 });
  const whole = (channel: string) =>
    said({
      arg: { channel, instId: INSTRUMENT },
      data: [{ bids: [['99', '1']], asks: [['101', '1']], ts: '1790928000000', seqId: 5 }],
    }).map(printEvent);
  return { decoder, book, start, whole };
};

const GAP = 'book.gap okx:BTC/USDT:USDT expected 10 received';
const AFTER_GAP = { bids: [['98', '1']], seqId: 12, prevSeqId: 11 };

describe('okx book', () => {
  it.each([
    [
      'a price of 0',
      { bids: [['0', '1']], seqId: 11, prevSeqId: 10 },
      'frame.bad-price: books BTC-USDT-SWAP: bids holds the price "0"',
    ],
    [
      'a negative size',
      { asks: [['101', '-1']], seqId: 11, prevSeqId: 10 },
      'frame.bad-number: books BTC-USDT-SWAP: asks holds the size "-1"',
    ],
    [
      'no bids',
      { bids: null, seqId: 11, prevSeqId: 10 },
      'frame.missing-field: books BTC-USDT-SWAP: bids is null, not levels',
    ],
    ['no time', { ts: '', seqId: 11, prevSeqId: 10 }, 'frame.bad-number: books BTC-USDT-SWAP: ts is ""'],
    ['no sequence id', { prevSeqId: 10 }, 'frame.missing-field: books BTC-USDT-SWAP: seqId is missing'],
    [
      'bids that reach its asks',
      { bids: [['100', '1']], asks: [['100', '1']], seqId: 11, prevSeqId: 10 },
      'frame.crossed-book: books BTC-USDT-SWAP: bids reach the asks',
    ],
  ])('is unusable after an update with %s, until the next snapshot', (_, row, reason) => {
    const { book, start } = feed();
    start();
    const [rejected, gap, ...more] = book('update', row);
    expect([rejected, more]).toEqual([`rejected ${reason}`, []]);
    expect(gap).toContain(GAP);
    expect(book('update', AFTER_GAP)).toEqual([]);
    expect(start()).toEqual(['book.snapshot okx:BTC/USDT:USDT #10 bids 99 1 asks 101 1']);
  });

  it('asks for another snapshot when one cannot be read', () => {
    const { book } = feed();
    expect(book('snapshot', { bids: [['1', 'x']], seqId: 10, prevSeqId: -1 })).toEqual([
      'rejected frame.bad-number: books BTC-USDT-SWAP: bids holds the size "x"',
      'book.gap okx:BTC/USDT:USDT expected 0 received 10: resubscribe',
    ]);
  });

  it('takes books without sequence ids in order of arrival, as they were before there were ids', () => {
    const { book } = feed();
    expect(book('snapshot', { bids: [['99', '1']], asks: [['101', '1']] })).toEqual([
      'book.snapshot okx:BTC/USDT:USDT #1790928000000 bids 99 1 asks 101 1',
    ]);
    expect(book('update', { bids: [['99', '0']], ts: '1790928000100' })).toEqual([
      'book.delta okx:BTC/USDT:USDT #1790928000100 bids 99 0 asks ',
    ]);
  });

  it('is not replaced by five levels while the deeper one is in step', () => {
    const { start, whole } = feed();
    expect(whole('books5')).toEqual(['book.snapshot okx:BTC/USDT:USDT #5 bids 99 1 asks 101 1']);
    start();
    expect(whole('books5')).toEqual(['unused: books5 BTC-USDT-SWAP: a deeper book is in step']);
  });

  it('is forgotten with its socket, not with another', () => {
    const { decoder, book, start } = feed();
    start();
    decoder.lost('business');
    expect(book('update', { seqId: 11, prevSeqId: 10 })).toEqual(['book.delta okx:BTC/USDT:USDT #11 bids  asks ']);
    decoder.lost('public');
    expect(book('update', { seqId: 12, prevSeqId: 11 })).toEqual([]);
  });

  it('says no touch with an empty side', () => {
    const { decoder } = feed();
    const touch = (bids: readonly (readonly string[])[]) =>
      decoder
        .frame(
          {
            arg: { channel: 'bbo-tbt', instId: INSTRUMENT },
            data: [{ bids, asks: [['101', '1']], ts: '1790928000000' }],
          },
          { conn: 'public', atMs: atMs(1) },
        )
        .map(printEvent);
    expect(touch([])).toEqual(['unused: bbo-tbt BTC-USDT-SWAP: one side is empty']);
    expect(touch([['102', '0']])).toEqual(['unused: bbo-tbt BTC-USDT-SWAP: one side is empty']);
  });
});
