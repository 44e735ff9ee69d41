import { basename } from 'node:path';
import type { Fact } from '../domain/fact.ts';
import type { Engine } from '../engine/engine.ts';
import { divergenceText, firstDivergence } from '../replay/compare.ts';
import { knownVenues } from '../venues/registry.ts';
import { factLine } from './fact-line.ts';
import { FollowedFacts } from './followed-facts.ts';
import { readGolden, writeGolden } from './golden.ts';
import type { CommandIo } from './io.ts';
import { openReplay, replayConfig, warnOfEarlierLife } from './open-replay.ts';
import { recordLine } from './output.ts';
import { runToEnd } from './run-to-end.ts';
import { reportFailure } from './report-failure.ts';
import { routesTable } from './routes-table.ts';
import { summaryLine } from './session.ts';

export interface ReplayRequest {
  readonly config?: string;
  readonly preset?: string;
  readonly verify?: string;
  readonly writeGolden?: string;
  readonly json?: boolean;
}

const REASONS_MAX = 3;

/**
 * `hedgerow replay FILE…`: recordings through the entire engine, as fast as it goes, under the configuration they were
 * recorded with unless one is named. Exit code 1 for a recording that is cut short (used up to the cut) and for a journal
 * that differs from the golden one.
 */
export const runReplay = async (files: readonly string[], request: ReplayRequest, io: CommandIo): Promise<number> => {
  const golden = request.verify === undefined ? undefined : await readGolden(request.verify);
  const config = await replayConfig(files, request, io);
  const { engine, store, abouts, strangers } = await openReplay(files, config);
  await warnOfEarlierLife(abouts, io);
  const startedMs = io.now();
  const { facts, fault } = await runThrough(engine, request, io);
  const run = { facts: facts.length, seconds: (io.now() - startedMs) / 1000, fault };
  const summary = summaryLine(engine, store, run);
  await io.stdout.write(request.json === true ? summary : ending(engine, summary));
  if (request.writeGolden !== undefined)
    await writeGolden(request.writeGolden, facts, {
      about: `journal of ${files.map((file) => basename(file)).join(', ')}`,
    });
  if (fault !== undefined) return reportFailure(fault, io);
  if (strangers.size > 0) {
    await io.stderr.write(
      `hedgerow replay: what ${[...strangers].join(', ')} said was passed over: known venues are ${knownVenues.map(({ venue }) => venue).join(', ')}\n`,
    );
    if (engine.status().counts.frames === 0) return 2;
  }
  return golden === undefined ? 0 : verify(golden, facts, io);
};

const runThrough = async (
  engine: Engine,
  { json }: ReplayRequest,
  io: CommandIo,
): Promise<{ readonly facts: readonly Fact[]; readonly fault: unknown }> => {
  const facts: Fact[] = [];
  const followed = new FollowedFacts();
  engine.facts$.subscribe((fact) => {
    facts.push(fact);
    if (json !== true && !followed.tells(fact)) return;
    void io.stdout
      .write(json === true ? recordLine(fact) : `${factLine(fact)}\n`)
      .then((state) => (state === 'closed' ? engine.stop() : undefined));
  });
  const fault = await runToEnd(engine, io);
  return { facts, fault };
};

/** For people: the routes as they stood at the end, and the figures of the summary. */
const ending = (engine: Engine, summary: string): string => {
  const figures = Object.entries(JSON.parse(summary) as Record<string, unknown>)
    .flatMap(([key, value]) => (key === 'type' ? [] : [`${key} ${String(value)}`]))
    .join('  ');
  const { routes } = engine.status();
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
