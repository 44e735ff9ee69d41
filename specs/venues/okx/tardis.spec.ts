import { expect, it } from 'vitest';
import { isRecord } from '../../../src/domain/codec.ts';
import { kindOf } from '../../../src/domain/ids.ts';
import type { MarketKey } from '../../../src/domain/ids.ts';
import { okxProfile } from '../../../src/venues/okx/profile.ts';
import { hasRecording, recordedInputs, recordingTitle } from '../recorded-frames.ts';
import type { PeerRow } from '../tardis-peer.ts';
import { comparePeer, simulatedRows, verdictOf } from '../tardis-peer.ts';

const RECORDING = 'okx/20220513.ndjson.gz';

const argOf = ({ frame }: PeerRow): Readonly<Record<string, unknown>> =>
  isRecord(frame) && isRecord(frame.arg) ? frame.arg : {};
/** Prices of an index, marks and rates have readers among the peer's swaps only. */
const isSwap = (row: PeerRow): boolean =>
  String(argOf(row).instId).endsWith('-SWAP') || /mark|funding|index/.test(String(argOf(row).channel));

const compared = (rows: Iterable<PeerRow>) =>
  comparePeer(rows, {
    decoder: okxProfile.createDecoder(),
    exchangeOf: (row) => (isSwap(row) ? 'okex-swap' : 'okex'),
    isOf: (exchange, market) => (kindOf(market as MarketKey) === 'spot') === (exchange === 'okex'),
    // The peer reads the tick-by-tick book, whose frames have the form of the ordinary one.
    messageOf: (row) =>
      row.kind === 'frame' && isRecord(row.frame) && argOf(row).channel === 'books'
        ? { ...row.frame, arg: { ...argOf(row), channel: 'books-l2-tbt' } }
        : row.kind === 'frame'
          ? row.frame
          : undefined,
  });

// Dated contracts are left to the peer; the recording holds no rates, and marks of none that we list.
it.skipIf(!hasRecording(RECORDING))(`gives tardis-dev the same books: ${recordingTitle(RECORDING)}`, () => {
  expect(compared(recordedInputs(RECORDING)).counts()).toMatchInlineSnapshot(`
    {
      "different": {
        "book of a market we leave out": {
          "count": 99,
          "first": "BTC-USD-220527",
        },
      },
      "same": {
        "top of the book": 191,
      },
    }
  `);
});

it('gives tardis-dev the same rates, prices and books on the simulated wire', () => {
  expect(verdictOf(compared(simulatedRows(okxProfile.venue, 600)))).toMatchInlineSnapshot(`
    {
      "agreed": [
        "funding rate",
        "index",
        "mark",
        "next funding",
        "top of the book",
      ],
      "different": {},
    }
  `);
});
