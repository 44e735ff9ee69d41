import { hrtimeMs } from '../clock/wall-clock.adapter.ts';
import { coinId } from '../domain/ids.ts';
import type { JournalStore, World } from '../domain/ports.ts';
import type { Config } from '../engine/config/config.ts';
import type { EngineParts } from '../engine/engine.ts';
import { openHistory } from '../history/lmdb.adapter.ts';
import { HistoryKeeper } from '../worlds/history-keeper.ts';
import { pastPieces } from '../worlds/past-pieces.ts';
import type { CommandIo } from './io.ts';
import type { StartRequest } from './start.ts';

export interface OpenedHistory {
  readonly keeper: HistoryKeeper;
  /** Tells the days before, of the coins that are configured, while the engine looks after what is held. */
  readonly pieces: NonNullable<EngineParts['asides']>;
}

/**
 * The history that the configuration names: who tells what it knows of the days before, and who keeps what real venues tell. What is
 * invented has no place there. Where it cannot be opened, world and journal are closed again.
 */
export const openPast = async (
  { world: name, endpoints }: Pick<StartRequest, 'world' | 'endpoints'>,
  { history, universe }: Pick<Config, 'history' | 'universe'>,
  { world, store, io }: { readonly world: World; readonly store: JournalStore; readonly io: CommandIo },
): Promise<OpenedHistory | undefined> => {
  if (history.dir === 'none' || name === 'simulated' || endpoints === 'simulated') return undefined;
  try {
    const held = openHistory(history.dir);
    const { coins } = universe;
    const isWanted = (coin: string): boolean => coins === 'all' || coins.includes(coinId(coin));
    const told = (what: string) => (thrown: unknown) => {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      void io.stderr.write(`hedgerow: nothing more is ${what} ${history.dir}: ${why}\n`);
    };
    const keeper = new HistoryKeeper(held, history, told('kept in'));
    const { startAtMs } = world;
    const failed = told('read from');
    return { keeper, pieces: pastPieces({ history: held, startAtMs, isWanted, clockMs: hrtimeMs, failed }) };
  } catch (error) {
    await world.stop();
    await store.close();
    throw error;
  }
};
