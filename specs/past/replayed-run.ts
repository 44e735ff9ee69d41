import { asJson } from '../../src/domain/codec.ts';
import type { Fact } from '../../src/domain/fact.ts';
import type { JournalStore, World } from '../../src/domain/ports.ts';
import { openReplay } from '../../src/cli/open-replay.ts';
import type { OpenedReplay } from '../../src/cli/open-replay.ts';
import { parseConfig } from '../../src/engine/config/config.ts';
import type { PositionStatus } from '../../src/engine/view/status.ts';
import { recordedConfig } from '../../src/worlds/recorded-config.ts';

/** What the engine itself said of an instant. */
export interface Instant {
  readonly seq: number;
  readonly actors: ReadonlyMap<string, { readonly state: string; readonly context: unknown }>;
  readonly positions: readonly PositionStatus[];
}

export interface ReplayedRun {
  readonly facts: readonly Fact[];
  readonly store: JournalStore;
  readonly instants: readonly Instant[];
}

export const scenarioFile = (name: string): string => `fixtures/scenarios/${name}.ndjson.gz`;

/** A recording of the fixtures, opened as `hedgerow replay` opens it. */
export const openFixture = async (name: string, wrap?: (world: World) => World): Promise<OpenedReplay> => {
  const files = [scenarioFile(name)];
  const config = (await recordedConfig(files)) ?? parseConfig({ text: '', fileName: 'none' });
  return openReplay(files, config, wrap === undefined ? {} : { wrap });
};

/** Runs a recording to its end and notes what the engine said of itself after each input that led to facts. */
export const replayed = async (name: string): Promise<ReplayedRun> => {
  const { engine, store } = await openFixture(name);
  const facts: Fact[] = [];
  const instants: Instant[] = [];
  engine.facts$.subscribe((fact) => {
    facts.push(fact);
    if (fact.seq !== store.lastSeq) return;
    const { inspect } = engine;
    const actors = inspect
      .actors()
      .map(({ id, state }) => [id, { state, context: asJson(Object(inspect.context(id)) as object) }] as const);
    instants.push({ seq: fact.seq, actors: new Map(actors), positions: engine.status().positions });
  });
  await engine.start();
  await engine.finished;
  await engine.stop();
  return { facts, store, instants };
};
