import type { Hono } from 'hono';
import { stream } from 'hono/streaming';
import type { Observable } from 'rxjs';
import type { Fact } from '../domain/fact.ts';
import type { Engine } from '../engine/engine.ts';
import { openApi } from './api-schema.ts';
import { factQuerySchema } from './api-shapes.ts';
import { factsMatching, kinOf } from './fact-search.ts';
import { InspectionTale } from './inspection.ts';
import { mountMarkets } from './market-routes.adapter.ts';
import type { MarketReads } from './market-routes.adapter.ts';
import { unreadyReasons } from './readiness.ts';
import type { EngineLife } from './readiness.ts';

export interface ReadParts extends MarketReads {
  readonly engine: MarketReads['engine'] & { readonly facts$: Observable<Fact> };
  /** Facts from a seq on, oldest first. */
  readonly factsFrom: (seq: number) => Iterable<Fact>;
  /** Not made more often than pages are told. */
  readonly status: () => ReturnType<Engine['status']>;
  readonly metrics: () => string;
  readonly life: Pick<EngineLife, 'reasons'>;
  readonly isInspected: boolean;
}

const FACTS_MAX = 500;
/** Facts looked through for one that is named. */
const KIN_BACK = 2000;
/** Streams of inspection at once, and what one may leave unread. */
const INSPECTORS_MAX = 4;
const UNREAD_MAX = 1000;
const NDJSON = 'application/x-ndjson';

/** Routes that change nothing: figures, the journal, what watches over the process. */
export const mountReads = (app: Hono, parts: ReadParts): void => {
  app.get('/healthz', (c) => c.text('ok\n'));
  app.get('/readyz', (c) => {
    const reasons = [...parts.life.reasons(), ...unreadyReasons(parts.status())];
    return c.json({ ready: reasons.length === 0, reasons }, reasons.length === 0 ? 200 : 503);
  });
  app.get('/metrics', (c) =>
    c.body(parts.metrics(), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }),
  );
  app.get('/api/schema', (c) => c.json(openApi()));
  app.get('/api/status', (c) => c.json(parts.status()));
  const list = (section: 'markets' | 'routes' | 'positions' | 'equity') => [...parts.view()[section].values()];
  app.get('/api/markets', (c) => c.json(list('markets')));
  app.get('/api/routes', (c) => c.json(list('routes')));
  app.get('/api/positions', (c) => c.json(list('positions')));
  app.get('/api/equity', (c) => c.json(list('equity')));
  app.get('/api/positions/:coin', (c) => {
    const position = parts.view().positions.get(c.req.param('coin'));
    return position === undefined ? c.json({ error: 'no position in this coin' }, 404) : c.json(position);
  });
  app.get('/api/actors', (c) => c.json(parts.engine.inspect.actors()));
  mountMarkets(app, parts);
  mountFacts(app, parts);
  mountInspection(app, parts);
};

const mountFacts = (app: Hono, { factsFrom }: ReadParts): void => {
  app.get('/api/facts', (c) => {
    const asked = factQuerySchema.safeParse(c.req.query());
    if (!asked.success) {
      const [issue] = asked.error.issues;
      return c.json({ error: `"${issue?.path.join('.') ?? ''}": ${issue?.message ?? 'not understood'}` }, 400);
    }
    const { format, limit, ...query } = asked.data;
    const facts = (most: number | undefined) =>
      factsMatching(factsFrom(Math.max(1, query.from ?? 1)), most === undefined ? query : { ...query, limit: most });
    if (format !== 'ndjson') return c.json([...facts(limit ?? FACTS_MAX)]);
    c.header('content-type', NDJSON);
    return stream(c, async (out) => {
      for (const fact of facts(limit)) {
        if (out.aborted) return;
        await out.write(`${JSON.stringify(fact)}\n`);
      }
    });
  });
  app.get('/api/facts/:seq{[0-9]+}', (c) => {
    const seq = Number(c.req.param('seq'));
    const kin = kinOf(factsFrom(Math.max(1, seq - KIN_BACK)), seq);
    return kin === undefined ? c.json({ error: 'no such fact, or it is no longer kept here' }, 404) : c.json(kin);
  });
};

/** What is read too slowly is ended, never kept. */
const mountInspection = (app: Hono, { engine, isInspected, status }: ReadParts): void => {
  let inspectors = 0;
  app.get('/api/inspect', (c) => {
    if (!isInspected) return c.json({ error: 'off: set visualizer.inspect to true' }, 404);
    if (inspectors >= INSPECTORS_MAX) return c.json({ error: 'too many inspectors' }, 429);
    c.header('content-type', NDJSON);
    inspectors += 1;
    return stream(c, async (out) => {
      const tale = new InspectionTale(engine);
      let unread = 0;
      const say = async (event: object): Promise<void> => {
        unread += 1;
        if (unread > UNREAD_MAX) out.abort();
        await out.write(`${JSON.stringify(event)}\n`);
        unread -= 1;
      };
      const ended = new Promise<void>((resolve) => out.onAbort(resolve));
      const facts = engine.facts$.subscribe((fact) => tale.move(fact).forEach((event) => void say(event)));
      // as fast as it is read: there may be more actors than may be left unread
      for (const { id } of engine.inspect.actors())
        for (const event of tale.introduction(id, status().nowMs)) if (!out.aborted) await say(event);
      await ended;
      facts.unsubscribe();
      inspectors -= 1;
    });
  });
};
