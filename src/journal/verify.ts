import type { Fact } from '../domain/fact.ts';
import { GENESIS_HASH, readRecord } from './journal.ts';
import type { ChainHead, Hash } from './journal.ts';

export type ChainVerdict =
  | { readonly kind: 'intact'; readonly facts: number; readonly headHash: string }
  | { readonly kind: 'broken'; readonly seq: number; readonly reason: string };

export interface StoredChain {
  /** The stored text of a record. */
  readonly record: (seq: number) => string | undefined;
  /** The end the store claims. */
  readonly head: ChainHead;
}

/** Walks the whole chain and compares its end with what the store claims. `onFact` sees every intact fact. */
export const verifyChain = (
  { record, head }: StoredChain,
  hash: Hash,
  onFact?: (fact: Fact, hash: string) => void,
): ChainVerdict => {
  let reached: ChainHead = { seq: 0, hash: GENESIS_HASH };
  while (reached.seq < head.seq) {
    const read = readRecord(record(reached.seq + 1), reached, hash);
    if (read.kind === 'damaged') return { kind: 'broken', seq: read.seq, reason: read.reason };
    if (read.kind === 'newer')
      return { kind: 'broken', seq: read.seq, reason: `it was written by a newer version (${read.version})` };
    onFact?.(read.fact, read.hash);
    reached = { seq: read.fact.seq, hash: read.hash };
  }
  if (reached.hash !== head.hash)
    return { kind: 'broken', seq: reached.seq, reason: 'the chain ends in another hash than the journal claims' };
  return { kind: 'intact', facts: reached.seq, headHash: reached.hash };
};
