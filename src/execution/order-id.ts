import { clientOrderId } from '../domain/ids.ts';
import type { ClientOrderId, Leg } from '../domain/ids.ts';
import type { VenueProfile } from '../domain/ports.ts';

/** What makes an order that order: the same after a crash, different for every other. */
export interface OrderIdentity {
  /** The journal's birth id: a lost journal never meets its old ids again. */
  readonly birthId: string;
  /** Seq of the input that led to the order. */
  readonly inputSeq: number;
  readonly coin: string;
  readonly leg: Leg;
  readonly attempt: number;
}

/**
 * The client order id inside a venue's charset and length: its prefix, then as many hex digits of a 128-bit mix of the
 * identity as fit, at most 32. With 32 digits two of a million million orders collide with odds of about 1e-15.
 */
export const orderId = (rule: VenueProfile['clientId'], identity: OrderIdentity): ClientOrderId => {
  const { birthId, inputSeq, coin, leg, attempt } = identity;
  const digits = hex128([birthId, inputSeq, coin, leg, attempt].join('|'));
  if (rule.alphabet === 'uint32') return clientOrderId(String(uint32(digits)));
  const prefix = rule.prefix ?? '';
  // a letter first keeps ids that venues parse as numbers out of trouble; hex rules take hex only
  const body = rule.alphabet === 'hex' ? digits : `h${digits.slice(1)}`;
  return clientOrderId(prefix + body.slice(0, rule.lengthMax - prefix.length));
};

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
