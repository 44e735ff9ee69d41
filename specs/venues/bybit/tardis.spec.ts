import { expect, it } from 'vitest';
import { kindOf } from '../../../src/domain/ids.ts';
import type { MarketKey } from '../../../src/domain/ids.ts';
import { isRecord } from '../../../src/domain/codec.ts';
import { bybitProfile } from '../../../src/venues/bybit/profile.ts';
import { hasRecording, recordedInputs, recordingTitle } from '../recorded-frames.ts';
import type { PeerRow } from '../tardis-peer.ts';
import { comparePeer, simulatedRows, verdictOf } from '../tardis-peer.ts';

const RECORDING = 'bybit/v5-20260809.ndjson.gz';

const compared = (rows: Iterable<PeerRow>) =>
  comparePeer(rows, {
    decoder: bybitProfile.createDecoder(),
    exchangeOf: (row) => (row.kind === 'frame' && row.conn.includes('spot') ? 'bybit-spot' : 'bybit'),
    isOf: (exchange, market) => (kindOf(market as MarketKey) === 'spot') === (exchange === 'bybit-spot'),
    // The peer reads 50 levels; the recording's 200 have the same form.
    messageOf: ({ kind, frame }) =>
      kind === 'frame' && isRecord(frame) && typeof frame.topic === 'string'
        ? { ...frame, topic: frame.topic.replace('orderbook.200.', 'orderbook.50.') }
        : undefined,
  });

it.skipIf(!hasRecording(RECORDING))(
  `gives tardis-dev the same rates, prices and books: ${recordingTitle(RECORDING)}`,
  () => {
    expect(compared(recordedInputs(RECORDING)).counts()).toMatchInlineSnapshot(`
    {
      "different": {},
      "same": {
        "funding rate": 192,
        "index": 192,
        "mark": 192,
        "next funding": 192,
        "top of the book": 2148,
      },
    }
  `);
  },
);

it('gives tardis-dev the same rates, prices and books on the simulated wire', () => {
  expect(verdictOf(compared(simulatedRows(bybitProfile.venue, 600)))).toEqual({
    agreed: ['funding rate', 'index', 'mark', 'next funding', 'top of the book'],
    different: {},
  });
});
