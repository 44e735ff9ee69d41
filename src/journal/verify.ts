import type { JournalAnchor } from '../domain/anchor.ts';
import type { Fact } from '../domain/fact.ts';
import { MS_PER_DAY } from '../domain/units.ts';
import { GENESIS_HASH, readRecord } from './journal.ts';
import type { ChainHead, Hash } from './journal.ts';

export type ChainVerdict =
  | {
      readonly kind: 'intact';
      /** Those that are there. */
      readonly facts: number;
      readonly headHash: string;
      /** What retention removed before the first of them. */
      readonly anchor?: JournalAnchor;
    }
  | { readonly kind: 'broken'; readonly seq: number; readonly reason: string };

export interface StoredChain {
  /** The stored text of a record. */
  readonly record: (seq: number) => string | undefined;
  /** Of the first record that is stored; `undefined` without any. */
  readonly firstSeq: number | undefined;
  readonly anchor: JournalAnchor | undefined;
  /** The end the store claims. */
  readonly head: ChainHead;
}

/** Walks the whole chain and compares its end with what the store claims. `onFact` sees every intact fact. */
export const verifyChain = (
  chain: StoredChain,
  hash: Hash,
  onFact?: (fact: Fact, hash: string) => void,
): ChainVerdict => {
  const { record, head, anchor } = chain;
  const misplaced = beginsWrong(chain, hash);
  if (misplaced !== undefined) return { kind: 'broken', ...misplaced };
  const from: ChainHead = anchor ?? { seq: 0, hash: GENESIS_HASH };
  let reached = from;
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
  const facts = reached.seq - from.seq;
  return { kind: 'intact', facts, headHash: reached.hash, ...(anchor === undefined ? {} : { anchor }) };
};

/** What is wrong where the stored facts begin: with nothing before them, or with what retention says it removed. */
export const beginsWrong = (
  { record, firstSeq = 1, anchor, head }: StoredChain,
  hash: Hash,
): { readonly seq: number; readonly reason: string } | undefined => {
  if (anchor === undefined)
    return firstSeq > 1
      ? { seq: 1, reason: `it is missing: the facts begin at ${firstSeq}, and no anchor says what was removed before` }
      : undefined;
  const { seq, atMs, prunedAtMs } = anchor;
  if (firstSeq <= seq)
    return { seq: firstSeq, reason: `it is there, and the anchor says it was removed (1 to ${seq})` };
  if (seq >= head.seq || seq < 1) return { seq, reason: 'the anchor says it was removed, and it is no older fact' };
  const next = readRecord(record(seq + 1), anchor, hash);
  if (next.kind === 'damaged')
    return {
      seq: seq + 1,
      reason: `it does not follow the anchor that says what was removed before it: ${next.reason}`,
    };
  if (next.kind === 'newer') return undefined;
  return prunedAtMs - atMs < MS_PER_DAY || next.fact.atMs < atMs
    ? { seq, reason: 'the anchor says when it was removed, and retention removes nothing so young' }
    : undefined;
};
