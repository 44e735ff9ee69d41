import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hyperliquidProfile } from '../../../src/venues/hyperliquid/profile.ts';
import { printFrames } from '../printed-events.ts';
import { decodeLines } from '../recorded-frames.ts';

const text = (file: string) => readFileSync(join(import.meta.dirname, '../../../fixtures', file), 'utf8');

const decoded = (...files: readonly string[]): string => {
  return printFrames(decodeLines(files.map(text).join('\n'), hyperliquidProfile.createDecoder()));
};

describe('hyperliquid, hand-written frames', () => {
  it('says a context when it changed or after a second, for the coming UTC hour, and refuses a rate beyond the cap', () => {
    expect(decoded('frames/hyperliquid/active-asset-ctx--across-an-hour.ndjson')).toMatchInlineSnapshot(`
      "
      instrument hyperliquid:SOL/USDC:USDC SOL x1 of 1 tick 0.00000001 lot 0.00000001 min 10 trading assumed every 1 h cap 0.04
        & mark hyperliquid:SOL/USDC:USDC 231.37 at no time
        & index hyperliquid:SOL/USDC:USDC 231.41 at no time
        & funding hyperliquid:SOL/USDC:USDC predicted 0.0000125 per 1 h (venue-rule), seen d20728 07:59:58 for d20728 08:00:00
      mark hyperliquid:SOL/USDC:USDC 231.38 at no time
      index hyperliquid:SOL/USDC:USDC 231.41 at no time
        & funding hyperliquid:SOL/USDC:USDC predicted 0.0000125 per 1 h (venue-rule), seen d20728 07:59:59.100 for d20728 08:00:00
      mark hyperliquid:SOL/USDC:USDC 231.38 at no time
        & index hyperliquid:SOL/USDC:USDC 231.41 at no time
        & funding hyperliquid:SOL/USDC:USDC predicted 0.0000125 per 1 h (venue-rule), seen d20728 08:00:00.200 for d20728 09:00:00
      funding hyperliquid:SOL/USDC:USDC predicted 0.0000093 per 1 h (venue-rule), seen d20728 08:00:00.600 for d20728 09:00:00
      mark hyperliquid:SOL/USDC:USDC 231.4 at no time
        & index hyperliquid:SOL/USDC:USDC 231.44 at no time
        & rejected frame.rate-beyond-cap: assetCtx SOL: funding is 0.0401, cap 0.04
      "
    `);
  });

  it('drops what comes late, repeats a touch that is newer than the book, and refuses a locked book', () => {
    expect(decoded('frames/hyperliquid/book-and-touch--late-frames.ndjson')).toMatchInlineSnapshot(`
      "
      instrument hyperliquid:SOL/USDC:USDC SOL x1 of 1 tick 0.00000001 lot 0.00000001 min 10 trading assumed every 1 h cap 0.04
        & book.snapshot hyperliquid:SOL/USDC:USDC #1790928000000 bids 231.3 10.5 231.2 4 asks 231.4 8 231.5 2.25
      top hyperliquid:SOL/USDC:USDC #1790928000300 231.2 x 4.5 / 231.4 x 7 at d20728 08:00:00.300
      book.snapshot hyperliquid:SOL/USDC:USDC #1790928000200 bids 231.3 1 231.2 4 asks 231.4 8
        & top hyperliquid:SOL/USDC:USDC #1790928000300 231.2 x 4.5 / 231.4 x 7 at d20728 08:00:00.300
      unused: l2Book SOL: older than the last by 100 ms
      unused: bbo SOL: 50 ms late
      unused: bbo SOL: one side is empty
      rejected frame.crossed-book: l2Book SOL: bid 231.5 is not below ask 231.5
      instrument hyperliquid:MATIC/USDC:USDC MATIC x1 of 1 tick 0.00000001 lot 0.00000001 min 10 trading assumed every 1 h cap 0.04
        & book.snapshot hyperliquid:MATIC/USDC:USDC #1790928000600 bids  asks 
      "
    `);
  });

  it('counts a trade once although it is sent again after every subscription', () => {
    expect(decoded('frames/hyperliquid/trades--history-after-subscribing.ndjson')).toMatchInlineSnapshot(`
      "
      instrument hyperliquid:SOL/USDC:USDC SOL x1 of 1 tick 0.00000001 lot 0.00000001 min 10 trading assumed every 1 h cap 0.04
        & trade hyperliquid:SOL/USDC:USDC buy 3.1 at 231.35 (1)
        & trade hyperliquid:SOL/USDC:USDC sell 3.1 at 231.35 (2)
      trade hyperliquid:SOL/USDC:USDC buy 3.1 at 231.35 (3)
      trade hyperliquid:SOL/USDC:USDC sell 3.1 at 231.35 (4)
      "
    `);
  });

  it('names every frame that carries no market data, and never takes a foreign market for a coin of that name', () => {
    expect(decoded('frames/hyperliquid/control--acknowledgements-errors-foreign-coins.ndjson')).toMatchInlineSnapshot(`
      "
      outgoing: {"method":"subscribe","subscription":{"type":"bbo","coin"...
      notice: Websocket connection established.
      ack: {"method":"subscribe","subscription":{"type":"bbo","coin"...
      pong: pong
      error: Already subscribed: {"type":"bbo","coin":"SOL"}
      unused: allMids
      rejected frame.unknown-symbol: "xyz:TSLA" is a market of a builder-deployed dex (HIP-3)
      rejected frame.unknown-symbol: "@107" is a spot pair
      rejected frame.unknown-symbol: "PURR/USDC" is a spot pair
      rejected frame.unknown-channel: channel "newThing"
      rejected frame.not-json: the text "Bad gateway"
      "
    `);
  });

  it('reads steps from size decimals, thousands from the k, and no price from a delisted coin', () => {
    expect(decoded('rest/hyperliquid/post-meta-and-asset-ctxs--thousands-and-delisted.ndjson')).toMatchInlineSnapshot(`
      "
      instrument hyperliquid:SOL/USDC:USDC SOL x1 of 1 tick 0.0001 lot 0.01 min 10 trading listed every 1 h cap 0.04
        & instrument hyperliquid:KPEPE/USDC:USDC PEPE x1000 of 1 tick 0.000001 lot 1 min 10 trading listed every 1 h cap 0.04
        & instrument hyperliquid:MATIC/USDC:USDC MATIC x1 of 1 tick 0.00001 lot 0.1 min 10 halted listed every 1 h cap 0.04
        & rejected frame.missing-field: meta BROKEN: szDecimals is missing
        & mark hyperliquid:SOL/USDC:USDC 231.37 at no time
        & index hyperliquid:SOL/USDC:USDC 231.41 at no time
        & funding hyperliquid:SOL/USDC:USDC predicted 0.0000125 per 1 h (venue-rule), seen d20728 17:00:00 for d20728 18:00:00
        & mark hyperliquid:KPEPE/USDC:USDC 0.0044 at no time
        & index hyperliquid:KPEPE/USDC:USDC 0.00441 at no time
        & funding hyperliquid:KPEPE/USDC:USDC predicted -0.00003 per 1 h (venue-rule), seen d20728 17:00:00 for d20728 18:00:00
      "
    `);
  });

  it('rounds settled stamps down to the hour and knows the 8-hourly times', () => {
    expect(decoded('rest/hyperliquid/post-funding-history--late-stamps.ndjson')).toMatchInlineSnapshot(`
      "
      instrument hyperliquid:SOL/USDC:USDC SOL x1 of 1 tick 0.00000001 lot 0.00000001 min 10 trading assumed every 1 h cap 0.04
        & funding hyperliquid:SOL/USDC:USDC settled -0.0004 per 8 h (venue-rule), seen d19515 08:00:00.048 for d19515 08:00:00
        & funding hyperliquid:SOL/USDC:USDC settled 0.0000125 per 1 h (venue-rule), seen d20728 08:00:00.063 for d20728 08:00:00
        & funding hyperliquid:SOL/USDC:USDC settled 0.0000131 per 1 h (venue-rule), seen d20728 09:14:47 for d20728 09:00:00
        & rejected frame.rate-beyond-cap: fundingHistory SOL: fundingRate is 17.9, cap 0.04
      "
    `);
  });
});
