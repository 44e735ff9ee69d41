import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isRecord } from '../../../src/domain/codec.ts';
import { text } from '../../../src/domain/money.ts';
import { atMs } from '../../../src/domain/units.ts';
import { readRecording } from '../../../src/replay/recording.adapter.ts';
import { OrderBook } from '../../../src/market/order-book.ts';
import { okxProfile } from '../../../src/venues/okx/profile.ts';
import { isLevelFault, readLevels } from '../../../src/venues/wire-value.ts';
import { countEvents, decodeRecording, hasRecording, recordingTitle } from '../recorded-frames.ts';

const SWAPS_2022 = 'okx/20220513.ndjson.gz';
const PATH = join(import.meta.dirname, '../../../../shared/recordings', SWAPS_2022);

const socketFrames = async (): Promise<readonly unknown[]> => {
  const frames: unknown[] = [];
  for await (const line of readRecording(PATH))
    if (line.kind === 'input' && line.input.kind === 'frame') frames.push(line.input.frame);
  return frames;
};

/** The venue's checksum of those years: CRC32, signed, over the best 25 levels, bid and ask in turn. */
const checksumOf = (book: OrderBook): number => {
  const { bids, asks } = book.depth('linear', 1);
  const parts: string[] = [];
  for (let i = 0; i < 25; i += 1)
    for (const { prices, sizes, count } of [bids, asks])
      if (i < count) parts.push(text(prices[i] ?? NaN), text(sizes[i] ?? NaN));
  return crc32(parts.join(':')) | 0;
};

/** Action, name, levels and checksum of a frame of `books`, `undefined` for any other frame. */
const bookFrame = (frame: unknown) => {
  if (!isRecord(frame) || !isRecord(frame.arg) || frame.arg.channel !== 'books' || !Array.isArray(frame.data))
    return undefined;
  const row: unknown = frame.data[0];
  if (!isRecord(row)) return undefined;
  const bids = readLevels(row.bids, 'bids');
  const asks = readLevels(row.asks, 'asks');
  if (isLevelFault(bids) || isLevelFault(asks)) return undefined;
  return { name: String(frame.arg.instId), action: frame.action, bids, asks, checksum: row.checksum };
};

describe.skipIf(!hasRecording(SWAPS_2022))(`okx recording ${recordingTitle(SWAPS_2022)}`, () => {
  it('decodes or refuses every frame for a stated reason', () => {
    const frames = decodeRecording(SWAPS_2022, okxProfile.createDecoder());
    // 103 frames of BTC-USD-220527: 99 books, 4 trades. Five times 166 swaps and 513 spot pairs.
    expect(countEvents(frames)).toEqual({
      frames: 438,
      instrument: 5 * (166 + 513),
      'book.snapshot': 2,
      'book.delta': 97 + 92,
      trade: 70,
      'frame.control ack': 18,
      'frame.control outgoing': 3,
      'frame.control unused': 28 + 15,
      'frame.rejected frame.unknown-symbol': 99 + 4,
    });
    const reasons = frames.flat().flatMap((event) => (event.type === 'frame.rejected' ? [event.reason] : []));
    expect(new Set(reasons)).toEqual(
      new Set(['"BTC-USD-220527" is a dated future: only perpetual swaps and spot are read']),
    );
  });

  it('rebuilds swap and spot books whose checksum is the venue’s after every frame', async () => {
    const decoder = okxProfile.createDecoder();
    const books = new Map<string, OrderBook>();
    let equal = 0;
    for (const frame of await socketFrames()) {
      for (const event of decoder.frame(frame, { conn: 'public', atMs: atMs(0) })) {
        if (event.type !== 'book.snapshot' && event.type !== 'book.delta') continue;
        const book = books.get(event.market) ?? new OrderBook();
        books.set(event.market, book);
        if (event.type === 'book.snapshot') book.applySnapshot(event.bids, event.asks);
        else book.applyDelta(event.bids, event.asks);
        expect(book.isCrossed).toBe(false);
        expect(checksumOf(book)).toBe(bookFrame(frame)?.checksum);
        equal += 1;
      }
    }
    expect(equal).toBe(98 + 93);
  });

  it('keeps all three books, the dated future’s too, with the venue’s checksum 290 times of 290', async () => {
    const books = new Map<string, OrderBook>();
    const equal = (await socketFrames()).map((frame) => {
      const read = bookFrame(frame);
      if (read === undefined) return 'no book';
      const book = books.get(read.name) ?? new OrderBook();
      books.set(read.name, book);
      if (read.action === 'snapshot') book.applySnapshot(read.bids, read.asks);
      else book.applyDelta(read.bids, read.asks);
      return checksumOf(book) === read.checksum ? 'equal' : 'different';
    });
    expect(equal.filter((verdict) => verdict === 'equal')).toHaveLength(290);
    expect(equal.filter((verdict) => verdict === 'different')).toHaveLength(0);
  });
});
