import { statfsSync } from 'node:fs';
import { JournalUnwritableError, diskFullError, journalErrorOf } from './journal-error.ts';

/** Less than this is no room: LMDB reports a write cut short by a full disk as an input/output error. */
const ROOM_BYTES = 256 * 1024;

/** The typed error for what a write threw, told apart by the room that is left on the disk of `dir`. */
export const diskFailureOf = (thrown: unknown, dir: string): unknown => {
  const failure = journalErrorOf(thrown, dir);
  if (!(failure instanceof JournalUnwritableError) || !/EIO|Input\/output/i.test(failure.context.reason))
    return failure;
  return hasRoom(dir) ? failure : diskFullError(dir, failure.context.reason);
};

const hasRoom = (dir: string): boolean => {
  try {
    const { bavail, bsize } = statfsSync(dir);
    return bavail * bsize >= ROOM_BYTES;
  } catch {
    return true;
  }
};
