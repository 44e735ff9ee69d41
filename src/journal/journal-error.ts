import { EngineError } from '../domain/errors.ts';

/** Another process holds the directory. */
export class JournalInUseError extends EngineError<{ dir: string; pid: number; host: string }> {
  readonly code = 'journal.in-use';
  override readonly exitCode = 3;
}

/** The journal is there but cannot be trusted: foreign, truncated or damaged. `seq` names the record where it broke. */
export class JournalUnreadableError extends EngineError<{ dir: string; reason: string; seq?: number }> {
  readonly code = 'journal.unreadable';
}

/** A newer build wrote it. */
export class JournalNewerVersionError extends EngineError<{ dir: string; found: number; supported: number }> {
  readonly code = 'journal.newer-version';
  override readonly exitCode = 3;
}

/** Nothing can be written any more for want of space: the batch was not committed, nothing before it is lost. */
export class JournalDiskFullError extends EngineError<{ dir: string; reason: string }> {
  readonly code = 'journal.disk-full';
  override readonly exitCode = 3;
}

/** The directory cannot be written: read-only, not ours, or a failing disk. Nothing before it is lost. */
export class JournalUnwritableError extends EngineError<{ dir: string; reason: string }> {
  readonly code = 'journal.unwritable';
  override readonly exitCode = 3;
}

/** The path names a file, or a directory without a journal where one must exist. */
export class JournalNotADirectoryError extends EngineError<{ dir: string }> {
  readonly code = 'journal.not-a-directory';
  override readonly exitCode = 2;
}

/** The directory belongs to another run: its birth id is not the one this world asks for. */
export class JournalForeignBirthError extends EngineError<{ dir: string; found: string; expected: string }> {
  readonly code = 'journal.foreign-birth';
  override readonly exitCode = 2;
}

const DISK_FULL = /ENOSPC|EFBIG|EDQUOT|MDB_MAP_FULL|No space left|File too large|quota exceeded/i;
const READ_ONLY =
  /EROFS|EACCES|EPERM|EIO|Read-only file system|Permission denied|Operation not permitted|Input\/output/i;
const NOT_A_DIRECTORY = /ENOTDIR|EEXIST|Not a directory|File exists/i;
const DAMAGED = /MDB_(CORRUPTED|INVALID|PAGE_NOTFOUND|VERSION_MISMATCH|PANIC|BAD_TXN|NOTFOUND)|not an LMDB file/i;

/** The typed error for what the file system or LMDB threw; anything unknown comes back as it was. */
export const journalErrorOf = (thrown: unknown, dir: string): unknown => {
  if (thrown instanceof EngineError || !(thrown instanceof Error)) return thrown;
  const reason = thrown.message;
  const seen = `${'code' in thrown ? String(thrown.code) : ''} ${reason}`;
  if (DISK_FULL.test(seen)) return diskFullError(dir, reason);
  if (READ_ONLY.test(seen))
    return new JournalUnwritableError(
      `the journal in ${dir} cannot be written (${reason}): make the directory writable for this user, then start again`,
      { dir, reason },
    );
  if (NOT_A_DIRECTORY.test(seen))
    return new JournalNotADirectoryError(`${dir} is not a directory: name the journal's directory with --data`, {
      dir,
    });
  if (DAMAGED.test(seen)) return unreadableError(dir, reason);
  return thrown;
};

export const diskFullError = (dir: string, reason: string): JournalDiskFullError =>
  new JournalDiskFullError(
    `the disk of the journal in ${dir} is full (${reason}): nothing new is risked; free space, then start again`,
    { dir, reason },
  );

export const unreadableError = (dir: string, reason: string, seq?: number): JournalUnreadableError =>
  new JournalUnreadableError(
    `the journal in ${dir} cannot be read${seq === undefined ? '' : ` at record ${seq}`}: ${reason}; ` +
      'keep the directory for inspection and restore a copy, or start with a new directory and let the venues tell the positions',
    { dir, reason, ...(seq === undefined ? {} : { seq }) },
  );

export const newerVersionError = (dir: string, found: number, supported: number): JournalNewerVersionError =>
  new JournalNewerVersionError(
    `the journal in ${dir} was written by a newer build (record version ${found}, this build reads up to ${supported}): use that build`,
    { dir, found, supported },
  );
