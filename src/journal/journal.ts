import { asJson, canonicalJson, isRecord } from '../domain/codec.ts';
import type { Json } from '../domain/codec.ts';
import type { Fact, FactDraft } from '../domain/fact.ts';
import { upgradeFact } from './migrations.ts';

/** Version of the records this build writes; it reads every older one (see migrations.ts). */
export const JOURNAL_VERSION = 1;

/** What the first record is chained to. */
export const GENESIS_HASH = '0'.repeat(64);

/** SHA-256 of a text, 64 hex digits. */
export type Hash = (text: string) => string;

/** The end of a chain: `seq` of its last record, 0 before the first. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

/** A fact as it is stored: its own place in the chain, and the text that is written. */
export interface JournalRecord {
  readonly fact: Fact;
  readonly hash: string;
  readonly text: string;
}

/** Numbers facts and chains them: each hash covers the one before it and the fact's canonical text. */
export const chainFacts = (head: ChainHead, drafts: readonly FactDraft[], hash: Hash): readonly JournalRecord[] => {
  let { seq, hash: previous } = head;
  return drafts.map((draft) => {
    const fact: Fact = { ...draft, seq: ++seq };
    const factText = canonicalJson(asJson(fact));
    previous = hash(previous + factText);
    return { fact, hash: previous, text: `{"v":${JOURNAL_VERSION},"hash":"${previous}","fact":${factText}}` };
  });
};

/** What a stored text turned out to be. */
export type ReadRecord =
  | { readonly kind: 'intact'; readonly fact: Fact; readonly hash: string }
  | { readonly kind: 'damaged'; readonly seq: number; readonly reason: string }
  | { readonly kind: 'newer'; readonly seq: number; readonly version: number };

const ENVELOPE = /^\{"v":(\d{1,6}),"hash":"([0-9a-f]{64})","fact":/;

/** Reads and verifies the record after `head`; the hash is checked against the stored bytes, before any migration. */
export const readRecord = (stored: string | undefined, head: ChainHead, hash: Hash): ReadRecord => {
  const seq = head.seq + 1;
  if (stored === undefined) return { kind: 'damaged', seq, reason: 'the record is missing' };
  const envelope = ENVELOPE.exec(stored);
  const [prefix, version, recordHash] = envelope ?? [];
  if (prefix === undefined || recordHash === undefined || !stored.endsWith('}'))
    return { kind: 'damaged', seq, reason: 'it is not a journal record' };
  if (Number(version) > JOURNAL_VERSION) return { kind: 'newer', seq, version: Number(version) };
  const factText = stored.slice(prefix.length, -1);
  if (hash(head.hash + factText) !== recordHash)
    return { kind: 'damaged', seq, reason: 'its hash does not match its content and the record before it' };
  const fact = upgradeFact(JSON.parse(factText) as Json, Number(version));
  if (!isFact(fact) || fact.seq !== seq) return { kind: 'damaged', seq, reason: 'it holds no fact of this number' };
  return { kind: 'intact', fact, hash: recordHash };
};

/** The hash stored in a record, unchecked; GENESIS_HASH stands before the first record. */
export const hashOfRecord = (stored: string | undefined): string | undefined => ENVELOPE.exec(stored ?? '')?.[2];

const isFact = (value: Json): value is Json & Fact =>
  isRecord(value) &&
  typeof value['seq'] === 'number' &&
  typeof value['atMs'] === 'number' &&
  typeof value['cause'] === 'number' &&
  typeof value['type'] === 'string' &&
  typeof value['actor'] === 'string' &&
  isRecord(value['body']);
