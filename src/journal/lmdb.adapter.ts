import { mkdirSync } from 'node:fs';
import type { JournalAnchor, JournalCut } from '../domain/anchor.ts';
import { asJson } from '../domain/codec.ts';
import type { Json } from '../domain/codec.ts';
import type { ActorSnapshot, Fact } from '../domain/fact.ts';
import type { OrderIntent } from '../domain/order.ts';
import type { JournalBatch, JournalStore } from '../domain/ports.ts';
import { newBirthId } from './birth-id.adapter.ts';
import { directorySize } from './directory-size.adapter.ts';
import { claimDirectory } from './directory-lock.adapter.ts';
import type { DirectoryLock } from './directory-lock.adapter.ts';
import { diskFailureOf } from './disk-failure.adapter.ts';
import { GENESIS_HASH, chainFacts, hashOfRecord } from './journal.ts';
import type { JournalRecord } from './journal.ts';
import { JournalForeignBirthError, unreadableError } from './journal-error.ts';
import { STATE_KEY, firstSeqOf, openStore, readAnchor, readState, sealedIn, unsealed } from './lmdb-store.adapter.ts';
import type { JournalState, LmdbStore } from './lmdb-store.adapter.ts';
import { anchorOf, cutOff } from './prune.adapter.ts';
import { readFacts } from './read-facts.adapter.ts';
import { seal } from './sealed.ts';
import { sha256 } from './sha256.adapter.ts';
import { beginsWrong } from './verify.ts';

export interface OpenJournalOptions {
  /** Made when it is not there. */
  readonly dir: string;
  /** The birth id of a virtual world, from its seed. Without it a new journal gets a random one. */
  readonly birthId?: string;
  /** `power-safe` unless the world can be invented again: then `process-safe` commits 20 times faster. */
  readonly durability?: 'power-safe' | 'process-safe';
}

/** Opens or creates the journal of a directory. Throws the errors of journal-error.ts, and then holds nothing. */
export const openJournal = (options: OpenJournalOptions): LmdbJournal => {
  const { dir, birthId, durability = 'power-safe' } = options;
  let lock: DirectoryLock | undefined;
  let store: LmdbStore | undefined;
  try {
    mkdirSync(dir, { recursive: true });
    lock = claimDirectory(dir);
    store = openStore(dir, durability);
    if (store === undefined) throw unreadableError(dir, 'its tables cannot be made');
    const state = readState(store, dir) ?? {
      birthId: birthId ?? newBirthId(),
      lastInputSeq: 0,
      lastSeq: 0,
      headHash: GENESIS_HASH,
    };
    if (birthId !== undefined && birthId !== state.birthId) throw foreignBirthError(dir, state.birthId, birthId);
    return new LmdbJournal({ dir, store, lock, state, durability });
  } catch (thrown) {
    void store?.root.close();
    lock?.release();
    throw diskFailureOf(thrown, dir);
  }
};

interface LmdbJournalParts {
  readonly dir: string;
  readonly store: LmdbStore;
  readonly lock: DirectoryLock;
  readonly state: JournalState;
  readonly durability: 'power-safe' | 'process-safe';
}

/** Records verified at every start; `hedgerow journal verify` walks all. */
const TAIL_RECORDS = 256;
const META_PREFIX = 'engine:';
/** LMDB's transaction flags: may be aborted, is committed when it returns; and: without waiting for the disk. */
const COMMITTED: number = 3;
const NO_SYNC = 0x10000;

export class LmdbJournal implements JournalStore {
  readonly #dir: string;
  readonly #store: LmdbStore;
  readonly #lock: DirectoryLock;
  readonly #flags: number;
  #state: JournalState;
  #anchor: JournalAnchor | undefined;

  constructor({ dir, store, lock, state, durability }: LmdbJournalParts) {
    this.#dir = dir;
    this.#store = store;
    this.#lock = lock;
    this.#flags = durability === 'process-safe' ? COMMITTED | NO_SYNC : COMMITTED;
    this.#state = state;
    this.#anchor = readAnchor(store, dir);
    this.#verifyBegin();
    this.#verifyTail();
    this.#write(() => this.#putState(state));
  }

  get birthId(): string {
    return this.#state.birthId;
  }

  get lastInputSeq(): number {
    return this.#state.lastInputSeq;
  }

  get lastSeq(): number {
    return this.#state.lastSeq;
  }

  get headHash(): string {
    return this.#state.headHash;
  }

  commit(batch: JournalBatch): readonly Fact[] {
    if (batch.inputSeq < this.lastInputSeq)
      throw new Error(`input ${batch.inputSeq} comes after input ${this.lastInputSeq} was committed`);
    if (isEmpty(batch)) return [];
    const records = chainFacts({ seq: this.lastSeq, hash: this.headHash }, batch.facts, sha256);
    const last = records.at(-1);
    const state: JournalState = {
      ...this.#state,
      lastInputSeq: batch.inputSeq,
      ...(last === undefined ? {} : { lastSeq: last.fact.seq, headHash: last.hash }),
    };
    this.#write(() => this.#putBatch(batch, records, state));
    this.#state = state;
    return records.map(({ fact }) => fact);
  }

  /** A power-safe commit is on disk when it returns; a process-safe one promises nothing about power. */
  async flushed(): Promise<void> {
    await this.#store.root.flushed;
  }

  facts(fromSeq: number): Iterable<Fact> {
    return readFacts(this.#store, { dir: this.#dir, fromSeq, lastSeq: this.lastSeq, anchor: () => this.#anchor });
  }

  get anchor(): JournalAnchor | undefined {
    return this.#anchor;
  }

  /** Throws JournalUnreadableError where the last fact to be removed is damaged, and then nothing is. */
  prune(cut: JournalCut): void {
    const anchor = anchorOf(this.#store, cut, { dir: this.#dir, lastSeq: this.lastSeq, anchor: this.#anchor });
    this.#write(() => cutOff(this.#store, anchor));
    this.#anchor = anchor;
  }

  snapshots(): readonly ActorSnapshot[] {
    return this.#sealedIn('snapshots', 'the snapshot of').map(([, snapshot]) => snapshot as unknown as ActorSnapshot);
  }

  openIntents(): readonly OrderIntent[] {
    return this.#sealedIn('intents', 'the order intent').map(([, intent]) => intent as unknown as OrderIntent);
  }

  balances(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      this.#sealedIn('ledger', 'the balance of').map(([account, balance]) => [account, balance as string]),
    );
  }

  sizeBytes(): number {
    return directorySize(this.#dir);
  }

  readMeta(key: string): Json | undefined {
    const stored = this.#store.meta.get(META_PREFIX + key);
    return stored === undefined ? undefined : unsealed(stored, `the value of ${key}`, this.#dir);
  }

  writeMeta(key: string, value: Json): void {
    this.#write(() => void this.#store.meta.put(META_PREFIX + key, seal(value, sha256)));
  }

  async close(): Promise<void> {
    if (this.#flags !== COMMITTED) this.#store.root.transactionSync(() => this.#putState(this.#state), COMMITTED);
    await this.#store.root.flushed;
    await this.#store.root.close();
    this.#lock.release();
  }

  /** One transaction, committed when it returns or not at all. `put` must return nothing: LMDB would wait for it. */
  #write(put: () => void): void {
    try {
      this.#store.root.transactionSync(put, this.#flags);
    } catch (thrown) {
      throw diskFailureOf(thrown, this.#dir);
    }
  }

  #putBatch(batch: JournalBatch, records: readonly JournalRecord[], state: JournalState): void {
    const { journal, snapshots, intents, ledger } = this.#store;
    for (const { fact, text } of records) void journal.put(fact.seq, text);
    for (const { actor, machineVersion, snapshot } of batch.snapshots) {
      if (snapshot === null) void snapshots.remove(actor);
      else void snapshots.put(actor, seal({ actor, seq: state.lastSeq, machineVersion, snapshot }, sha256));
    }
    for (const change of batch.intents) {
      if (change.kind === 'settled') void intents.remove(change.clientOrderId);
      else void intents.put(change.intent.clientOrderId, seal(asJson(change.intent), sha256));
    }
    for (const [account, balance] of Object.entries(batch.ledger)) void ledger.put(account, seal(balance, sha256));
    this.#putState(state);
  }

  #putState(state: JournalState): void {
    void this.#store.meta.put(STATE_KEY, seal(asJson(state), sha256));
  }

  /** All values of a table in key order, their checksums verified. */
  #sealedIn(table: 'snapshots' | 'intents' | 'ledger', what: string): readonly [string, Json][] {
    return sealedIn(this.#store[table], what, this.#dir);
  }

  #verifyBegin(): void {
    const { lastSeq, headHash } = this.#state;
    const { journal } = this.#store;
    const wrong = beginsWrong(
      {
        record: (seq) => journal.get(seq),
        firstSeq: firstSeqOf(this.#store),
        anchor: this.#anchor,
        head: { seq: lastSeq, hash: headHash },
      },
      sha256,
    );
    if (wrong !== undefined) throw unreadableError(this.#dir, wrong.reason, wrong.seq);
  }

  #verifyTail(): void {
    const { lastSeq, headHash } = this.#state;
    for (const fact of this.facts(Math.max(1, lastSeq - TAIL_RECORDS + 1))) void fact;
    const endHash = lastSeq === 0 ? GENESIS_HASH : hashOfRecord(this.#store.journal.get(lastSeq));
    if (endHash !== headHash)
      throw unreadableError(this.#dir, 'its last record is not the one it was closed with', lastSeq);
  }
}

const isEmpty = ({ facts, snapshots, intents, ledger }: JournalBatch): boolean =>
  facts.length === 0 && snapshots.length === 0 && intents.length === 0 && Object.keys(ledger).length === 0;

const foreignBirthError = (dir: string, found: string, expected: string): JournalForeignBirthError =>
  new JournalForeignBirthError(
    `the journal in ${dir} belongs to another run (birth id ${found}, not ${expected}): ` +
      'use the seed it was made with, or another directory with --data',
    { dir, found, expected },
  );
