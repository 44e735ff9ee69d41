import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import type { Fact } from '../domain/fact.ts';
import { actorId } from '../domain/ids.ts';
import type { Engine } from '../engine/engine.ts';
import { securityHeaders } from './access.ts';
import type { Access } from './access.ts';
import type { ChartDrawer } from './chart-layout.adapter.ts';
import { commandOf } from './command.ts';
import type { StaticFile } from './static-files.adapter.ts';

export interface ApiParts {
  readonly engine: Pick<Engine, 'send' | 'inspect'>;
  readonly access: Access;
  readonly token: string;
  readonly drawer: ChartDrawer;
  readonly files: ReadonlyMap<string, StaticFile>;
  /** Facts from a seq on, oldest first. */
  readonly factsFrom: (seq: number) => Iterable<Fact>;
  /** Not made more often than pages are told. */
  readonly status: () => ReturnType<Engine['status']>;
}

const BODY_MAX_BYTES = 4096;
const FACTS_MAX = 500;

/** HTTP: the page itself, what it asks once, and the commands. */
export const createApi = (parts: ApiParts): Hono => {
  const app = new Hono();
  const { access, files } = parts;
  app.use(async (c, next) => {
    if (!access.isOwnHost(c.req.header('host'))) c.res = c.text('not a name of this server\n', 421);
    else if (!access.isOwnOrigin(c.req.header('origin'))) c.res = c.text('foreign origin\n', 403);
    else await next();
    for (const [name, value] of Object.entries(securityHeaders)) c.res.headers.set(name, value);
  });
  app.get('/healthz', (c) => c.text('ok\n'));
  app.get('/api/status', (c) => c.json(parts.status()));
  app.get('/api/facts', (c) => {
    const from = Number(c.req.query('from') ?? '1');
    if (!Number.isSafeInteger(from) || from < 0) return c.json({ error: '"from" must be a seq' }, 400);
    return c.json(firstOf(parts.factsFrom(Math.max(1, from)), FACTS_MAX));
  });
  app.get('/api/machine/:actor{.+}', async (c) => {
    const machine = parts.engine.inspect.machine(actorId(c.req.param('actor')));
    const open = c.req.queries('open');
    if (machine === undefined) return c.json({ error: 'no such actor' }, 404);
    return c.json(await parts.drawer.draw(machine, open));
  });
  app.post('/api/command', bodyLimit({ maxSize: BODY_MAX_BYTES }), async (c) => {
    if (!isToken(c.req.header('authorization'), parts.token))
      return c.json({ error: 'the token is missing or wrong' }, 401);
    const status = parts.status();
    if (status.world === 'recorded') return c.json({ error: 'a recorded world takes no commands' }, 409);
    const body: unknown = await c.req.json().catch(() => undefined);
    const request = commandOf(body, new Set<string>(status.positions.map(({ coin }) => coin)));
    if (request.kind === 'refused') return c.json({ error: request.reason }, 400);
    parts.engine.send(request.command);
    return c.json({ sent: request.command }, 202);
  });
  app.get('*', (c) => {
    const file = files.get(new URL(c.req.url).pathname);
    if (file !== undefined) return c.body(file.body, 200, { 'content-type': file.type });
    if (files.size === 0) return c.text('The page is not built: run `npm run build`.\n', 404);
    return c.text('not found\n', 404);
  });
  app.notFound((c) => c.text('not found\n', 404));
  app.onError((error, c) =>
    error instanceof HTTPException
      ? c.json({ error: 'refused' }, error.status)
      : c.json({ error: 'that did not work' }, 500),
  );
  return app;
};

/** Compared by digest: the time taken tells nothing. */
const isToken = (header: string | undefined, token: string): boolean =>
  timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const firstOf = (facts: Iterable<Fact>, count: number): readonly Fact[] => {
  const found: Fact[] = [];
  for (const fact of facts) {
    found.push(fact);
    if (found.length >= count) break;
  }
  return found;
};
