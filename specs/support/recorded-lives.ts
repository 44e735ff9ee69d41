import { openerOf } from '../../src/cli/open-lives.ts';
import { runToEnd } from '../../src/cli/run-to-end.ts';
import { capturedIo } from '../cli/command-run.ts';

/** Where the recordings of a run's lives lead to: the hash of all facts, and what was said of anything missing. */
export interface LedTo {
  readonly headHash: string;
  readonly said: string;
}

/** Goes through the lives of one run as `hedgerow replay` does. The last one may be cut short: it is used up to there. */
export const ledToBy = async (files: readonly string[]): Promise<LedTo> => {
  const captured = capturedIo();
  let life = await (await openerOf(files, {}, captured.io))();
  for (;;) {
    await runToEnd(life.engine, captured.io);
    if (life.next === undefined) return { headHash: life.store.headHash, said: captured.printed().err };
    life = await life.next();
  }
};
