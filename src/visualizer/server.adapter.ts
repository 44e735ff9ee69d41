import { randomFillSync } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createAdaptorServer } from '@hono/node-server';
import { interval } from 'rxjs';
import { WebSocketServer } from 'ws';
import { asJson } from '../domain/codec.ts';
import { actorId } from '../domain/ids.ts';
import type { MarketKey } from '../domain/ids.ts';
import type { JournalStore } from '../domain/ports.ts';
import type { Engine } from '../engine/engine.ts';
import { accessOf, isLoopback } from './access.ts';
import type { Access } from './access.ts';
import { createApi } from './api.adapter.ts';
import { ChangeLog } from './changes.ts';
import { createChartDrawer } from './chart-layout.adapter.ts';
import type { ChartDrawer } from './chart-layout.adapter.ts';
import { activeIds } from './machine-chart.ts';
import type { ServerMessage } from './messages.ts';
import { PageLink } from './page-link.adapter.ts';
import { Projection } from './projection.ts';
import { readStaticFiles } from './static-files.adapter.ts';

export interface VisualizerOptions {
  readonly engine: Engine;
  /** 0 takes any free port. */
  readonly port: number;
  /** Loopback only. */
  readonly host: string;
  /** What went before, and what `/api/facts` reads; without it the page knows what happens while it is served. */
  readonly journal?: Pick<JournalStore, 'facts' | 'lastSeq'>;
  readonly log: (line: string) => void;
  /** Folder of the built page; the one beside this file unless told. */
  readonly pageDir?: string;
}

export interface Visualizer {
  readonly url: string;
  /** Must come with every command. */
  readonly token: string;
  close(): Promise<void>;
}

/** Pages are told this often at most; the status is made for them and only while one is connected. */
const TELL_EVERY_MS = 250;
const PAGES_MAX = 32;
const MESSAGE_MAX_BYTES = 1024;
const HISTORY_MAX = 5000;
const BOOK_LEVELS = 8;

/**
 * Serves the page. Start it before the engine, or facts are missed. It never throws for a host or port it cannot have: the
 * reason is logged in a sentence and `undefined` comes back, the engine goes on without.
 */
export const startVisualizer = async (options: VisualizerOptions): Promise<Visualizer | undefined> => {
  const { engine, port, host, log, journal } = options;
  if (!isLoopback(host)) {
    log(`The visualizer binds to loopback only and ${host} is not: going on without it.`);
    return undefined;
  }
  const projection = new Projection();
  if (journal !== undefined)
    for (const fact of journal.facts(Math.max(1, journal.lastSeq - HISTORY_MAX + 1))) projection.fold(fact);
  const token = randomFillSync(Buffer.alloc(24)).toString('base64url');
  const drawer = createChartDrawer();
  let boundPort = port;
  const access = accessOf(() => boundPort);
  let status: ReturnType<Engine['status']> | undefined;
  const app = createApi({
    engine,
    access,
    token,
    drawer,
    files: readStaticFiles(options.pageDir ?? fileURLToPath(new URL('./ui/', import.meta.url))),
    factsFrom: (seq) => journal?.facts(seq) ?? projection.facts().filter((fact) => fact.seq >= seq),
    status: () => (status ??= engine.status()),
  });
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  const failure = await listening(server, { port, host });
  if (failure !== undefined) {
    log(`The visualizer cannot listen on ${host}:${port} (${failure}): going on without it.`);
    await drawer.close();
    return undefined;
  }
  boundPort = (server.address() as AddressInfo).port;
  const stop = runPages({ server, access, engine, projection, drawer, newRound: () => (status = undefined) });
  return {
    url: `http://${host === '::1' ? '[::1]' : host}:${boundPort}`,
    token,
    close: async () => {
      stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await drawer.close();
    },
  };
};

interface PagesParts {
  readonly server: Server;
  readonly access: Access;
  readonly engine: Engine;
  readonly projection: Projection;
  readonly drawer: ChartDrawer;
  readonly newRound: () => void;
}

/** Folds facts as they are committed and tells every page what changed, round by round. Returns what ends it. */
const runPages = ({ server, access, engine, projection, drawer, newRound }: PagesParts): (() => void) => {
  const pages = acceptPages(server, access);
  const changes = new ChangeLog();
  const facts = engine.facts$.subscribe((fact) => {
    projection.fold(fact);
    projection.sample(fact.atMs, engine);
  });
  const rounds = interval(TELL_EVERY_MS).subscribe(() => {
    newRound();
    if (pages.links.size === 0) return;
    tellAll(pages.links, { engine, projection, changes });
    drawer.prepare(engine.inspect.actors().map(({ id }) => engine.inspect.machine(id)));
  });
  return () => {
    rounds.unsubscribe();
    facts.unsubscribe();
    for (const link of pages.links) link.close();
    pages.close();
  };
};

/** The reason it cannot, or `undefined` once it does. */
const listening = (server: Server, at: { readonly port: number; readonly host: string }): Promise<string | undefined> =>
  new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'EADDRINUSE' ? 'the port is taken' : (error.code ?? error.message)),
    );
    server.listen(at.port, at.host, () => resolve(undefined));
  });

/** Sockets of pages: own origin, own host, one path, small messages, a bounded crowd. */
const acceptPages = (server: Server, access: Access) => {
  const links = new Set<PageLink>();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_MAX_BYTES, perMessageDeflate: false });
  server.on('upgrade', (request, socket, head) => {
    const { host, origin } = request.headers;
    const isWelcome =
      request.url === '/ws' && access.isOwnHost(host) && access.isOwnOrigin(origin) && links.size < PAGES_MAX;
    if (!isWelcome) {
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (page) => {
      const link = new PageLink(page);
      links.add(link);
      page.on('close', () => links.delete(link));
      // a broken or oversized frame closes the socket; there is nobody to tell
      page.on('error', () => undefined);
    });
  });
  return { links, close: () => sockets.close() };
};

interface Telling {
  readonly engine: Engine;
  readonly projection: Projection;
  readonly changes: ChangeLog;
}

/** One view for all pages; what needs more is made once, for the first that asks. */
const tellAll = (links: ReadonlySet<PageLink>, { engine, projection, changes }: Telling): void => {
  const delta = changes.advance(projection.view(engine));
  const actors = new Map<string, string | undefined>();
  let snapshot: string | undefined;
  const round = {
    n: changes.n,
    delta,
    snapshot: () => (snapshot ??= changes.snapshot()),
    actor: (id: string) => {
      if (!actors.has(id)) actors.set(id, actorMessage(engine, id));
      return actors.get(id);
    },
  };
  for (const link of links) link.tell(round);
};

const actorMessage = ({ inspect }: Pick<Engine, 'inspect'>, id: string): string | undefined => {
  const actor = actorId(id);
  const machine = inspect.machine(actor);
  const value = inspect.value(actor);
  if (machine === undefined || value === undefined) return undefined;
  const book = id.startsWith('market/')
    ? inspect.book(id.slice('market/'.length) as MarketKey, BOOK_LEVELS)
    : undefined;
  const message: ServerMessage = {
    type: 'actor',
    actor: id,
    state: inspect.actors().find((one) => one.id === id)?.state ?? '',
    active: activeIds(machine, value),
    context: asJson(Object(inspect.context(actor)) as object),
    ...(book === undefined ? {} : { book }),
  };
  return JSON.stringify(message);
};
