import { coinId } from '../domain/ids.ts';
import type { DailyCloses } from '../domain/daily-closes.ts';
import type { SettledRates } from '../domain/settled-rates.ts';
import type { JournalStore, World } from '../domain/ports.ts';
import type { Config } from '../engine/config/config.ts';
import { openHistory } from '../history/lmdb.adapter.ts';
import { dailyCloses } from '../worlds/daily-closes.ts';
import { settledRates } from '../worlds/settled-rates.ts';
import { HistoryKeeper } from '../worlds/history-keeper.ts';
import type { CommandIo } from './io.ts';
import type { StartRequest } from './start.ts';

export interface OpenedHistory {
  readonly keeper: HistoryKeeper;
  /** Of the coins that are configured. */
  readonly closes: Readonly<Record<string, DailyCloses>>;
  readonly rates: Readonly<Record<string, SettledRates>>;
}

/**
 * The history that the configuration names: what it knows of the days before, and who keeps what real venues tell. What is
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
    const keeper = new HistoryKeeper(held, history, (thrown) => {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      void io.stderr.write(`hedgerow: nothing more is kept in ${history.dir}: ${why}\n`);
    });
    const { startAtMs } = world;
    return {
      keeper,
      closes: dailyCloses(held, startAtMs, isWanted),
      rates: settledRates(held, startAtMs, isWanted),
    };
  } catch (error) {
    await world.stop();
    await store.close();
    throw error;
  }
};
