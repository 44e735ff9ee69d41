import { EngineError } from '../domain/errors.ts';
import { diskFailureOf } from '../journal/disk-failure.adapter.ts';
import { HistoryStoreError } from './history-error.ts';
import type { HistoryStoreCode } from './history-error.ts';

/** The store shares locks and disk failures with the journal; here they get the history's names. */
const CODES: Readonly<Record<string, readonly [HistoryStoreCode, string]>> = {
  'journal.in-use': ['history.in-use', 'wait until it is done, or name another directory with --history'],
  'journal.disk-full': ['history.disk-full', 'nothing of this import was taken; free space, then import again'],
  'journal.unwritable': ['history.unwritable', 'make the directory writable for this user'],
  'journal.not-a-directory': ['history.missing', 'name a directory with --history'],
};

/** The typed error for what the file system, LMDB or the lock threw; anything unknown comes back as it was. */
export const historyFailureOf = (thrown: unknown, dir: string): unknown => {
  if (thrown instanceof HistoryStoreError) return thrown;
  const failure = diskFailureOf(thrown, dir);
  if (!(failure instanceof EngineError)) return failure;
  const reason = reasonOf(failure);
  const named = CODES[failure.code];
  if (named === undefined) return failure.code === 'journal.unreadable' ? unreadableError(dir, reason) : failure;
  const [code, advice] = named;
  return new HistoryStoreError(code, `the history in ${dir}: ${reason}; ${advice}`, { dir, reason });
};

const reasonOf = (failure: EngineError): string => {
  const context: Readonly<Record<string, unknown>> = { ...failure.context };
  if (typeof context['reason'] === 'string') return context['reason'];
  if (typeof context['pid'] === 'number')
    return `process ${context['pid']} of ${String(context['host'])} is writing to it`;
  return 'it is not a directory';
};

export const unreadableError = (dir: string, reason: string): HistoryStoreError =>
  new HistoryStoreError(
    'history.unreadable',
    `the history in ${dir} cannot be read: ${reason}; import it again into a new directory`,
    { dir, reason },
  );

export const newerVersionError = (dir: string, found: number, supported: number): HistoryStoreError => {
  const reason = `it was written by a newer build (version ${found}, this build reads up to ${supported})`;
  return new HistoryStoreError('history.newer-version', `the history in ${dir}: ${reason}: use that build`, {
    dir,
    reason,
  });
};

export const missingError = (dir: string): HistoryStoreError =>
  new HistoryStoreError(
    'history.missing',
    `there is no history in ${dir}: make one with hedgerow history import or backfill`,
    { dir, reason: 'no history' },
  );
