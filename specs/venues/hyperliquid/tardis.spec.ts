import { expect, it } from 'vitest';
import { hyperliquidProfile } from '../../../src/venues/hyperliquid/profile.ts';
import { hasRecording, recordedInputs, recordingTitle } from '../recorded-frames.ts';
import type { PeerRow } from '../tardis-peer.ts';
import { comparePeer, simulatedRows, verdictOf } from '../tardis-peer.ts';

const RECORDING = 'hyperliquid/btcusd-20250126.ndjson.gz';

const compared = (rows: Iterable<PeerRow>) =>
  comparePeer(rows, {
    decoder: hyperliquidProfile.createDecoder(),
    exchangeOf: () => 'hyperliquid',
    isOf: () => true,
  });

it.skipIf(!hasRecording(RECORDING))(`gives tardis-dev the same books: ${recordingTitle(RECORDING)}`, () => {
  expect(compared(recordedInputs(RECORDING)).counts()).toMatchInlineSnapshot(`
    {
      "different": {},
      "same": {
        "top of the book": 46,
      },
    }
  `);
});

// The peer knows no next funding time here: settlements are on the hour by rule.
it('gives tardis-dev the same rates, prices and books on the simulated wire', () => {
  expect(verdictOf(compared(simulatedRows(hyperliquidProfile.venue, 600)))).toMatchInlineSnapshot(`
    {
      "agreed": [
        "funding rate",
        "index",
        "mark",
        "top of the book",
      ],
      "different": {},
    }
  `);
});
