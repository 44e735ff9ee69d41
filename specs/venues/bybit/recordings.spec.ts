import { describe, expect, it } from 'vitest';
import type { FundingObservation } from '../../../src/domain/funding.ts';
import { createBybitDecoder } from '../../../src/venues/bybit/decoder.ts';
import { countEvents, decodeRecording, hasRecording, recordingTitle } from '../recorded-frames.ts';
import { ReferenceBook } from '../reference-book.ts';

const V5_2026 = 'bybit/v5-20260809.ndjson.gz';

describe.skipIf(!hasRecording(V5_2026))(recordingTitle(V5_2026), () => {
  it('decodes every frame without a gap', () => {
    expect(countEvents(decodeRecording(V5_2026, createBybitDecoder()))).toMatchInlineSnapshot(`
      {
        "book.delta": 2142,
        "book.snapshot": 6,
        "frame.control ack": 24,
        "frame.control outgoing": 24,
        "frame.control unused": 178,
        "frames": 3253,
        "funding": 154,
        "index": 184,
        "instrument": 1139,
        "mark": 182,
        "nothing new": 420,
        "top": 18,
        "trade": 347,
      }
    `);
  });

  it('keeps six books of 200 levels a side, never crossed', () => {
    const books = new Map<string, ReferenceBook>();
    let crossed = 0;
    for (const event of decodeRecording(V5_2026, createBybitDecoder()).flat()) {
      if (event.type !== 'book.snapshot' && event.type !== 'book.delta') continue;
      const book = books.get(event.market) ?? new ReferenceBook();
      books.set(event.market, book);
      book.apply(event);
      const [bid, , ask] = book.top();
      if (bid >= ask) crossed += 1;
    }
    expect(crossed).toBe(0);
    expect(Object.fromEntries([...books].map(([market, book]) => [market, String(book.levels())])))
      .toMatchInlineSnapshot(`
      {
        "bybit:BTC/USDT": "200,200",
        "bybit:BTC/USDT:USDT": "200,200",
        "bybit:DOGE/USDT:USDT": "200,200",
        "bybit:ETH/USDT": "200,200",
        "bybit:ETH/USDT:USDT": "200,200",
        "bybit:SOL/USDT:USDT": "200,200",
      }
    `);
  });

  it('gives each perpetual its rate with interval and settlement, merged from partial deltas', () => {
    const last = new Map<string, FundingObservation>();
    for (const event of decodeRecording(V5_2026, createBybitDecoder()).flat())
      if (event.type === 'funding') last.set(event.market, event.funding);
    const rows = [...last.values()].map(
      ({ market, kind, rate, intervalHours, intervalSource, settlementAtMs }) =>
        `${market} ${kind} ${rate} per ${intervalHours} h (${intervalSource}) at ${settlementAtMs}`,
    );
    expect(rows.sort()).toMatchInlineSnapshot(`
      [
        "bybit:BTC/USDT:USDT predicted 0.0001 per 8 h (frame) at 1786320000000",
        "bybit:DOGE/USDT:USDT predicted 0.0001 per 8 h (frame) at 1786320000000",
        "bybit:ETH/USDT:USDT predicted 0.00004709 per 8 h (frame) at 1786320000000",
        "bybit:SOL/USDT:USDT predicted 0.00000952 per 8 h (frame) at 1786320000000",
      ]
    `);
  });
});
