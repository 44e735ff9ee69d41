import { canonicalJson } from '../domain/codec.ts';
import type { Json } from '../domain/codec.ts';
import type { ActorSnapshot, Fact } from '../domain/fact.ts';
import type { OrderIntent } from '../domain/order.ts';
import type { JournalBatch, JournalStore } from '../domain/ports.ts';
import { GENESIS_HASH, chainFacts } from './journal.ts';
import { diskFullError } from './journal-error.ts';
import { sha256 } from './sha256.adapter.ts';

export interface MemoryJournalOptions {
  readonly birthId: string;
  /** The fault of a full disk: asked before each commit. */
  readonly isFull?: () => boolean;
}

/**
 * The journal's contract without a disk: for replays and specs. It outlives `close`, so that a restart can be played by
 * handing the same object to the next engine.
 */
export const createMemoryJournal = ({ birthId, isFull }: MemoryJournalOptions): JournalStore => {
  const facts: Fact[] = [];
  const snapshots = new Map<string, ActorSnapshot>();
  const intents = new Map<string, OrderIntent>();
  const ledger = new Map<string, string>();
  const meta = new Map<string, Json>();
  let lastInputSeq = 0;
  let headHash = GENESIS_HASH;
  const commit = (batch: JournalBatch): readonly Fact[] => {
    if (batch.inputSeq < lastInputSeq)
      throw new Error(`input ${batch.inputSeq} comes after input ${lastInputSeq} was committed`);
    if (isFull?.() === true) throw diskFullError('memory', 'the fault was asked for');
    const records = chainFacts({ seq: facts.length, hash: headHash }, batch.facts, sha256);
    for (const { fact } of records) facts.push(fact);
    headHash = records.at(-1)?.hash ?? headHash;
    for (const stored of batch.snapshots) {
      if (stored.snapshot === null) snapshots.delete(stored.actor);
      else snapshots.set(stored.actor, { ...stored, seq: facts.length });
    }
    for (const change of batch.intents) {
      if (change.kind === 'settled') intents.delete(change.clientOrderId);
      else intents.set(change.intent.clientOrderId, change.intent);
    }
    for (const [account, balance] of Object.entries(batch.ledger)) ledger.set(account, balance);
    if (records.length + batch.snapshots.length + batch.intents.length > 0 || Object.keys(batch.ledger).length > 0)
      lastInputSeq = batch.inputSeq;
    return records.map(({ fact }) => fact);
  };
  return {
    birthId,
    get lastInputSeq() {
      return lastInputSeq;
    },
    get lastSeq() {
      return facts.length;
    },
    get headHash() {
      return headHash;
    },
    commit,
    flushed: () => Promise.resolve(),
    facts: (fromSeq) => facts.slice(Math.max(0, fromSeq - 1)),
    snapshots: () => inKeyOrder(snapshots).map(([, snapshot]) => snapshot),
    openIntents: () => inKeyOrder(intents).map(([, intent]) => intent),
    balances: () => Object.fromEntries(inKeyOrder(ledger)),
    readMeta: (key) => meta.get(key),
    writeMeta: (key, value) => {
      // Refuses what has no JSON form, as the store on disk does.
      canonicalJson(value);
      meta.set(key, value);
    },
    close: () => Promise.resolve(),
  };
};

const inKeyOrder = <Value>(map: ReadonlyMap<string, Value>): readonly [string, Value][] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1));
