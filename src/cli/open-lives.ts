import { basename } from 'node:path';
import type { JournalStore, World } from '../domain/ports.ts';
import type { Config } from '../engine/config/config.ts';
import type { OpenedRun } from '../past/recorded-run.ts';
import type { RecordedLife } from '../worlds/recorded-lives.ts';
import type { CommandIo } from './io.ts';
import { openReplay } from './open-replay.ts';

export interface LivesParts {
  readonly config: Config;
  readonly wrap: (world: World) => World;
  /** Files of which it was said already that what leads to them is missing. */
  readonly warned: Set<string>;
  readonly io: Pick<CommandIo, 'stderr'>;
  readonly store?: JournalStore;
}

/** The first of some lives, and the others on from its journal: a crash and the recovery after it are gone through as they were. */
export const openLives = async ([life, ...others]: readonly RecordedLife[], parts: LivesParts): Promise<OpenedRun> => {
  const { config, wrap, warned, io, store: earlier } = parts;
  const { file = '', earlierFacts = 0 } = life ?? {};
  const missing = earlierFacts - (earlier?.lastSeq ?? 0);
  if (missing !== 0 && !warned.has(file)) {
    warned.add(file);
    await io.stderr.write(
      `hedgerow replay: ${basename(file)} goes on from a journal of ${earlierFacts} facts, and the recordings before it lead to ${earlierFacts - missing}: what follows may differ from what was\n`,
    );
  }
  const { engine, store } = await openReplay([file], config, {
    wrap,
    ...(earlier === undefined ? {} : { store: earlier }),
  });
  if (others.length === 0) return { engine, store };
  return { engine, store, next: (wrapNext) => openLives(others, { ...parts, wrap: wrapNext, store }) };
};
