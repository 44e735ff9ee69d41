import { readFile, writeFile } from 'node:fs/promises';
import { asJson, canonicalJson } from '../domain/codec.ts';
import { EngineError } from '../domain/errors.ts';
import type { Fact } from '../domain/fact.ts';
import { openEngine } from '../engine/engine.ts';
import type { Engine } from '../engine/engine.ts';
import { createMemoryJournal } from '../journal/memory.adapter.ts';
import { divergenceText, firstDivergence, goldenFacts } from '../replay/compare.ts';
import { birthIdOf } from '../worlds/birth-id.ts';
import { recordedWorld } from '../worlds/recorded.ts';
import { factLine } from './fact-line.ts';
import type { CommandIo } from './io.ts';
import { recordLine } from './output.ts';
import { routesTable } from './routes-table.ts';
import { summaryOf } from './session.ts';
import { chosenConfig } from './start.ts';

export interface ReplayRequest {
  readonly config?: string;
  readonly preset?: string;
  readonly verify?: string;
  readonly writeGolden?: string;
  readonly json?: boolean;
}

/**
 * `hedgerow replay FILE…`: recordings through the entire engine, as fast as it goes. Exit code 1 for a recording that is
 * cut short (processed up to the cut) and for a journal that differs from the golden one.
 */
export const runReplay = async (files: readonly string[], request: ReplayRequest, io: CommandIo): Promise<number> => {
  const config = await chosenConfig(request, io, 'institutional');
  const { world, abouts, holdsEverything } = await recordedWorld(files, config);
  const birthId = abouts.length === 1 && typeof abouts[0]?.['birthId'] === 'string' ? abouts[0]['birthId'] : undefined;
  const store = createMemoryJournal({ birthId: birthId ?? birthIdOf(config.engine.seed) });
  const engine = openEngine({ world, store, config, speed: 'max', inputsAreComplete: holdsEverything });
  if (!holdsEverything) {
    engine.send({ type: 'operator.arm' });
    engine.send({ type: 'operator.trade' });
  }
  const facts: Fact[] = [];
  engine.facts$.subscribe((fact) => {
    facts.push(fact);
    void io.stdout.write(request.json === true ? recordLine({ ...fact }) : `${factLine(fact)}\n`);
  });
  const forget = io.onStopSignal(() => void engine.stop());
  const startedMs = io.now();
  let fault: EngineError | undefined;
  try {
    await engine.start();
    await engine.finished;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    fault = error;
  } finally {
    forget();
    await engine.stop();
  }
  const seconds = Number(((io.now() - startedMs) / 1000).toFixed(3));
  await tell(engine, {
    io,
    request,
    summary: { type: 'summary', ...summaryOf(engine, store), facts: facts.length, seconds },
  });
  if (request.writeGolden !== undefined) await writeFile(request.writeGolden, goldenText(facts));
  if (fault !== undefined) {
    await io.stderr.write(`hedgerow replay: ${fault.message} [${fault.code}]\n`);
    return fault.exitCode;
  }
  return request.verify === undefined ? 0 : await verify(facts, request.verify, io);
};

interface Told {
  readonly io: CommandIo;
  readonly request: ReplayRequest;
  readonly summary: { readonly type: 'summary'; readonly [key: string]: unknown };
}

/** The end of a replay: the summary line, or for people the routes as they stood and the figures. */
const tell = async (engine: Engine, { io, request, summary }: Told): Promise<void> => {
  if (request.json === true) {
    await io.stdout.write(recordLine(summary));
    return;
  }
  const figures = Object.entries(summary)
    .flatMap(([key, value]) => (key === 'type' ? [] : [`${key} ${String(value)}`]))
    .join('  ');
  await io.stdout.write(`\n${routesTable(engine.status().routes, 3).join('\n')}\n\n${figures}\n`);
};

const goldenText = (facts: readonly Fact[]): string => facts.map((fact) => `${canonicalJson(asJson(fact))}\n`).join('');

const verify = async (facts: readonly Fact[], golden: string, { stderr }: CommandIo): Promise<number> => {
  const divergence = firstDivergence(goldenFacts(await readGolden(golden), golden), facts);
  if (divergence === undefined) {
    await stderr.write(`the journal is the golden one: ${facts.length} facts\n`);
    return 0;
  }
  await stderr.write(`hedgerow replay: ${divergenceText(divergence)}\n`);
  return 1;
};

/** A golden journal that is not there or cannot be read. */
class GoldenMissingError extends EngineError<{ file: string }> {
  readonly code = 'replay.golden-missing';
  override readonly exitCode = 2;
}

const readGolden = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new GoldenMissingError(`the golden journal ${file} cannot be read: ${reason}`, { file });
  }
};
