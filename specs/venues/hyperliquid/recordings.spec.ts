import { describe, expect, it } from 'vitest';
import { hyperliquidProfile } from '../../../src/venues/hyperliquid/profile.ts';
import { atMs } from '../../../src/domain/units.ts';
import { hyperliquidLink } from '../../../src/venues/hyperliquid/link.ts';
import { printEvent } from '../printed-events.ts';
import { countEvents, decodeRecording, hasRecording, readRecording, recordingTitle } from '../recorded-frames.ts';

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

const PROBED = 'hyperliquid/frames-20260924.json';

const received = (): readonly (readonly [string, unknown])[] => {
  const { frames } = JSON.parse(readRecording(PROBED)) as {
    readonly frames: readonly { readonly dir: string; readonly label: string; readonly raw: string }[];
  };
  return frames.flatMap(({ dir, label, raw }) => (dir === 'recv' ? [[label, JSON.parse(raw)] as const] : []));
};

describe.skipIf(!hasRecording(PROBED))(`hyperliquid frames ${recordingTitle(PROBED)}`, () => {
  it('are read by the decoder, and by what watches the session', () => {
    const decoder = hyperliquidProfile.createDecoder();
    const [socket] = hyperliquidLink.sockets;
    const heard = received().map(([label, frame]) => {
      const events = decoder.frame(frame, { conn: 'public', atMs: atMs(1_790_232_240_000) });
      const types = events.filter(({ type }) => type !== 'instrument').map((event) => printEvent(event).slice(0, 60));
      return `${label}: ${socket?.read(frame).kind}; ${types.join(' & ')}`;
    });
    expect(heard).toMatchInlineSnapshot(`
      [
        "ack: confirmed; ack: {"method":"subscribe","subscription":{"type":"l2Book","",
        "l2Book (3 of 20 levels): data; book.snapshot hyperliquid:BTC/USDC:USDC #1790232236546 bids ",
        "l2Book k-coin: data; book.snapshot hyperliquid:KPEPE/USDC:USDC #1790232236546 bid",
        "l2Book HIP-3 coin: data; rejected frame.unknown-symbol: "xyz:SP500" is a market of a ",
        "delisted coin: empty book: data; book.snapshot hyperliquid:MATIC/USDC:USDC #1790232237073 bid",
        "bbo: data; top hyperliquid:BTC/USDC:USDC #1790232237145 84143 x 10.2592",
        "activeAssetCtx: data; mark hyperliquid:BTC/USDC:USDC 84148 at no time & index hyperliquid:BTC/USDC:USDC 84198 at no time & funding hyperliquid:BTC/USDC:USDC predicted 0.0000018952 per",
        "trades: data; trade hyperliquid:BTC/USDC:USDC sell 0.00036 at 84143 (10453",
        "candle: other; unused: candle",
        "pong: pong; pong: pong",
        "error duplicate: confirmed; error: Already subscribed: {"type":"l2Book","coin":"SOL","nS",
        "post null: other; unused: post",
      ]
    `);
  });
});
