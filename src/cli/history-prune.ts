import type { HistoryKind } from '../history/history.ts';
import { openHistory } from '../history/lmdb.adapter.ts';
import type { CommandIo } from './io.ts';
import { recordLine } from './output.ts';

export interface PruneRequest {
  readonly history: string;
  readonly before: number;
  readonly kind: readonly HistoryKind[];
  readonly json?: boolean;
}

/** `hedgerow history prune`: removes whole blocks of the kinds named that ended before a day. */
export const runHistoryPrune = async (
  { history, before, kind, json }: PruneRequest,
  io: CommandIo,
): Promise<number> => {
  const store = openHistory(history);
  try {
    const removed = store.prune(Object.fromEntries(kind.map((each) => [each, before])));
    const record = { type: 'prune', removed, bytes: store.sizeBytes() };
    await io.stdout.write(json === true ? recordLine(record) : `${removed} rows removed\n`);
    return 0;
  } finally {
    await store.close();
  }
};
