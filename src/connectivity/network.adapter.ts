import { openLines } from './line-stream.adapter.ts';
import { createHttpClient } from './http-client.adapter.ts';
import type { Transport } from './transport.ts';
import { openWebSocket } from './web-socket.adapter.ts';

/** The real network: WebSockets by `ws`, requests by Node over connections that are kept. */
export const createNetwork = (): Transport => {
  const http = createHttpClient();
  return {
    socket: (url, events, options = {}) =>
      options.post === undefined ? openWebSocket(url, events, options) : openLines(url, events, options),
    request: (request) => http(request),
  };
};
