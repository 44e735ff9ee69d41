import type { Config } from '../engine/config.ts';
import { doctorPage, examine } from './doctor.ts';
import type { CommandIo } from './io.ts';
import type { StartRequest } from './start.ts';

/**
 * Why real orders may not be sent, said on standard error, and exit code 3; `undefined` when they may. `--live` must have been
 * said, the caps must stand in the configuration file, and everything the doctor looks at must be well: what a venue does
 * not tell is no obstacle.
 */
export const liveRefusal = async (
  request: StartRequest,
  config: Config,
  io: CommandIo,
): Promise<number | undefined> => {
  if (request.live !== true) {
    await io.stderr.write('hedgerow start: real orders need --live beside --world live; nothing was sent\n');
    return 3;
  }
  const rows = await examine([], { request, config }, io);
  const bad = rows.filter(({ verdict }) => verdict === 'fail' || verdict === 'unsafe');
  if (bad.length === 0) return undefined;
  await io.stderr.write(
    `${doctorPage(bad)}hedgerow start: not everything is as it must be before real orders; nothing was sent\n`,
  );
  return 3;
};
