import { pro } from 'ccxt';
import { atMs } from '../../src/domain/units.ts';
import type { ServedVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { serveVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import type { ShiftedClock } from './shifted-clock.ts';

/** Ten minutes after a settlement: the witness takes answers as of the settlement itself. */
const START = atMs(Date.UTC(2026, 0, 5, 0, 10));
/** An ED25519 seed that opens nothing anywhere: signatures are made, and not checked. */
export const SEED = Buffer.from('a seed of thirty-two bytes here.').toString('base64');

export type BackpackClient = InstanceType<typeof pro.backpack>;

/** The simulated venue on real sockets. */
export const serveBackpack = (clock: ShiftedClock): Promise<ServedVenues> =>
  serveVenues({ venues: ['backpack'], seed: 5, startAtMs: START, basePort: 'any', clock });

/** ccxt, pointed at it. */
export const clientAt = (served: ServedVenues, more: object = {}): BackpackClient => {
  const address = served.addresses.get('backpack');
  if (address === undefined) throw new Error('backpack is not served');
  const { http, ws } = address;
  return new pro.backpack({
    urls: { api: { public: http, private: http, ws: { public: ws, private: ws } } },
    ...more,
  });
};

/** What the venue's clock is behind ours. CCXT cannot tell: it looks for a member of a bare number. */
export const setClock = async (client: BackpackClient): Promise<void> => {
  client.options['timeDifference'] = client.milliseconds() - Number(await client.publicGetApiV1Time());
};

/** Symbols that both sides name alike; our key of them. */
export const key = (symbol: string): string => `backpack:${symbol}`;
