import type { Hono } from 'hono';
import type { MarketKey } from '../domain/ids.ts';
import type { Engine } from '../engine/engine.ts';
import { absent } from './absent.ts';
import { coinRoutes } from './coin-routes.ts';
import type { Projection, View } from './projection.ts';

export interface MarketReads {
  readonly engine: Pick<Engine, 'inspect' | 'signals' | 'status'>;
  readonly view: () => View;
  readonly projection: () => Pick<Projection, 'candles' | 'refused'>;
}

/** Routes on single markets and on what stands refused. */
export const mountMarkets = (app: Hono, { engine, view, projection }: MarketReads): void => {
  const unknown = 'no such market';
  app.get('/api/markets/:market{.+}', (c) => {
    const detail = engine.inspect.marketDetail(c.req.param('market') as MarketKey);
    return detail === undefined ? absent(c, unknown) : c.json(detail);
  });
  app.get('/api/candles/:market{.+}', (c) => {
    const market = c.req.param('market') as MarketKey;
    const fromMs = Number(c.req.query('from') ?? 0);
    const seen = projection().candles(market);
    if (seen.length === 0 && !view().markets.has(market)) return absent(c, unknown);
    return c.json(fromMs > 0 ? seen.filter(({ startMs }) => startMs >= fromMs) : seen);
  });
  app.get('/api/routes/:coin', (c) => {
    const known = projection();
    return c.json(coinRoutes(c.req.param('coin'), engine, (route, nowMs) => known.refused(route, nowMs)));
  });
  app.get('/api/refusals', (c) => c.json([...view().refusals.values()]));
};
