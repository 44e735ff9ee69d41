import { describe, expect, it } from 'vitest';
import { hyperliquidProfile } from '../../../src/venues/hyperliquid/profile.ts';
import { countEvents, decodeRecording, hasRecording, recordingTitle } from '../recorded-frames.ts';

const BTC_2025 = 'hyperliquid/btcusd-20250126.ndjson.gz';

describe.skipIf(!hasRecording(BTC_2025))(`hyperliquid recording ${recordingTitle(BTC_2025)}`, () => {
  const frames = decodeRecording(BTC_2025, hyperliquidProfile.createDecoder());

  it('decodes every frame', () => {
    expect(countEvents(frames)).toEqual({ frames: 55, instrument: 1, 'book.snapshot': 46, trade: 64 });
  });

  it('says whole books of 20 levels a side, never older than the last', () => {
    const books = frames.flat().flatMap((event) => (event.type === 'book.snapshot' ? [event] : []));
    expect(new Set(books.map(({ bids, asks }) => `${bids.length / 2} ${asks.length / 2}`))).toEqual(new Set(['20 20']));
    const times = books.map(({ updateId }) => updateId);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(new Set(times).size).toBe(45);
  });

  it('assumes the instrument once, where no list was recorded', () => {
    const [first] = frames.flat();
    expect(first).toMatchObject({
      type: 'instrument',
      instrument: { market: 'hyperliquid:BTC/USDC:USDC', nativeSymbol: 'BTC', source: 'assumed' },
    });
  });
});
