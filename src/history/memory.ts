import { compareText } from '../domain/compare-text.ts';
import type { Block, BlockPlace, BlockStore, StoredNote } from './block-store.ts';
import { NOTES_MAX } from './block-store.ts';
import { BlockHistory } from './block-history.ts';
import { HistoryStoreError } from './history-error.ts';
import type { HistoryStore } from './history.ts';
import type { ImportLimits } from './staging/import-limits.ts';
import { memoryScratch } from './staging/scratch.ts';
import type { Scratch } from './staging/scratch.ts';

export interface MemoryHistoryOptions {
  /** The fault of a full disk: asked before each write. */
  readonly isFull?: () => boolean;
  /** Of an import, where they are not the usual ones. */
  readonly limits?: ImportLimits;
}

/** The history's contract without a disk. */
export const createMemoryHistory = (options: MemoryHistoryOptions = {}): HistoryStore =>
  new BlockHistory(memoryBlocks(options), options.limits);

export const memoryBlocks = ({ isFull }: MemoryHistoryOptions = {}): BlockStore => {
  const texts = new Map<number, Buffer>();
  const blocks = new Map<string, Block>();
  const notes: StoredNote[] = [];
  let lastId = 0;
  const needRoom = (): void => {
    if (isFull?.() === true) throw fullError();
  };
  const sorted = (): readonly Block[] =>
    [...blocks.values()].sort(
      (a, b) => compareText(a.kind, b.kind) || compareText(a.market, b.market) || a.startMs - b.startMs,
    );
  return {
    series: () => [...new Map(sorted().map((block) => [`${block.kind} ${block.market}`, block])).values()],
    blocks: ({ kind, market }, fromStartMs, toMs) =>
      sorted().filter(
        (block) =>
          block.kind === kind && block.market === market && block.startMs >= fromStartMs && block.startMs < toMs,
      ),
    block: (place) => blocks.get(nameOf(place)),
    bytes: (id) => texts.get(id) ?? Buffer.alloc(0),
    scratch: () => scratchIn(needRoom),
    stage: (staged) => {
      needRoom();
      return Array.from(staged, (text) => {
        texts.set((lastId += 1), Buffer.from(text));
        return lastId;
      });
    },
    unstage: (ids) => {
      for (const id of ids) texts.delete(id);
    },
    publish: ({ put, remove, note }) => {
      needRoom();
      for (const block of remove) {
        texts.delete(block.id);
        blocks.delete(nameOf(block));
      }
      for (const block of put) {
        texts.delete(blocks.get(nameOf(block))?.id ?? NaN);
        blocks.set(nameOf(block), block);
      }
      if (note !== undefined) notes.push(note);
      notes.splice(0, notes.length - NOTES_MAX);
    },
    notes: () => notes,
    sizeBytes: () => 0,
    close: () => Promise.resolve(),
  };
};

const scratchIn = (needRoom: () => void): Scratch => {
  const scratch = memoryScratch();
  const append = (bytes: Uint8Array): number => {
    needRoom();
    return scratch.append(bytes);
  };
  return { ...scratch, append };
};

const nameOf = ({ kind, market, startMs }: BlockPlace): string => `${kind} ${startMs} ${market}`;

const fullError = (): HistoryStoreError =>
  new HistoryStoreError('history.disk-full', 'the memory is full, as was asked for', {
    dir: 'memory',
    reason: 'asked for',
  });
