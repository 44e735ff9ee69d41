import { describe, expect, it } from 'vitest';
import { isRecord } from '../../../src/domain/codec.ts';
import type { MarketEvent } from '../../../src/domain/market-event.ts';
import { atMs } from '../../../src/domain/units.ts';
import { createKucoinDecoder } from '../../../src/venues/kucoin/decoder.ts';
import { printFrames } from '../printed-events.ts';
import { countEvents, decodeRecording, hasRecording, readRecording, recordingTitle } from '../recorded-frames.ts';
import { ReferenceBook } from '../reference-book.ts';

const FRAMES = 'kucoin/frames-20260922.json';
const SPOT = 'kucoin/spot-20210425.ndjson.gz';

const json = (file: string): unknown => JSON.parse(readRecording(file));
/** Without the first sights of instruments that no list has named. */
const isNews = (event: MarketEvent): boolean => event.type !== 'instrument' || event.instrument.source === 'listed';

describe.skipIf(!hasRecording(FRAMES))(recordingTitle(FRAMES), () => {
  it('says what every frame of both sockets says, whichever came before it', () => {
    const file = json(FRAMES);
    const rows: readonly unknown[] = isRecord(file) && Array.isArray(file.frames) ? file.frames : [];
    const told = rows.filter(isRecord).map((row) => {
      const out = row.dir === 'send' ? ({ dir: 'out' } as const) : {};
      const frame: unknown = JSON.parse(String(row.raw));
      const events = createKucoinDecoder().frame(frame, { conn: 'x', atMs: atMs(1_790_114_460_000), ...out });
      return events.filter(isNews);
    });
    expect(printFrames(told)).toMatchInlineSnapshot(`
      "
      ack: welcome
      outgoing: sent by us
      ack: "p1"
      -
      book.snapshot kucoin:ETH/USDT:USDT #1736604716203 bids 2749.68 277 2749.61 45 asks 2749.69 96 2749.7 102
      -
      mark kucoin:BTC/USDT:USDT 86201.79 at d20718 21:38:17
        & index kucoin:BTC/USDT:USDT 86248.81 at d20718 21:38:17
      funding kucoin:BTC/USDT:USDT predicted -0.000076 per 8 h (frame), seen d20718 22:01:00.967 for d20719 00:00:00
      outgoing: sent by us
      pong: pong
      ack: welcome
      -
      book.snapshot kucoin:ETH/USDT:USDT #1736604716188 bids 2749.68 241 2749.61 45 asks 2749.69 44 2749.7 102
      mark kucoin:BTC/USDT:USDT 86201.79 at d20718 21:38:17
        & index kucoin:BTC/USDT:USDT 86248.81 at d20718 21:38:17
      rejected frame.interval-unknown: funding.rate XBTUSDTM: nothing has named the interval and the coming settlement yet
      error: "invalid request data"
      error: "topic Obu type = "public_spot" not allowed in current en...
      error: 404 "topic does not exist"
      "
    `);
  });
});

describe.skipIf(!hasRecording(SPOT))(recordingTitle(SPOT), () => {
  it('decodes every frame of ten pairs without a gap', () => {
    expect(countEvents(decodeRecording(SPOT, createKucoinDecoder()))).toMatchInlineSnapshot(`
      {
        "book.delta": 3805,
        "book.snapshot": 9,
        "frame.control ack": 14,
        "frame.control outgoing": 13,
        "frame.control unused": 833,
        "frames": 4744,
        "instrument": 634,
        "nothing new": 48,
        "top": 3,
        "trade": 18,
      }
    `);
  });

  it('bridges REST books with buffered changes into books that are never crossed', () => {
    const books = new Map<string, ReferenceBook>();
    let changes = 0;
    let crossed = 0;
    for (const event of decodeRecording(SPOT, createKucoinDecoder()).flat()) {
      if (event.type !== 'book.snapshot' && event.type !== 'book.delta') continue;
      const book = books.get(event.market) ?? new ReferenceBook();
      books.set(event.market, book);
      book.apply(event);
      changes += 1;
      const [bid, , ask] = book.top();
      if (bid >= ask) crossed += 1;
    }
    expect({ books: books.size, changes, crossed }).toMatchInlineSnapshot(`
      {
        "books": 9,
        "changes": 3814,
        "crossed": 0,
      }
    `);
  });

  it('agrees with the best bid and ask that the venue said at the same sequence number', () => {
    const books = new Map<string, ReferenceBook>();
    const tops = new Map<string, string>();
    let [compared, equal] = [0, 0];
    // The same recording twice: books by their own sequence, tickers as a decoder without books reads them.
    for (const event of decodeRecording(SPOT, createKucoinDecoder()).flat()) {
      if (event.type !== 'book.snapshot' && event.type !== 'book.delta') continue;
      const book = books.get(event.market) ?? new ReferenceBook();
      books.set(event.market, book);
      book.apply(event);
      tops.set(`${event.market} ${event.updateId}`, book.top().join(' '));
    }
    for (const { market, updateId, top } of tickersOf(SPOT)) {
      const own = tops.get(`${market} ${updateId}`);
      if (own === undefined) continue;
      compared += 1;
      if (own === [top.bid, top.bidSize, top.ask, top.askSize].join(' ')) equal += 1;
    }
    expect({ compared, equal }).toMatchInlineSnapshot(`
      {
        "compared": 542,
        "equal": 542,
      }
    `);
  });
});

/** The tickers of a recording, read without its books. */
const tickersOf = (file: string): readonly Extract<MarketEvent, { readonly type: 'top' }>[] => {
  const decoder = createKucoinDecoder();
  return readRecording(file)
    .split('\n')
    .filter((line) => line.includes('/market/ticker'))
    .flatMap((line) => {
      const row: unknown = JSON.parse(line);
      if (!isRecord(row) || row.dir === 'out') return [];
      return decoder.frame(row.frame, { conn: 'x', atMs: atMs(1) });
    })
    .filter((event): event is Extract<MarketEvent, { readonly type: 'top' }> => event.type === 'top');
};
