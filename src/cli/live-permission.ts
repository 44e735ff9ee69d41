import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../engine/config/config.ts';
import { isUnfinished } from '../engine/recovery/recovery.ts';
import { openJournal } from '../journal/lmdb.adapter.ts';
import { doctorPage, examine } from './doctor.ts';
import type { CommandIo } from './io.ts';
import type { StartRequest } from './start.ts';

/** What may be done with real orders: `watch` looks after what is held, repairs and closes it, and enters nothing. */
export type LivePermission = 'trade' | 'watch' | 'refused';

/**
 * Whether real orders may be sent; why not is said on standard error. `--live` must have been said, the caps must stand in
 * the configuration file, and everything the doctor looks at must be well: what a venue does not tell is no obstacle. What
 * an earlier life left in `dir` is looked after all the same: legs are never left alone because a venue is away.
 */
export const livePermission = async (
  { request, config, dir }: { readonly request: StartRequest; readonly config: Config; readonly dir: string },
  io: CommandIo,
): Promise<LivePermission> => {
  if (request.live !== true) {
    await io.stderr.write('hedgerow start: real orders need --live beside --world live; nothing was sent\n');
    return 'refused';
  }
  const rows = await examine([], { request, config }, io);
  const bad = rows.filter(({ verdict }) => verdict === 'fail' || verdict === 'unsafe');
  if (bad.length === 0) return 'trade';
  const isWatched = await isLeftBehind(dir);
  const consequence = isWatched
    ? 'what is held is watched, repaired and closed; nothing is entered until `hedgerow operator resume`'
    : 'nothing was sent';
  await io.stderr.write(
    `${doctorPage(bad)}hedgerow start: not everything is as it must be before real orders; ${consequence}\n`,
  );
  return isWatched ? 'watch' : 'refused';
};

const isLeftBehind = async (dir: string): Promise<boolean> => {
  // opening makes a journal where there is none
  if (!existsSync(join(dir, 'data.mdb'))) return false;
  const store = openJournal({ dir, durability: 'power-safe' });
  try {
    return isUnfinished(store);
  } finally {
    await store.close();
  }
};
