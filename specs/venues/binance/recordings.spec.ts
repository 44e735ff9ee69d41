import { describe, expect, it } from 'vitest';
import type { MarketEvent } from '../../../src/domain/market-event.ts';
import { createBinanceDecoder } from '../../../src/venues/binance/decoder.ts';
import { countEvents, decodeRecording, hasRecording, recordingTitle } from '../recorded-frames.ts';
import { ReferenceBook } from '../reference-book.ts';

const USDM_2024 = 'binance/usdm-btcusdt-20240808.ndjson.gz';
const USDM_2021 = 'binance/usdm-20210722.ndjson.gz';
const SPOT_8TH = 'binance/spot-btcusdt-20240808.ndjson.gz';
const SPOT_9TH = 'binance/spot-btcusdt-20240809.ndjson.gz';
const COINM_8TH = 'binance/cm-btcusd-perp-20240808.ndjson.gz';
const COINM_9TH = 'binance/cm-btcusd-perp-20240809.ndjson.gz';

/** Rebuilt tops against the venue's own best bid and ask of the same update id. */
const compareTops = (events: readonly MarketEvent[]) => {
  const stated = new Map<string, string>();
  for (const event of events)
    if (event.type === 'top') {
      const { bid, bidSize, ask, askSize } = event.top;
      stated.set(`${event.market} ${event.updateId}`, String([bid, bidSize, ask, askSize]));
    }
  const books = new Map<string, ReferenceBook>();
  let compared = 0;
  let equal = 0;
  for (const event of events) {
    if (event.type !== 'book.snapshot' && event.type !== 'book.delta') continue;
    const book = books.get(event.market) ?? new ReferenceBook();
    books.set(event.market, book);
    book.apply(event);
    const top = stated.get(`${event.market} ${event.updateId}`);
    if (top === undefined) continue;
    compared += 1;
    if (top === String(book.top())) equal += 1;
  }
  return { compared, equal };
};

describe.skipIf(!hasRecording(USDM_2024))(recordingTitle(USDM_2024), () => {
  it('decodes every frame without a gap and rebuilds the top that bookTicker states', () => {
    const frames = decodeRecording(USDM_2024, createBinanceDecoder());
    expect(countEvents(frames)).toMatchInlineSnapshot(`
      {
        "book.delta": 6547,
        "book.snapshot": 1,
        "frames": 93954,
        "instrument": 1,
        "nothing new": 5,
        "top": 66089,
        "trade": 21313,
      }
    `);
    expect(compareTops(frames.flat())).toEqual({ compared: 629, equal: 629 });
  });
});

describe.skipIf(!hasRecording(USDM_2021))(recordingTitle(USDM_2021), () => {
  it('bridges four late REST snapshots with the deltas kept for them', () => {
    const frames = decodeRecording(USDM_2021, createBinanceDecoder());
    expect(countEvents(frames)).toMatchInlineSnapshot(`
      {
        "book.delta": 752,
        "book.snapshot": 4,
        "frame.control unused": 68,
        "frames": 1540,
        "instrument": 117,
        "nothing new": 12,
        "top": 613,
        "trade": 91,
      }
    `);
    expect(compareTops(frames.flat())).toEqual({ compared: 50, equal: 50 });
  });
});

describe.skipIf(!hasRecording(SPOT_8TH))(recordingTitle(SPOT_8TH), () => {
  it('follows the spot rule, and goes on over the rotation of the file at midnight', () => {
    const decoder = createBinanceDecoder();
    const eighth = decodeRecording(SPOT_8TH, decoder);
    expect(countEvents(eighth)).toMatchInlineSnapshot(`
      {
        "book.delta": 3449,
        "book.snapshot": 1,
        "frames": 41249,
        "instrument": 1,
        "nothing new": 2,
        "top": 28040,
        "trade": 9757,
      }
    `);
    const ninth = decodeRecording(SPOT_9TH, decoder);
    expect(countEvents(ninth)).toMatchInlineSnapshot(`
      {
        "book.delta": 3044,
        "frames": 58325,
        "top": 45134,
        "trade": 10147,
      }
    `);
    expect(compareTops([...eighth, ...ninth].flat())).toMatchInlineSnapshot(`
      {
        "compared": 1072,
        "equal": 1072,
      }
    `);
  });

  it('reports no gap when a stream is joined in the middle without a snapshot', () => {
    const counts = countEvents(decodeRecording(SPOT_9TH, createBinanceDecoder()));
    expect(counts['book.gap']).toBeUndefined();
    expect(counts['book.delta']).toBeUndefined();
    expect(counts['nothing new']).toBeGreaterThan(3000);
  });
});

describe.skipIf(!hasRecording(COINM_8TH))(recordingTitle(COINM_8TH), () => {
  it('reads COIN-M by the same rules, over two files', () => {
    const decoder = createBinanceDecoder();
    const frames = [...decodeRecording(COINM_8TH, decoder), ...decodeRecording(COINM_9TH, decoder)];
    expect(countEvents(frames)).toMatchInlineSnapshot(`
      {
        "book.delta": 44772,
        "book.snapshot": 1,
        "frames": 98386,
        "instrument": 1,
        "nothing new": 24,
        "top": 48355,
        "trade": 5235,
      }
    `);
    expect(compareTops(frames.flat())).toMatchInlineSnapshot(`
      {
        "compared": 1885,
        "equal": 1885,
      }
    `);
  });
});
