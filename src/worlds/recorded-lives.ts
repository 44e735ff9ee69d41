import { openRecording } from '../replay/merge.ts';
import { RecordingCutShortError, RecordingsApartError } from '../replay/recording-errors.ts';
import { readRecording } from '../replay/recording.adapter.ts';
import type { RecordingLine } from '../replay/recording.ts';

/** One life of a run that was recorded: from a start to the end of that process. */
export interface RecordedLife {
  readonly file: string;
  /** Facts the journal held when it began, and the hash of their chain where the recording tells it. */
  readonly earlierFacts: number;
  readonly earlierHash?: string;
  /** So many of its inputs the next life's journal knows of: what a kill took with it was never committed. Absent: all. */
  readonly inputsMax?: number;
}

/**
 * The lives of one run, each on from the journal of the one before, in their order whatever the order of the files; `undefined`
 * where no two recordings say so of themselves. A life that committed nothing is left out. Throws the recordings' errors, and
 * RecordingsApartError where some are lives of a run and others are not, or two begin at the same place.
 */
export const livesOf = async (files: readonly string[]): Promise<readonly RecordedLife[] | undefined> => {
  if (files.length < 2) return undefined;
  const heads: RecordedHead[] = [];
  for (const file of files) heads.push(await headOf(file));
  const run = heads.map(({ birthId }) => heads.filter((head) => head.birthId === birthId)).find(isOneRun);
  if (run === undefined) return undefined;
  const others = heads.filter((head) => !run.includes(head));
  if (others.length > 0)
    throw new RecordingsApartError(
      `${list(run)} are lives of one run, which follow one another; ${list(others)} ${others.length === 1 ? 'is' : 'are'} not of it: replay them apart`,
      files,
    );
  return inOrder(run).map((head, at, lives) => lifeOf(head, lives[at + 1]));
};

/** What a recording says of its beginning. */
interface RecordedHead {
  readonly file: string;
  /** Of the run it is a life of; absent where it is not all a run was told. */
  readonly birthId?: string;
  readonly earlierFacts: number;
  readonly earlierInputs?: number;
  readonly earlierHash?: string;
  readonly holdsInputs: 'some' | 'none';
}

/** Several, and one of them says that it is not the first; or nothing happened in one, which two first ones would not share. */
const isOneRun = (heads: readonly RecordedHead[]): boolean =>
  heads.length > 1 &&
  heads.every(({ birthId }) => birthId !== undefined) &&
  heads.some(({ earlierFacts, holdsInputs }) => earlierFacts > 0 || holdsInputs === 'none');

/** Of those that begin at one place all but one were killed before they had begun. */
const inOrder = (run: readonly RecordedHead[]): readonly RecordedHead[] => {
  const lives: RecordedHead[] = [];
  for (const head of run.toSorted((a, b) => a.earlierFacts - b.earlierFacts)) {
    const before = lives.at(-1);
    if (before?.earlierFacts !== head.earlierFacts) lives.push(head);
    else if (before.holdsInputs === 'none') lives.splice(-1, 1, head);
    else if (head.holdsInputs === 'some')
      throw new RecordingsApartError(
        `${list([before, head])} both go on from ${head.earlierFacts === 0 ? 'nothing' : `a journal of ${head.earlierFacts} facts`}: one run cannot have done both; name one of them`,
        [before.file, head.file],
      );
  }
  return lives;
};

const lifeOf = (head: RecordedHead, next: RecordedHead | undefined): RecordedLife => {
  const { file, earlierFacts, earlierInputs, earlierHash } = head;
  const known = next?.earlierInputs === undefined || earlierInputs === undefined ? undefined : next.earlierInputs;
  return {
    file,
    earlierFacts,
    ...(earlierHash === undefined ? {} : { earlierHash }),
    ...(known === undefined ? {} : { inputsMax: Math.max(0, known - (earlierInputs ?? 0)) }),
  };
};

const headOf = async (file: string): Promise<RecordedHead> => {
  const lines = readRecording(file);
  try {
    const { about } = await openRecording(lines);
    const { birthId, earlierInputs, earlierHash } = about;
    return {
      file,
      ...(about['holds'] === 'inputs' && typeof birthId === 'string' ? { birthId } : {}),
      earlierFacts: Number(about['earlierFacts'] ?? 0),
      ...(typeof earlierInputs === 'number' ? { earlierInputs } : {}),
      ...(typeof earlierHash === 'string' ? { earlierHash } : {}),
      holdsInputs: (await hasMore(lines)) ? 'some' : 'none',
    };
  } finally {
    await lines.return(undefined);
  }
};

const hasMore = async (lines: AsyncIterator<RecordingLine>): Promise<boolean> => {
  try {
    return (await lines.next()).done !== true;
  } catch (fault) {
    if (fault instanceof RecordingCutShortError) return false;
    throw fault;
  }
};

const list = (heads: readonly RecordedHead[]): string => heads.map(({ file }) => file).join(' and ');
