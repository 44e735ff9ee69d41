import { expect, it } from 'vitest';
import { kucoinProfile } from '../../../src/venues/kucoin/profile.ts';
import type { PeerRow } from '../tardis-peer.ts';
import { comparePeer, simulatedRows, verdictOf } from '../tardis-peer.ts';

const compared = (rows: Iterable<PeerRow>) =>
  comparePeer(rows, {
    decoder: kucoinProfile.createDecoder(),
    exchangeOf: () => 'kucoin-futures',
    isOf: () => true,
  });

// Books come over the newer socket, of which the peer knows nothing; there is no recording of futures.
it('gives tardis-dev the same rates and prices on the simulated wire', () => {
  expect(verdictOf(compared(simulatedRows(kucoinProfile.venue, 600)))).toMatchInlineSnapshot(`
    {
      "agreed": [
        "funding rate",
        "index",
        "mark",
      ],
      "different": {},
    }
  `);
});
