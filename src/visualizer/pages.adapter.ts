import type { Server } from 'node:http';
import { performance } from 'node:perf_hooks';
import { interval } from 'rxjs';
import { WebSocketServer } from 'ws';
import { asJson } from '../domain/codec.ts';
import { actorId } from '../domain/ids.ts';
import type { MarketKey } from '../domain/ids.ts';
import type { Engine } from '../engine/engine.ts';
import type { Access } from './access.ts';
import type { Audience, Audiences } from './audience.ts';
import type { ChartDrawer } from './chart-layout.adapter.ts';
import { activeIds } from './machine-chart.ts';
import type { ServerMessage } from './messages.ts';
import type { MetricsTally } from './metrics-tally.ts';
import { PageLink } from './page-link.adapter.ts';
import type { Resume } from './page-link.adapter.ts';
import type { Projection } from './projection.ts';
import { TELL_EVERY_MS, roundsToRest } from './round-pacing.ts';
import type { Stage } from './stage.ts';

const PAGES_MAX = 32;
/** "Try again later", and why. */
const NO_ROOM = 1013;
const MESSAGE_MAX_BYTES = 1024;
const BOOK_LEVELS = 8;

export interface PagesParts {
  readonly server: Server;
  readonly access: Access;
  readonly engine: Stage;
  readonly audiences: Audiences;
  /** Of a running engine. */
  readonly projection: () => Projection;
  readonly tally: MetricsTally;
  readonly drawer: ChartDrawer;
  readonly newRound: () => void;
}

export interface Pages {
  readonly close: () => void;
}

/** Folds facts as they are committed and tells every page what changed, round by round. */
export const runPages = (parts: PagesParts): Pages => {
  const { engine, audiences, projection, tally, drawer, newRound } = parts;
  const sockets = acceptPages(parts);
  const facts = engine.facts$.subscribe((fact) => {
    projection().fold(fact);
    tally.fold(fact);
    projection().sample(fact.atMs, engine);
  });
  const evaluations = engine.signals$.subscribe(([best]) => {
    if (best !== undefined) projection().look(best.atMs, engine);
  });
  const withRest = restingRounds();
  // what pages are told is made only while one is connected
  const rounds = interval(TELL_EVERY_MS).subscribe(() => {
    newRound();
    if (audiences.pages === 0) return;
    withRest(audiences.pages, () => {
      for (const audience of audiences.all()) tellAll(audience);
      drawer.prepare(engine.inspect.actors().map(({ id }) => engine.inspect.machine(id)));
    });
  });
  return {
    close: () => {
      rounds.unsubscribe();
      facts.unsubscribe();
      evaluations.unsubscribe();
      for (const { links } of audiences.all()) for (const link of links) link.close();
      sockets.close();
    },
  };
};

/** Carries a round out unless a busy engine still has to be left alone after the last one; not so when a page has come. */
const restingRounds = (): ((pages: number, round: () => void) => void) => {
  let toRest = 0;
  let knownPages = 0;
  let seen = performance.eventLoopUtilization();
  return (pages, round) => {
    const hasCome = pages > knownPages;
    knownPages = pages;
    if (toRest > 0 && !hasCome) {
      toRest -= 1;
      return;
    }
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, seen);
    seen = now;
    const from = process.cpuUsage();
    round();
    const { user, system } = process.cpuUsage(from);
    toRest = roundsToRest((user + system) / 1000, utilization);
  };
};

/** Sockets of pages: own origin, own host, one path, small messages, a bounded crowd. */
const acceptPages = ({ server, access, audiences }: PagesParts): WebSocketServer => {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_MAX_BYTES, perMessageDeflate: false });
  server.on('upgrade', (request, socket, head) => {
    const { host, origin } = request.headers;
    const asked = placeAsked(request.url);
    const isWelcome =
      asked !== undefined && access.isOwnHost(host) && access.isOwnOrigin(origin) && audiences.pages < PAGES_MAX;
    if (!isWelcome) {
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (page) => {
      // a broken or oversized frame closes the socket; there is nobody to tell
      page.on('error', () => undefined);
      const admitted = audiences.admit();
      if (typeof admitted === 'string') return page.close(NO_ROOM, admitted);
      const { audience, leave } = admitted;
      const link = new PageLink(page, { resume: asked.resume, past: audience.stage.past });
      audience.links.add(link);
      page.on('close', () => leave(link));
    });
  });
  return sockets;
};

/** `/ws`, with what a page that comes back has. */
const placeAsked = (url: string | undefined): { readonly resume?: Resume } | undefined => {
  if (url === '/ws') return {};
  const [path, query] = url?.split('?') ?? [];
  const asked = new URLSearchParams(query);
  const [session, n] = [asked.get('session') ?? '', Number(asked.get('n'))];
  if (path !== '/ws' || session === '' || !Number.isSafeInteger(n)) return undefined;
  return { resume: { session, n } };
};

/** One view for all pages that see the same; what needs more is made once, for the first that asks. */
const tellAll = ({ links, stage, projection, changes }: Audience): void => {
  const delta = changes.advance(projection().view(stage));
  const actors = new Map<string, string | undefined>();
  let snapshot: Buffer | undefined;
  const round = {
    n: changes.n,
    delta: delta === undefined ? undefined : Buffer.from(delta),
    snapshot: () => (snapshot ??= Buffer.from(changes.snapshot())),
    since: ({ session, n }: Resume) => changes.since(session, n),
    actor: (id: string) => {
      if (!actors.has(id)) actors.set(id, actorMessage(stage, id));
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
  const market = id.startsWith('market/') ? (id.slice('market/'.length) as MarketKey) : undefined;
  const book = market === undefined ? undefined : inspect.book(market, BOOK_LEVELS);
  const detail = market === undefined ? undefined : inspect.marketDetail(market);
  const message: ServerMessage = {
    type: 'actor',
    actor: id,
    state: inspect.actors().find((one) => one.id === id)?.state ?? '',
    active: activeIds(machine, value),
    context: asJson(Object(inspect.context(actor)) as object),
    ...(book === undefined ? {} : { book }),
    ...(detail === undefined ? {} : { market: detail }),
  };
  return JSON.stringify(message);
};
