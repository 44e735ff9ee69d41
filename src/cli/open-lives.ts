import { basename } from 'node:path';
import type { JournalStore, World } from '../domain/ports.ts';
import type { Config } from '../engine/config/config.ts';
import { livesOf } from '../worlds/recorded-lives.ts';
import type { RecordedLife } from '../worlds/recorded-lives.ts';
import type { CommandIo } from './io.ts';
import { openReplay, replayConfig, warnOfEarlierLife } from './open-replay.ts';
import type { ConfigChoice, OpenedReplay } from './open-replay.ts';

export interface LivesParts {
  /** What a life ran under: it may have been changed before the next. */
  readonly configOf: (file: string) => Promise<Config>;
  readonly wrap?: (world: World) => World;
  /** Files of which it was said already that what leads to them is missing. */
  readonly warned: Set<string>;
  readonly io: Pick<CommandIo, 'stderr'>;
  readonly store?: JournalStore;
}

export interface OpenedLife extends OpenedReplay {
  /** The next life of the same run, on from the same store. */
  readonly next?: (wrap?: (world: World) => World) => Promise<OpenedLife>;
}

/**
 * How recordings are gone through, as often as that is asked for: lives of one run one after another, others side by side. What
 * is missing before them is said once. Throws the recordings' and the configuration's errors.
 */
export const openerOf = async (
  files: readonly string[],
  choice: ConfigChoice,
  io: CommandIo,
): Promise<(wrap?: (world: World) => World) => Promise<OpenedLife>> => {
  const lives = await livesOf(files);
  const warned = new Set<string>();
  const configOf = (file: string): Promise<Config> => replayConfig([file], choice, io);
  if (lives !== undefined) return (wrap) => openLives(lives, { configOf, warned, io, ...(wrap && { wrap }) });
  const config = await replayConfig(files, choice, io);
  return async (wrap) => {
    const opened = await openReplay(files, config, wrap && { wrap });
    if (warned.size === 0) await warnOfEarlierLife(opened.abouts, io);
    for (const file of files) warned.add(file);
    return opened;
  };
};

/** The first of some lives, and the others on from its journal: a crash and the recovery after it are gone through as they were. */
export const openLives = async ([life, ...others]: readonly RecordedLife[], parts: LivesParts): Promise<OpenedLife> => {
  if (life === undefined) throw new Error('a run has a life');
  const { configOf, wrap, warned, io, store: earlier } = parts;
  const { file, inputsMax } = life;
  const gap = gapBefore(life, earlier);
  if (gap !== undefined && !warned.has(file)) {
    warned.add(file);
    await io.stderr.write(`hedgerow replay: ${gap}: what follows may differ from what was\n`);
  }
  const opened = await openReplay([file], await configOf(file), {
    ...(wrap === undefined ? {} : { wrap }),
    ...(earlier === undefined ? {} : { store: earlier }),
    ...(inputsMax === undefined ? {} : { inputsMax }),
  });
  if (others.length === 0) return opened;
  const { store } = opened;
  return {
    ...opened,
    next: (wrapNext) => openLives(others, { configOf, warned, io, store, ...(wrapNext && { wrap: wrapNext }) }),
  };
};

/** How the journal that the recordings before a life lead to differs from the one it went on from. */
const gapBefore = (
  { file, earlierFacts, earlierHash }: RecordedLife,
  earlier: JournalStore | undefined,
): string | undefined => {
  const ledTo = earlier?.lastSeq ?? 0;
  if (ledTo !== earlierFacts)
    return `${basename(file)} goes on from a journal of ${earlierFacts} facts, and the recordings before it lead to ${ledTo}`;
  if (earlier === undefined || earlierHash === undefined || earlier.headHash === earlierHash) return undefined;
  return `${basename(file)} goes on from a journal of ${earlierFacts} facts, and the recordings before it lead to as many others`;
};
