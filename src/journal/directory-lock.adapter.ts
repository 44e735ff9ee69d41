import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isRecord } from '../domain/codec.ts';
import { JournalInUseError } from './journal-error.ts';

/** Who holds a directory. `startedAt` is the process's start in kernel ticks where known: process ids are reused. */
interface Owner {
  readonly pid: number;
  readonly host: string;
  readonly startedAt: string;
}

export interface DirectoryLock {
  release(): void;
}

const LOCK_FILE = 'owner.json';

/**
 * Makes this process the only one that writes to `dir`. The lock appears whole or not at all (a link of a finished file,
 * which fails where one exists). A lock whose process is dead is taken over; one of another machine is not, because
 * nothing tells from here whether that process lives. Throws JournalInUseError.
 */
export const claimDirectory = (dir: string): DirectoryLock => {
  const path = join(dir, LOCK_FILE);
  const mine = JSON.stringify(ownerOf(process.pid));
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, mine);
  try {
    if (!tryLink(draft, path)) {
      takeOver(dir, path);
      if (!tryLink(draft, path)) throw inUseError(dir, path, readOwner(path));
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    release: () => {
      if (textOf(path) === mine) rmSync(path, { force: true });
    },
  };
};

/** Throws JournalInUseError while a process that lives writes to `dir`; changes nothing there. */
export const refuseInUse = (dir: string): void => {
  const path = join(dir, LOCK_FILE);
  const owner = readOwner(path);
  if (owner !== undefined && isAlive(owner)) throw inUseError(dir, path, owner);
};

/** Moves a dead process's lock away; whoever moved a lock that was not the dead one puts it back. */
const takeOver = (dir: string, path: string): void => {
  const stale = textOf(path);
  const owner = readOwner(path);
  if (owner !== undefined && isAlive(owner)) throw inUseError(dir, path, owner);
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (thrown) {
    if (isCode(thrown, 'ENOENT')) return;
    throw thrown;
  }
  if (textOf(aside) !== stale) tryLink(aside, path);
  rmSync(aside, { force: true });
};

const tryLink = (from: string, to: string): boolean => {
  try {
    linkSync(from, to);
    return true;
  } catch (thrown) {
    if (isCode(thrown, 'EEXIST')) return false;
    throw thrown;
  }
};

const inUseError = (dir: string, path: string, owner: Owner | undefined): JournalInUseError => {
  const { pid, host } = owner ?? { pid: 0, host: 'unknown' };
  const who = host === hostname() ? `process ${pid}` : `process ${pid} of ${host}`;
  const advice =
    host === hostname()
      ? 'stop it first, or choose another directory with --data'
      : `if that machine or container is gone for good, delete ${path}`;
  return new JournalInUseError(`the journal in ${dir} is in use by ${who}: ${advice}`, { dir, pid, host });
};

const isAlive = (owner: Owner): boolean => {
  if (owner.host !== hostname()) return true;
  try {
    process.kill(owner.pid, 0);
  } catch (thrown) {
    if (isCode(thrown, 'ESRCH')) return false;
  }
  return startOf(owner.pid) === owner.startedAt;
};

const ownerOf = (pid: number): Owner => ({ pid, host: hostname(), startedAt: startOf(pid) });

/** Field 22 of /proc/PID/stat; the name before it may hold spaces and brackets. Empty where there is no /proc. */
const startOf = (pid: number): string => {
  const stat = textOf(`/proc/${pid}/stat`) ?? '';
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
};

const readOwner = (path: string): Owner | undefined => {
  try {
    const owner: unknown = JSON.parse(textOf(path) ?? '');
    if (!isRecord(owner)) return undefined;
    const { pid, host, startedAt } = owner;
    if (typeof pid !== 'number' || typeof host !== 'string' || typeof startedAt !== 'string') return undefined;
    return { pid, host, startedAt };
  } catch {
    return undefined;
  }
};

const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

const isCode = (thrown: unknown, code: string): boolean =>
  thrown instanceof Error && 'code' in thrown && thrown.code === code;
