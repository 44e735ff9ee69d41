import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { ChangeLog } from '../../src/visualizer/changes.ts';
import { readStaticFiles } from '../../src/visualizer/static-files.adapter.ts';
import type { View } from '../../src/visualizer/projection.ts';

const VENUES = ['alpha', 'beta', 'gamma'] as const;
const NOW_MS = 1_767_571_200_000;

/** What each coin nets, by its number, and the rate of its markets. */
export interface FleetFigures {
  readonly netBps: (coin: number) => number;
  readonly per8hBps: (coin: number) => number;
}

export interface WideFleet {
  readonly url: string;
  readonly tell: (figures: FleetFigures) => void;
  readonly close: () => void;
}

/** The built page told of many more coins than it has room for; every third has no market at gamma. */
export const wideFleet = async (pageDir: string, coins: number, first: FleetFigures): Promise<WideFleet> => {
  const files = readStaticFiles(pageDir);
  const log = new ChangeLog('wide');
  log.advance(viewOf(coins, first));
  const server = createServer(({ url = '' }, answer) => {
    const file = files.get(url);
    answer.writeHead(file === undefined ? 404 : 200, { 'content-type': file?.type ?? 'text/plain' }).end(file?.body);
  });
  const sockets = new WebSocketServer({ server, path: '/ws' });
  sockets.on('connection', (socket) => socket.send(log.snapshot()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tell: (figures) => {
      const delta = log.advance(viewOf(coins, figures));
      if (delta !== undefined) for (const socket of sockets.clients) socket.send(delta);
    },
    close: () => {
      sockets.close();
      server.closeAllConnections();
      server.close();
    },
  };
};

export const coinName = (coin: number): string => `C${String(coin).padStart(3, '0')}`;
export const marketName = (coin: number, venue: (typeof VENUES)[number]): string =>
  `${venue}:${coinName(coin)}/USDT:USDT`;

const viewOf = (coins: number, { netBps, per8hBps }: FleetFigures): View => {
  const all = Array.from({ length: coins }, (_, coin) => coin);
  const cells = all.flatMap((coin) =>
    VENUES.filter((venue) => venue !== 'gamma' || coin % 3 !== 0).map((venue) => {
      const market = marketName(coin, venue);
      const figures = { per8hBps: per8hBps(coin), apr: per8hBps(coin) / 10, zScore: undefined };
      return [market, { market, coin: coinName(coin), venue, kind: 'linear', state: 'live', ...figures }] as const;
    }),
  );
  const routes = all.map((coin) => {
    const ends = { long: marketName(coin, 'alpha'), short: marketName(coin, 'beta') };
    const verdict = { verdict: 'refused', reasons: [], horizonHours: 72, netBps: netBps(coin) };
    return [coinName(coin), { coin: coinName(coin), rank: coin, ...ends, ...verdict }] as const;
  });
  const head = { nowMs: NOW_MS, world: 'wide', operator: 'trading', guard: 'active', failClosed: [] };
  const told: Readonly<Record<string, ReadonlyMap<string, unknown>>> = {
    head: new Map([['engine', { ...head, account: { equityUsd: 1, capitalUsd: 1 } }]]),
    markets: new Map(cells),
    routes: new Map(routes),
  };
  const none = new Map();
  return new Proxy(told, { get: (sections, name) => sections[String(name)] ?? none }) as unknown as View;
};
