import { randomFillSync } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import type { JournalStore } from '../domain/ports.ts';
import type { Engine } from '../engine/engine.ts';
import { PAGE_HEADER } from './absent.ts';
import { accessOf, isLoopback } from './access.ts';
import { Audiences } from './audience.ts';
import { createApi } from './api.adapter.ts';
import { createChartDrawer } from './chart-layout.adapter.ts';
import { MetricsTally } from './metrics-tally.ts';
import { metricsText } from './metrics.ts';
import { runPages } from './pages.adapter.ts';
import { ProcessMeter } from './process-meter.adapter.ts';
import { Projection } from './projection.ts';
import { EngineLife } from './readiness.ts';
import type { Stage } from './stage.ts';
import { readStaticFiles } from './static-files.adapter.ts';

export interface VisualizerOptions {
  readonly engine: Stage;
  /** 0 takes any free port. */
  readonly port: number;
  /** Loopback only. */
  readonly host: string;
  /** What went before, and what `/api/facts` reads; without it the page knows what happens while it is served. */
  readonly journal?: Pick<JournalStore, 'facts' | 'lastSeq'>;
  readonly log: (line: string) => void;
  /** Inspection events of XState are told to whoever asks; off when absent. */
  readonly isInspected?: boolean;
  /** Folder of the built page; the one beside this file unless told. */
  readonly pageDir?: string;
}

export interface Visualizer {
  readonly url: string;
  /** Must come with every command. */
  readonly token: string;
  close(): Promise<void>;
}

const HISTORY_MAX = 5000;

/**
 * Serves the page. Start it before the engine, or facts are missed. It never throws for a host or port it cannot have: the
 * reason is logged in a sentence and `undefined` comes back, the engine goes on without.
 */
export const startVisualizer = async (options: VisualizerOptions): Promise<Visualizer | undefined> => {
  const { engine, port, host, log } = options;
  if (!isLoopback(host)) {
    log(`The visualizer binds to loopback only and ${host} is not: going on without it.`);
    return undefined;
  }
  const token = randomToken(24);
  const drawer = createChartDrawer();
  let boundPort = port;
  const access = accessOf(() => boundPort);
  const desk = readingDesk(options);
  const { audiences, projection, tally, newRound } = desk;
  const files = readStaticFiles(options.pageDir ?? fileURLToPath(new URL('./ui/', import.meta.url)));
  const app = createApi({ ...desk.reads, engine, access, token, drawer, files });
  const appAt = appsOfPages(audiences, (stage) =>
    createApi({ ...desk.reads, ...readsAt(stage), engine: stage, access, token, drawer, files }),
  );
  const fetch = (request: Request) => (appAt(request.headers.get(PAGE_HEADER)) ?? app).fetch(request);
  const server = createAdaptorServer({ fetch }) as Server;
  const failure = await listening(server, { port, host });
  if (failure !== undefined) {
    log(`The visualizer cannot listen on ${host}:${port} (${failure}): going on without it.`);
    desk.stop();
    await drawer.close();
    return undefined;
  }
  boundPort = (server.address() as AddressInfo).port;
  const pages = runPages({ server, access, engine, audiences, projection, tally, drawer, newRound });
  return {
    url: `http://${host === '::1' ? '[::1]' : host}:${boundPort}`,
    token,
    close: async () => {
      pages.close();
      desk.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await drawer.close();
    },
  };
};

const appsOfPages = (
  audiences: Audiences,
  made: (stage: Stage) => Hono,
): ((session: string | null) => Hono | undefined) => {
  const apps = new WeakMap<Stage, Hono>();
  return (session) => {
    const stage = session === null ? undefined : audiences.stageOf(session);
    if (stage === undefined) return undefined;
    const app = apps.get(stage) ?? made(stage);
    apps.set(stage, app);
    return app;
  };
};

/** What is read of a run that is over, at the instant of one page. */
const readsAt = (stage: Stage) => {
  const projection = () => stage.past?.projection() ?? new Projection();
  return {
    factsFrom: (seq: number) => stage.past?.factsFrom(seq) ?? [],
    status: () => stage.status(),
    view: () => projection().view(stage),
    projection,
  };
};

const randomToken = (bytes: number): string => randomFillSync(Buffer.alloc(bytes)).toString('base64url');

/** What reading routes and pages share: the view of what happened, figures, one status a round. */
const readingDesk = ({ engine, journal, isInspected }: VisualizerOptions) => {
  const own = new Projection();
  const projection = () => engine.past?.projection() ?? own;
  if (journal !== undefined)
    for (const fact of journal.facts(Math.max(1, journal.lastSeq - HISTORY_MAX + 1))) own.fold(fact);
  const audiences = new Audiences(engine, projection, () => randomToken(9));
  const tally = new MetricsTally();
  const meter = new ProcessMeter();
  const life = new EngineLife();
  const watching = engine.work?.times$.subscribe((time) => tally.time(time));
  engine.finished.then(
    () => life.ended(),
    (error: unknown) => life.ended(error instanceof Error ? error.message : String(error)),
  );
  let status: ReturnType<Engine['status']> | undefined;
  const statusNow = () => (status ??= engine.status());
  const desk = {
    projection,
    tally,
    audiences,
    newRound: (): void => void (status = undefined),
    stop: (): void => {
      watching?.unsubscribe();
      meter.stop();
    },
    reads: {
      life,
      factsFrom: (seq: number) =>
        engine.past?.factsFrom(seq) ?? journal?.facts(seq) ?? own.facts().filter((fact) => fact.seq >= seq),
      status: statusNow,
      view: () => projection().view(engine),
      projection,
      metrics: () =>
        metricsText({
          status: statusNow(),
          tally,
          process: { ...meter.read(), pages: audiences.pages },
          journalSeq: journal?.lastSeq,
          toldSeq: projection().lastSeq,
          journalLagMs: engine.work?.journalLagMs(),
        }),
      isInspected: isInspected === true,
    },
  };
  return desk;
};

/** The reason it cannot, or `undefined` once it does. */
const listening = (server: Server, at: { readonly port: number; readonly host: string }): Promise<string | undefined> =>
  new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'EADDRINUSE' ? 'the port is taken' : (error.code ?? error.message)),
    );
    server.listen(at.port, at.host, () => resolve(undefined));
  });
