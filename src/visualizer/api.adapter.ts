import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { asJson } from '../domain/codec.ts';
import { actorId } from '../domain/ids.ts';
import { absent } from './absent.ts';
import { securityHeaders } from './access.ts';
import type { Access } from './access.ts';
import type { ChartDrawer } from './chart-layout.adapter.ts';
import { commandOf } from './command.ts';
import { mountReads } from './read-routes.adapter.ts';
import type { ReadParts } from './read-routes.adapter.ts';
import type { Stage } from './stage.ts';
import type { StaticFile } from './static-files.adapter.ts';

export interface ApiParts extends ReadParts {
  readonly engine: ReadParts['engine'] & Pick<Stage, 'send' | 'past'>;
  readonly access: Access;
  readonly token: string;
  readonly drawer: ChartDrawer;
  readonly files: ReadonlyMap<string, StaticFile>;
}

const BODY_MAX_BYTES = 4096;

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
  mountReads(app, parts);
  app.get('/api/machine/:actor{.+}', async (c) => {
    const machine = parts.engine.inspect.machine(actorId(c.req.param('actor')));
    const open = c.req.queries('open');
    if (machine === undefined) return absent(c, 'no such actor');
    return c.json(await parts.drawer.draw(machine, open));
  });
  mountPast(app, parts.engine);
  app.post('/api/command', bodyLimit({ maxSize: BODY_MAX_BYTES }), async (c) => {
    if (!isToken(c.req.header('authorization'), parts.token))
      return c.json({ error: 'the token is missing or wrong' }, 401);
    const status = parts.status();
    if (status.world === 'recorded') return c.json({ error: 'a recorded world takes no commands' }, 409);
    const body: unknown = await c.req.json().catch(() => undefined);
    const request = commandOf(body, {
      coins: new Set<string>(status.positions.map(({ coin }) => coin)),
      venues: new Set<string>(status.feeds.map(({ venue }) => venue)),
    });
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

/** What went before: the inputs an engine remembers, the span of one that is over. */
const mountPast = (app: Hono, stage: Pick<Stage, 'inspect' | 'past'>): void => {
  const { past } = stage;
  app.get('/api/input/:seq{[0-9]{1,15}}', (c) => {
    // what is inspected is another engine after each way through the past
    const found = stage.inspect.input(Number(c.req.param('seq')));
    // a journal holds no inputs: of a run that is over that is no fault of who asks
    if (found === undefined && past !== undefined) return c.json(null);
    return found === undefined ? absent(c, 'this input is not remembered') : c.json(asJson(found));
  });
  app.get('/api/past', (c) =>
    past === undefined ? c.json({ error: 'this engine runs: it has no end yet' }, 404) : c.json(past.marks()),
  );
};

/** Compared by digest: the time taken tells nothing. */
const isToken = (header: string | undefined, token: string): boolean =>
  timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
