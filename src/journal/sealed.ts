import { canonicalJson } from '../domain/codec.ts';
import type { Json } from '../domain/codec.ts';
import { JOURNAL_VERSION } from './journal.ts';
import type { Hash } from './journal.ts';

/** A value outside the chain (snapshot, intent, balance, meta) with a checksum, because the store has none of its own. */
export const seal = (body: Json, hash: Hash): string => {
  const bodyText = canonicalJson(body);
  return `{"v":${JOURNAL_VERSION},"sum":"${hash(bodyText).slice(0, SUM_LENGTH)}","body":${bodyText}}`;
};

export type Unsealed =
  | { readonly kind: 'intact'; readonly body: Json }
  | { readonly kind: 'damaged'; readonly reason: string }
  | { readonly kind: 'newer'; readonly version: number };

const SUM_LENGTH = 16;
const ENVELOPE = /^\{"v":(\d{1,6}),"sum":"([0-9a-f]{16})","body":/;

export const unseal = (stored: string, hash: Hash): Unsealed => {
  const [prefix, version, sum] = ENVELOPE.exec(stored) ?? [];
  if (prefix === undefined || !stored.endsWith('}')) return { kind: 'damaged', reason: 'it is not a sealed value' };
  if (Number(version) > JOURNAL_VERSION) return { kind: 'newer', version: Number(version) };
  const bodyText = stored.slice(prefix.length, -1);
  if (hash(bodyText).slice(0, SUM_LENGTH) !== sum) return { kind: 'damaged', reason: 'its checksum does not match' };
  return { kind: 'intact', body: JSON.parse(bodyText) as Json };
};
