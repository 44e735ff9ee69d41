import { closeSync, openSync, readSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { historyFailureOf } from '../store-failure.adapter.ts';
import type { Scratch } from './scratch.ts';

const NAME = /^import-\d+\.scratch$/;
let opened = 0;

/** A file in a history's directory, gone when it is closed. */
export const openScratch = (dir: string): Scratch => {
  opened += 1;
  const path = join(dir, `import-${opened}.scratch`);
  const guarded = <Value>(work: () => Value): Value => {
    try {
      return work();
    } catch (thrown) {
      throw historyFailureOf(thrown, dir);
    }
  };
  let file: number | undefined = guarded(() => openSync(path, 'w+'));
  let used = 0;
  const held = (): number => {
    if (file === undefined) throw new Error('this scratch is closed');
    return file;
  };
  return {
    append: (bytes) =>
      guarded(() => {
        const at = used;
        for (let done = 0; done < bytes.length;) done += writeSync(held(), bytes, done, bytes.length - done, at + done);
        used += bytes.length;
        return at;
      }),
    read: (into, at) =>
      guarded(() => {
        let done = 0;
        for (;;) {
          const read = readSync(held(), into, done, into.length - done, at + done);
          done += read;
          if (read === 0 || done === into.length) return done;
        }
      }),
    close: () => {
      if (file === undefined) return;
      closeSync(file);
      file = undefined;
      rmSync(path, { force: true });
    },
  };
};

/** Those that a process left behind when it was killed. */
export const removeScratches = (dir: string): void => {
  for (const name of readdirSync(dir)) if (NAME.test(name)) rmSync(join(dir, name), { force: true });
};
