import type { pro } from 'ccxt';
import type { ServedVenues } from '../../src/simulator/wire/wire-server.adapter.ts';

export type BinanceClient = InstanceType<typeof pro.binance>;

/** Where ccxt finds the simulated Binance; the venue's clock is that of its scenario, not ours. */
export const binanceSettings = (served: ServedVenues, more: object = {}): object => {
  const address = served.addresses.get('binance');
  if (address === undefined) throw new Error('binance is not served');
  const { http, ws } = address;
  const fapi = (version: number) => `${http}/fapi/v${version}`;
  const api = {
    public: `${http}/api/v3`,
    private: `${http}/api/v3`,
    sapi: `${http}/sapi/v1`,
    fapiPublic: fapi(1),
    fapiPublicV2: fapi(2),
    fapiPrivate: fapi(1),
    fapiPrivateV2: fapi(2),
    fapiPrivateV3: fapi(3),
    dapiPublic: `${http}/dapi/v1`,
    dapiPrivate: `${http}/dapi/v1`,
    dapiPrivateV2: `${http}/dapi/v2`,
    ws: {
      spot: `${ws}/stream/ws`,
      future: `${ws}/fstream/ws`,
      delivery: `${ws}/dstream/ws`,
      'ws-api': { spot: `${ws}/ws-api/ws-api/v3` },
    },
  };
  return { urls: { api }, options: { adjustForTimeDifference: true }, ...more };
};

export const opened = async <Client extends BinanceClient>(client: Client): Promise<Client> => {
  // Sockets without TLS want an agent that ccxt loads on request.
  await client.loadHttpProxyAgent();
  await client.loadTimeDifference();
  await client.loadMarkets();
  return client;
};
