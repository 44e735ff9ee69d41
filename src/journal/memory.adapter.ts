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
export const createMemoryJournal = (options: MemoryJournalOptions): JournalStore => new MemoryJournal(options);

class MemoryJournal implements JournalStore {
  readonly birthId: string;
  lastInputSeq = 0;
  headHash = GENESIS_HASH;
  readonly #isFull: (() => boolean) | undefined;
  readonly #facts: Fact[] = [];
  readonly #snapshots = new Map<string, ActorSnapshot>();
  readonly #intents = new Map<string, OrderIntent>();
  readonly #ledger = new Map<string, string>();
  readonly #meta = new Map<string, Json>();

  constructor({ birthId, isFull }: MemoryJournalOptions) {
    this.birthId = birthId;
    this.#isFull = isFull;
  }

  get lastSeq(): number {
    return this.#facts.length;
  }

  commit(batch: JournalBatch): readonly Fact[] {
    const { inputSeq, snapshots, intents, ledger } = batch;
    if (inputSeq < this.lastInputSeq)
      throw new Error(`input ${inputSeq} comes after input ${this.lastInputSeq} was committed`);
    if (this.#isFull?.() === true) throw diskFullError('memory', 'the fault was asked for');
    const records = chainFacts({ seq: this.lastSeq, hash: this.headHash }, batch.facts, sha256);
    for (const { fact } of records) this.#facts.push(fact);
    this.headHash = records.at(-1)?.hash ?? this.headHash;
    for (const stored of snapshots) {
      if (stored.snapshot === null) this.#snapshots.delete(stored.actor);
      else this.#snapshots.set(stored.actor, { ...stored, seq: this.lastSeq });
    }
    for (const change of intents) {
      if (change.kind === 'settled') this.#intents.delete(change.clientOrderId);
      else this.#intents.set(change.intent.clientOrderId, change.intent);
    }
    const rows = Object.entries(ledger);
    for (const [account, balance] of rows) this.#ledger.set(account, balance);
    if (records.length + snapshots.length + intents.length + rows.length > 0) this.lastInputSeq = inputSeq;
    return records.map(({ fact }) => fact);
  }

  flushed(): Promise<void> {
    return Promise.resolve();
  }

  facts(fromSeq: number): Iterable<Fact> {
    return this.#facts.slice(Math.max(0, fromSeq - 1));
  }

  snapshots(): readonly ActorSnapshot[] {
    return inKeyOrder(this.#snapshots).map(([, snapshot]) => snapshot);
  }

  openIntents(): readonly OrderIntent[] {
    return inKeyOrder(this.#intents).map(([, intent]) => intent);
  }

  balances(): Readonly<Record<string, string>> {
    return Object.fromEntries(inKeyOrder(this.#ledger));
  }

  readMeta(key: string): Json | undefined {
    return this.#meta.get(key);
  }

  writeMeta(key: string, value: Json): void {
    // Refuses what has no JSON form, as the store on disk does.
    canonicalJson(value);
    this.#meta.set(key, value);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const inKeyOrder = <Value>(map: ReadonlyMap<string, Value>): readonly [string, Value][] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1));
