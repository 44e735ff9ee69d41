import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../domain/codec.ts';

/** How a command of the same user on the same machine reaches a running engine. */
export interface OperatorDoor {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
}

export const doorFile = (dir: string): string => join(dir, 'operator.json');

/** Leaves the address and the token in the data directory, readable by its owner only. Returns what takes them away again. */
export const openDoor = (dir: string, door: OperatorDoor): (() => void) => {
  const file = doorFile(dir);
  mkdirSync(dir, { recursive: true });
  // one that an earlier life left may have other rights
  rmSync(file, { force: true });
  writeFileSync(file, `${JSON.stringify(door)}\n`, { mode: 0o600, flag: 'wx' });
  chmodSync(file, 0o600);
  return () => {
    if (readDoor(dir)?.token === door.token) rmSync(file, { force: true });
  };
};

/** `undefined` where no engine left one, or what is there is none. */
export const readDoor = (dir: string): OperatorDoor | undefined => {
  try {
    const door: unknown = JSON.parse(readFileSync(doorFile(dir), 'utf8'));
    if (!isRecord(door)) return undefined;
    const { url, token, pid } = door;
    return typeof url === 'string' && typeof token === 'string' && typeof pid === 'number'
      ? { url, token, pid }
      : undefined;
  } catch {
    return undefined;
  }
};
