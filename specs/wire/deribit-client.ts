import { pro } from 'ccxt';
import type { ServedVenues } from '../../src/simulator/wire/wire-server.adapter.ts';

/** ccxt pointed at the simulated Deribit. */
export const deribitClientAt = (served: ServedVenues, more: object = {}): InstanceType<typeof pro.deribit> => {
  const address = served.addresses.get('deribit');
  if (address === undefined) throw new Error('deribit is not served');
  const { http, ws } = address;
  return new pro.deribit({ urls: { api: { rest: http, ws: `${ws}/ws/api/v2` } }, enableRateLimit: false, ...more });
};
