import { openRecording } from '../replay/merge.ts';
import { readRecording } from '../replay/recording.adapter.ts';
import type { RecordingAbout } from '../replay/recording.ts';

/** One life of a run that was recorded: from a start to the end of that process. */
export interface RecordedLife {
  readonly file: string;
  /** Facts the journal held when it began. */
  readonly earlierFacts: number;
}

/**
 * The lives of one run, each on from the journal of the one before, in their order whatever the order of the files; `undefined`
 * where the recordings are not that. Throws the recording's errors.
 */
export const livesOf = async (files: readonly string[]): Promise<readonly RecordedLife[] | undefined> => {
  if (files.length < 2) return undefined;
  const read: (RecordedLife & { readonly birthId: unknown })[] = [];
  for (const file of files) {
    const about = await aboutOf(file);
    if (about['holds'] !== 'inputs') return undefined;
    read.push({ file, earlierFacts: Number(about['earlierFacts'] ?? 0), birthId: about['birthId'] });
  }
  const lives = read.sort((a, b) => a.earlierFacts - b.earlierFacts);
  const [first] = lives;
  const isOneRun = lives.every(
    ({ birthId, earlierFacts }, at) =>
      birthId !== undefined && birthId === first?.birthId && (at === 0) === (earlierFacts === 0),
  );
  return isOneRun ? lives.map(({ file, earlierFacts }) => ({ file, earlierFacts })) : undefined;
};

const aboutOf = async (file: string): Promise<RecordingAbout> => {
  const lines = readRecording(file);
  const { about } = await openRecording(lines);
  await lines.return(undefined);
  return about;
};
