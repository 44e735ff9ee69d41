import type { JournalStore, World } from '../domain/ports.ts';
import type { Config } from '../engine/config/config.ts';
import { openEngine } from '../engine/engine.ts';
import type { Engine } from '../engine/engine.ts';
import { createMemoryJournal } from '../journal/memory.adapter.ts';
import type { RecordingAbout } from '../replay/recording.ts';
import { birthIdOf, recordedBirthId } from '../worlds/birth-id.ts';
import { recordedConfig } from '../worlds/recorded-config.ts';
import { recordedWorld } from '../worlds/recorded.ts';
import type { RecordedWorld } from '../worlds/recorded.ts';
import { chosenConfig } from './chosen-config.ts';
import type { CommandIo } from './io.ts';

export interface OpenedReplay extends Omit<RecordedWorld, 'world'> {
  readonly engine: Engine;
  readonly store: JournalStore;
}

export interface ConfigChoice {
  readonly config?: string;
  readonly preset?: string;
}

/** The configuration named, else the one that was recorded, else the largest preset. */
export const replayConfig = async (files: readonly string[], request: ConfigChoice, io: CommandIo): Promise<Config> => {
  const isChosen = request.config !== undefined || request.preset !== undefined;
  const recorded = isChosen ? undefined : await recordedConfig(files);
  return recorded ?? (await chosenConfig(request, io, 'institutional'));
};

export interface ReplayPlace {
  /** Goes between the world and the engine. */
  readonly wrap?: (world: World) => World;
  /** What an earlier life left; an empty journal in memory unless told. */
  readonly store?: JournalStore;
  /** Only so many inputs of the recording. */
  readonly inputsMax?: number;
}

/** An engine over recordings, stopped, with a journal in memory; it trades as far as the recording does not say itself. */
export const openReplay = async (
  files: readonly string[],
  config: Config,
  { wrap = (world) => world, store: earlier, inputsMax }: ReplayPlace = {},
): Promise<OpenedReplay> => {
  const { world, ...recorded } = await recordedWorld(files, config, inputsMax);
  const { abouts, holdsEverything } = recorded;
  const store = earlier ?? createMemoryJournal({ birthId: recordedBirthId(abouts) ?? birthIdOf(config.engine.seed) });
  const engine = openEngine({
    world: wrap(world),
    store,
    config,
    speed: 'max',
    inputsAreComplete: holdsEverything,
  });
  if (!holdsEverything) {
    engine.send({ type: 'operator.arm' });
    engine.send({ type: 'operator.trade' });
  }
  return { ...recorded, engine, store };
};

/** A run that went on from a journal stands on facts that its recording does not hold. */
export const warnOfEarlierLife = async (
  abouts: readonly RecordingAbout[],
  { stderr }: Pick<CommandIo, 'stderr'>,
): Promise<void> => {
  const facts = Math.max(0, ...abouts.map((about) => Number(about['earlierFacts'] ?? 0)));
  if (facts === 0) return;
  await stderr.write(
    `hedgerow replay: the recorded run went on from a journal of ${facts} facts, which are not here: the journal will differ from its own\n`,
  );
};
