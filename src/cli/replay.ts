import { basename } from 'node:path';
import type { Fact } from '../domain/fact.ts';
import type { Engine } from '../engine/engine.ts';
import type { EngineStatus, StatusCounts } from '../engine/view/status.ts';
import { divergenceText, firstDivergence } from '../replay/compare.ts';
import { knownVenues } from '../venues/registry.ts';
import { factLine } from './fact-line.ts';
import { FollowedFacts } from './followed-facts.ts';
import { readGolden, writeGolden } from './golden.ts';
import type { CommandIo } from './io.ts';
import { openerOf } from './open-lives.ts';
import type { OpenedLife } from './open-lives.ts';
import type { ConfigChoice } from './open-replay.ts';
import { recordLine } from './output.ts';
import { runToEnd } from './run-to-end.ts';
import { reportFailure } from './report-failure.ts';
import { routesTable } from './routes-table.ts';
import { summaryLine } from './session.ts';

export interface ReplayRequest extends ConfigChoice {
  readonly verify?: string;
  readonly writeGolden?: string;
  readonly json?: boolean;
}

const REASONS_MAX = 3;

/**
 * `hedgerow replay FILE…`: recordings through the entire engine, as fast as it goes, under the configuration they were
 * recorded with unless one is named; lives of one run one after another, others side by side. Exit code 1 for a recording that
 * is cut short (used up to the cut) and for a journal that differs from the golden one.
 */
export const runReplay = async (files: readonly string[], request: ReplayRequest, io: CommandIo): Promise<number> => {
  const golden = request.verify === undefined ? undefined : await readGolden(request.verify);
  const open = await openerOf(files, request, io);
  const startedMs = io.now();
  const { facts, fault, strangers, store, status } = await runThrough(await open(), request, io);
  const run = { facts: facts.length, seconds: (io.now() - startedMs) / 1000, fault };
  const summary = summaryLine(status, store, run);
  await io.stdout.write(request.json === true ? summary : ending(status, summary));
  if (request.writeGolden !== undefined)
    await writeGolden(request.writeGolden, facts, {
      about: `journal of ${files.map((file) => basename(file)).join(', ')}`,
    });
  if (fault !== undefined) return reportFailure(fault, io);
  if (strangers.size > 0) {
    await io.stderr.write(
      `hedgerow replay: what ${[...strangers].join(', ')} said was passed over: known venues are ${knownVenues.map(({ venue }) => venue).join(', ')}\n`,
    );
    if (status.counts.frames === 0) return 2;
  }
  return golden === undefined ? 0 : verify(golden, facts, io);
};

interface ReplayedRun extends Pick<OpenedLife, 'store' | 'strangers'> {
  readonly facts: readonly Fact[];
  readonly fault: unknown;
  /** Of the end, with the counts of all lives. */
  readonly status: EngineStatus;
}

/** One life after another, until the last ends or somebody stops it. The first fault is kept; what comes after is gone through. */
const runThrough = async (first: OpenedLife, { json }: ReplayRequest, io: CommandIo): Promise<ReplayedRun> => {
  const facts: Fact[] = [];
  const strangers = new Set<string>();
  const followed = new FollowedFacts();
  const way = { isStopped: false };
  const tell = async (fact: Fact, engine: Engine): Promise<void> => {
    facts.push(fact);
    if (json !== true && !followed.tells(fact)) return;
    if ((await io.stdout.write(json === true ? recordLine(fact) : `${factLine(fact)}\n`)) === 'open') return;
    way.isStopped = true;
    await engine.stop();
  };
  const onStopSignal: CommandIo['onStopSignal'] = (listener) =>
    io.onStopSignal((signal) => {
      way.isStopped = true;
      listener(signal);
    });
  let [life, fault, counts]: [OpenedLife, unknown, StatusCounts | undefined] = [first, undefined, undefined];
  for (;;) {
    const { engine, store, next } = life;
    engine.facts$.subscribe((fact) => void tell(fact, engine));
    const ended = await runToEnd(engine, { onStopSignal });
    fault ??= ended;
    for (const stranger of life.strangers) strangers.add(stranger);
    const status = engine.status();
    counts = sum(counts, status.counts);
    if (next === undefined || way.isStopped) return { facts, strangers, store, fault, status: { ...status, counts } };
    life = await next();
  }
};

const sum = (before: StatusCounts | undefined, counts: StatusCounts): StatusCounts =>
  before === undefined
    ? counts
    : {
        frames: before.frames + counts.frames,
        rejected: before.rejected + counts.rejected,
        events: before.events + counts.events,
        signals: before.signals + counts.signals,
        orders: before.orders + counts.orders,
      };

/** For people: the routes as they stood at the end, and the figures of the summary. */
const ending = ({ routes }: Pick<EngineStatus, 'routes'>, summary: string): string => {
  const figures = Object.entries(JSON.parse(summary) as Record<string, unknown>)
    .flatMap(([key, value]) => (key === 'type' ? [] : [`${key} ${String(value)}`]))
    .join('  ');
  const table =
    routes.length === 0 ? 'no two markets of one coin were seen' : routesTable(routes, REASONS_MAX).join('\n');
  return `\n${table}\n\n${figures}\n`;
};

const verify = async (golden: readonly Fact[], facts: readonly Fact[], { stderr }: CommandIo): Promise<number> => {
  const divergence = firstDivergence(golden, facts);
  await stderr.write(
    divergence === undefined
      ? `the journal is the golden one: ${facts.length} facts\n`
      : `hedgerow replay: ${divergenceText(divergence)}\n`,
  );
  return divergence === undefined ? 0 : 1;
};
