import { expect, it } from 'vitest';
import { deribitProfile } from '../../../src/venues/deribit/profile.ts';
import { hasRecording, recordedInputs, recordingTitle } from '../recorded-frames.ts';
import type { PeerRow } from '../tardis-peer.ts';
import { comparePeer, simulatedRows, verdictOf } from '../tardis-peer.ts';

const RECORDING = 'deribit/options-20210722.ndjson.gz';

const compared = (rows: Iterable<PeerRow>) =>
  comparePeer(rows, {
    decoder: deribitProfile.createDecoder(),
    exchangeOf: () => 'deribit',
    isOf: () => true,
  });

// The only recording is of options, which we leave out.
it.skipIf(!hasRecording(RECORDING))(`leaves the options to tardis-dev: ${recordingTitle(RECORDING)}`, () => {
  expect(compared(recordedInputs(RECORDING)).counts()).toMatchInlineSnapshot(`
    {
      "different": {
        "book of a market we leave out": {
          "count": 46,
          "first": "ETH-30JUL21-2800-C",
        },
        "book_ticker of a market we leave out": {
          "count": 89,
          "first": "ETH-30JUL21-2800-C",
        },
      },
      "same": {},
    }
  `);
});

// Best bid and ask of tickers are not read here: the book has them.
it('gives tardis-dev the same rates, prices and books on the simulated wire', () => {
  expect(verdictOf(compared(simulatedRows(deribitProfile.venue, 600)))).toMatchInlineSnapshot(`
    {
      "agreed": [
        "funding rate",
        "index",
        "mark",
        "top of the book",
      ],
      "different": {
        "top": "ours undefined, theirs 13.998,263,14.001,556",
      },
    }
  `);
});
