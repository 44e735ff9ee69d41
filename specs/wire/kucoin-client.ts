import { pro } from 'ccxt';
import type { ShiftedClock } from './shifted-clock.ts';
import { atMs } from '../../src/domain/units.ts';
import { API_KEY, API_PASSPHRASE, API_SECRET } from '../../src/simulator/wire/venue-face.ts';
import type { ServedVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { serveVenues } from '../../src/simulator/wire/wire-server.adapter.ts';

export type KucoinClient = InstanceType<typeof pro.kucoinfutures>;

export const SETTLEMENT = Date.UTC(2026, 0, 5, 16);

/** Ten minutes before a settlement of every contract, long after the one before. */
export const serveKucoin = (clock: ShiftedClock): Promise<ServedVenues> =>
  serveVenues({ venues: ['kucoin'], seed: 5, startAtMs: atMs(SETTLEMENT - 600_000), basePort: 'any', clock });

/** What every private request wants. */
export const KEYS = { apiKey: API_KEY, secret: API_SECRET, password: API_PASSPHRASE };

/** A ccxt client of the served venue, before it has loaded anything. */
export const clientOf = (served: ServedVenues, more: object = {}): KucoinClient => {
  const address = served.addresses.get('kucoin');
  if (address === undefined) throw new Error('kucoin is not served');
  const { http, endpoints } = address;
  const hosts = ['public', 'private', 'futuresPublic', 'futuresPrivate', 'uta', 'utaV2', 'utaPrivate'];
  const api = { ...Object.fromEntries(hosts.map((name) => [name, http])), ws: { futures: endpoints['push'] } };
  // The venue's clock is that of its scenario, not ours.
  return new pro.kucoinfutures({ urls: { api }, options: { adjustForTimeDifference: true }, ...more });
};

/** Symbols that both sides name alike; our key of them. */
export const key = (symbol: string): string => `kucoin:${symbol}`;
