import { clientOrderId } from '../domain/ids.ts';
import type { ClientOrderId, Leg } from '../domain/ids.ts';
import type { VenueProfile } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';

/** What makes an order that order: the same after a crash, different for every other. */
export interface OrderIdentity {
  /** The journal's birth id: a lost journal never meets its old ids again. */
  readonly birthId: string;
  /** Seq and instant of the input that led to the order: an old copy of a journal counts its inputs anew, but at a later time. */
  readonly inputSeq: number;
  readonly decidedAtMs: AtMs;
  readonly coin: string;
  readonly leg: Leg;
  readonly attempt: number;
}

/** What our ids begin with, after the venue's own prefix: an order without a journal is known by it to be ours. */
const TAGS = { hex: '4ed9', alphanumeric: 'hdgrw' } as const;
/** Where a venue leaves less room than this, all of it is for telling orders apart. */
const TAGGED_MIN = 28;
const BODY_MAX = 32;

/**
 * The client order id inside a venue's charset and length: its prefix, our tag, then as many hex digits of a 128-bit mix of
 * the identity as fit, at most 32 characters with the tag. Of 108 bits two of a million million orders share all with odds of 1e-9.
 */
export const orderId = (rule: ClientIdRule, identity: OrderIdentity): ClientOrderId => {
  const { birthId, inputSeq, decidedAtMs, coin, leg, attempt } = identity;
  const digits = hex128([birthId, inputSeq, decidedAtMs, coin, leg, attempt].join('|'));
  if (rule.alphabet === 'uint32') return clientOrderId(String(uint32(digits)));
  return clientOrderId((rule.prefix ?? '') + (startOf(rule) + digits).slice(0, bodyLength(rule)));
};

/** Whether an id can only be one of ours, of this journal or of another. A number, or a short id, could be anybody's. */
export const isOfOurForm = (rule: ClientIdRule, id: string): boolean => {
  if (rule.alphabet === 'uint32' || bodyLength(rule) < TAGGED_MIN) return false;
  const start = (rule.prefix ?? '') + startOf(rule);
  const length = (rule.prefix ?? '').length + bodyLength(rule);
  return id.length === length && id.startsWith(start) && /^[0-9a-f]*$/.test(id.slice(start.length));
};

/** A letter first keeps ids that venues parse as numbers out of trouble; hex rules take hex only. */
const startOf = (rule: ClientIdRule): string => {
  if (rule.alphabet === 'uint32') return '';
  if (bodyLength(rule) >= TAGGED_MIN) return TAGS[rule.alphabet];
  return rule.alphabet === 'hex' ? '' : 'h';
};

type ClientIdRule = VenueProfile['clientId'];

const bodyLength = ({ lengthMax, prefix = '' }: ClientIdRule): number => Math.min(BODY_MAX, lengthMax - prefix.length);

/**
 * Half of the digits folded into a number that is not 0. Only 32 bits: among 400 live orders of one venue a new id meets
 * a taken one with odds of 1e-7, which the venue then refuses as a duplicate; the next attempt has another id. An order of
 * long ago may share it, so that such an id is looked up with symbol and time.
 */
const uint32 = (digits: string): number =>
  (Number.parseInt(digits.slice(0, 8), 16) ^ Number.parseInt(digits.slice(8, 16), 16)) >>> 0 || 1;

/** Four 32-bit lanes over the UTF-16 units of a text (xor, odd multipliers, final avalanche). Not cryptographic. */
const hex128 = (text: string): string => {
  const lanes = [0x9e3779b9, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f];
  const odd = [0x01000193, 0x5bd1e995, 0x1b873593, 0x2c1b3c6d];
  for (let at = 0; at < text.length; at += 1)
    for (let lane = 0; lane < 4; lane += 1) {
      const before = lanes[(lane + 3) % 4] ?? 0;
      lanes[lane] = Math.imul((lanes[lane] ?? 0) ^ text.charCodeAt(at) ^ (before >>> 15), odd[lane] ?? 1);
    }
  return lanes.map((lane) => avalanche(lane).toString(16).padStart(8, '0')).join('');
};

const avalanche = (value: number): number => {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
};
