import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isRecord } from '../../../src/domain/codec.ts';
import type { MarketEvent } from '../../../src/domain/market-event.ts';
import { atMs } from '../../../src/domain/units.ts';
import { backpackProfile } from '../../../src/venues/backpack/profile.ts';
import { printEvent } from '../printed-events.ts';
import { hasRecording, recordingTitle } from '../recorded-frames.ts';

const FRAMES = 'backpack/frames-20260923.json';
const EXAMPLES = 'backpack/examples-hummingbot.json';
/** The day the frames were captured, 03:33 UTC. */
const CAPTURED = atMs(1_790_134_400_000);

/** Half an hour before the settlement that the rows of 2025 name. */
const OF_2025 = atMs(1_759_487_400_000);

const read = (file: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../../shared/recordings', file), 'utf8'));

/** Every recorded line through one decoder: the first words of its label, then what was made of it. */
const decodeFrames = (): readonly string[] => {
  const recording = read(FRAMES);
  const decoder = backpackProfile.createDecoder();
  if (!isRecord(recording) || !Array.isArray(recording.frames)) throw new Error('no frames');
  return recording.frames.filter(isRecord).map(({ dir, label, raw }) => {
    const frame: unknown = JSON.parse(String(raw));
    const rest = String(label).replace(/[ ,(].*?(?=$)/, (tail) => ` ${tail.trim().split(/[ ,]/)[0]}`);
    const events =
      dir === 'rest'
        ? decoder.rest(frame, { rest, atMs: String(label).includes('2025') ? OF_2025 : CAPTURED })
        : decoder.frame(frame, { conn: 'public', atMs: CAPTURED, ...(dir === 'send' ? { dir: 'out' } : {}) });
    return `${String(label).slice(0, 30)} | ${events.map(printEvent).join(' & ')}`;
  });
};

/** Everything in a tree of examples that looks like a frame of the socket. */
const streamFrames = (node: unknown): readonly unknown[] => {
  if (Array.isArray(node)) return node.flatMap(streamFrames);
  if (!isRecord(node)) return [];
  return 'stream' in node ? [node] : Object.values(node).flatMap(streamFrames);
};

describe.skipIf(!hasRecording(FRAMES))(`backpack recording ${recordingTitle(FRAMES)}`, () => {
  it('decodes every frame and answer, or says why not', () => {
    expect(`\n${decodeFrames().join('\n')}\n`).toMatchInlineSnapshot(`
      "
      subscribe (no ack is ever sent | outgoing: sent by us
      first depth frame (ordinary de | instrument backpack:BTC/USDC:USDC BTC x1 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed
      level deletion | unused: AAPL.US_USDC_PERP: a perpetual on a stock, indexed on itself off hours
      aggregated delta (levels cut), | instrument backpack:ETH/USDC:USDC ETH x1 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed
      bookTicker (u equals depth u) | top backpack:BTC/USDC:USDC #6730019258 86655.9 x 1.9423 / 86656 x 2.01178 at d20719 03:32:37.267
      markPrice: f=estimated funding | unused: AAPL.US_USDC_PERP: a perpetual on a stock, indexed on itself off hours
      ticker | unused: ticker
      error invalid stream | error: 4006 Invalid stream
      error parse | error: 4002 Parse error
      error depth window | error: 4008 Invalid depth window
      GET /api/v1/fundingRates?symbo | funding backpack:BTC/USDC:USDC settled 0.000010077 per 1 h (venue-rule), seen d20719 03:00:00 for d20719 03:00:00
      GET /api/v1/status | notice: status "Ok" null
      GET /api/v1/markPrices, rows f | instrument backpack:0G/USDC:USDC 0G x1 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed & mark backpack:0G/USDC:USDC 2.93637296 at no time & index backpack:0G/USDC:USDC 2.9405475 at no time & funding backpack:0G/USDC:USDC predicted -0.000179157 per 1 h (venue-rule), seen d20364 10:30:00 for d20364 11:00:00 & instrument backpack:AAVE/USDC:USDC AAVE x1 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed & mark backpack:AAVE/USDC:USDC 285.78212281 at no time & index backpack:AAVE/USDC:USDC 285.79854845 at no time & funding backpack:AAVE/USDC:USDC predicted 0.0000125 per 1 h (venue-rule), seen d20364 10:30:00 for d20364 11:00:00 & instrument backpack:AERO/USDC:USDC AERO x1 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed & mark backpack:AERO/USDC:USDC 1.17372461 at no time & index backpack:AERO/USDC:USDC 1.17202794 at no time & funding backpack:AERO/USDC:USDC predicted 0.000112744 per 1 h (venue-rule), seen d20364 10:30:00 for d20364 11:00:00
      "
    `);
  });
});

describe.skipIf(!hasRecording(EXAMPLES))(`backpack examples ${recordingTitle(EXAMPLES)}`, () => {
  it('are passed over or refused for a stated reason: their symbols and times are placeholders', () => {
    const decoder = backpackProfile.createDecoder();
    const frames = streamFrames(read(EXAMPLES));
    expect(frames.length).toBeGreaterThan(5);
    const events: readonly MarketEvent[] = frames.flatMap((frame) =>
      decoder.frame(frame, { conn: 'public', atMs: CAPTURED }),
    );
    expect(new Set(events.map(printEvent))).toMatchInlineSnapshot(`
      Set {
        "rejected frame.unknown-channel: "<expr: f'trade.{self.ex_trading_pair}'>" carries "trade"",
        "rejected frame.unknown-channel: "<expr: f'depth.{self.ex_trading_pair}'>" carries "depth"",
        "unused: account",
        "instrument backpack:COINALPHA/HBOT COINALPHA x1 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed",
        "rejected frame.bad-number: trade COINALPHA_HBOT: T is 123456785",
        "instrument backpack:SOL/USDC SOL x1 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed",
        "rejected frame.bad-number: trade SOL_USDC: T is 123456785",
        "instrument backpack:ETH/USDC ETH x1 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed",
        "rejected frame.bad-number: trade ETH_USDC: T is 987654321",
      }
    `);
  });
});
