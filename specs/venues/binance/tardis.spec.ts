import { describe, expect, it } from 'vitest';
import { kindOf } from '../../../src/domain/ids.ts';
import type { MarketKey } from '../../../src/domain/ids.ts';
import { binanceProfile } from '../../../src/venues/binance/profile.ts';
import { requestLine } from '../../../src/venues/request-line.ts';
import { hasRecording, recordedInputs, recordingTitle } from '../recorded-frames.ts';
import type { PeerExchange, PeerRow } from '../tardis-peer.ts';
import { comparePeer, simulatedRows, verdictOf } from '../tardis-peer.ts';

const KINDS: Readonly<Partial<Record<PeerExchange, string>>> = {
  'binance-futures': 'linear',
  'binance-delivery': 'inverse',
  binance: 'spot',
};

const exchangeOf = (row: PeerRow): PeerExchange => {
  const where = row.kind === 'rest' ? requestLine(row.rest).path.slice(1) : row.conn;
  if (/^(fapi|usdm)/.test(where)) return 'binance-futures';
  return /^(dapi|coinm)/.test(where) ? 'binance-delivery' : 'binance';
};

const compared = (rows: Iterable<PeerRow>) =>
  comparePeer(rows, {
    decoder: binanceProfile.createDecoder(),
    exchangeOf,
    messageOf: (row) => {
      if (row.kind === 'frame') return row.frame;
      const { path, query } = requestLine(row.rest);
      if (!path.endsWith('/depth')) return undefined;
      // The peer adds to the snapshots it is handed.
      const data = structuredClone(row.frame);
      return { stream: `${query('symbol')?.toLowerCase()}@depthSnapshot`, generated: true, data };
    },
    isOf: (exchange, market) => KINDS[exchange] === kindOf(market as MarketKey),
  });

/** File, touches, and changes of the book after which its top is compared: all of them are the same. */
const RECORDINGS = [
  ['binance/usdm-btcusdt-20240808.ndjson.gz', 66_089, 6546],
  ['binance/usdm-20210722.ndjson.gz', 613, 756],
  ['binance/cm-btcusd-perp-20240808.ndjson.gz', 19_136, 26_823],
  ['binance/spot-btcusdt-20240808.ndjson.gz', 28_040, 3449],
] as const;

// The peer puts the changes it kept into the snapshot, and we tell them after it: the book is the same either way.
describe.each(RECORDINGS)('%s', (file, touches, books) => {
  it.skipIf(!hasRecording(file))(
    `gives tardis-dev the same touches and books: ${recordingTitle(file)}`,
    () => {
      expect(compared(recordedInputs(file)).counts()).toEqual({
        same: { top: touches, 'top of the book': books },
        different: {},
      });
    },
    180_000,
  );
});

it('gives tardis-dev the same rates, marks, indices and books on the simulated wire', () => {
  expect(verdictOf(compared(simulatedRows(binanceProfile.venue, 600)))).toEqual({
    agreed: ['funding rate', 'index', 'mark', 'next funding', 'top', 'top of the book'],
    different: {},
  });
});
