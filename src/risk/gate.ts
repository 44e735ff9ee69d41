import type { ClientOrderId, Leg } from '../domain/ids.ts';
import type { ApprovedOrder, OrderIntent, OrderRequest } from '../domain/order.ts';
import type { AtMs } from '../domain/units.ts';
import { pairReasons, standingReasons } from './entry-checks.ts';
import type { EntryConditions } from './entry-checks.ts';
import { quoteLeg } from './leg-quote.ts';
import type { EntryLeg, LegEvidence } from './leg-quote.ts';
import { quoteMove } from './move-checks.ts';
import type { MoveConditions } from './move-checks.ts';
import type { EntryRefusal, GateReason } from './reason.ts';
import { planRepairs } from './repair-checks.ts';
import type { RepairConditions } from './repair-checks.ts';

/** Names an order; the same after a crash (execution/order-id.ts). */
export type IdOf = (request: OrderRequest) => ClientOrderId;

export interface EntryAsk extends EntryConditions {
  readonly long: EntryLeg;
  readonly short: EntryLeg;
  /** The leg whose order rests, post-only at its own best price; absent: both take. */
  readonly restingLeg?: Leg;
  readonly idOf: IdOf;
}

export interface RepairAsk extends RepairConditions {
  readonly idOf: IdOf;
}

export interface MoveAsk extends MoveConditions {
  readonly idOf: IdOf;
}

export type MoveVerdict =
  | { readonly kind: 'approved'; readonly order: ApprovedOrder; readonly evidence: LegEvidence }
  | { readonly kind: 'refused'; readonly reasons: readonly EntryRefusal[] };

/** Both legs or none, with what the decision stood on. */
export type EntryVerdict =
  | {
      readonly kind: 'approved';
      /** Long, then short. */
      readonly orders: readonly [ApprovedOrder, ApprovedOrder];
      readonly evidence: readonly [LegEvidence, LegEvidence];
    }
  | { readonly kind: 'refused'; readonly reasons: readonly EntryRefusal[] };

/** What of a repair may be sent; `leftOut` says what may not, and why. */
export type RepairVerdict =
  | {
      readonly kind: 'approved';
      readonly orders: readonly ApprovedOrder[];
      readonly leftOut: readonly GateReason[];
    }
  | { readonly kind: 'refused'; readonly reasons: readonly GateReason[] };

/**
 * The door for new risk: everything is checked again at the final quantities, and every reason is told at once. The books
 * are read while their input is handled, and not later.
 */
export const approveEntry = (ask: EntryAsk): EntryVerdict => {
  const { nowMs, limits, idOf, restingLeg } = ask;
  const terms = { nowMs, slippageMaxBps: limits.slippageMaxBps };
  const long = quoteLeg({ ...terms, leg: ask.long, manner: restingLeg === 'long' ? 'rests' : 'takes' });
  const short = quoteLeg({ ...terms, leg: ask.short, manner: restingLeg === 'short' ? 'rests' : 'takes' });
  const reasons = [...standingReasons(ask, ask)];
  if (long.kind === 'refused') reasons.push(...long.reasons);
  if (short.kind === 'refused') reasons.push(...short.reasons);
  if (long.kind === 'refused' || short.kind === 'refused') return { kind: 'refused', reasons };
  reasons.push(...pairReasons(ask, long.quote, short.quote));
  if (reasons.length > 0) return { kind: 'refused', reasons };
  return {
    kind: 'approved',
    orders: [mint(long.quote.request, nowMs, idOf), mint(short.quote.request, nowMs, idOf)],
    evidence: [long.quote.evidence, short.quote.evidence],
  };
};

/**
 * The door for a leg that goes to another market of its coin: the checks of an entry for that one leg. What forbids new risk
 * at all comes with the asking: it forbids a roll, and not a hedge of what stands naked.
 */
export const approveMove = (ask: MoveAsk): MoveVerdict => {
  const quoted = quoteMove(ask);
  if (quoted.kind === 'refused') return quoted;
  const { request, evidence } = quoted.quote;
  return { kind: 'approved', order: mint(request, ask.nowMs, ask.idOf), evidence };
};

/**
 * The door for orders that reduce risk: open while paused, halted or on stale data, closed to anything that adds to it and
 * to a coin with an order in doubt. Quantities are cut to what may be repaired, never raised.
 */
export const approveRepair = (ask: RepairAsk): RepairVerdict => {
  const { requests, reasons } = planRepairs(ask);
  if (requests.length === 0) return { kind: 'refused', reasons };
  return { kind: 'approved', orders: requests.map((request) => mint(request, ask.nowMs, ask.idOf)), leftOut: reasons };
};

// the only place an intent becomes an approved order: the brand is the proof that the checks above ran
const mint = (request: OrderRequest, decidedAtMs: AtMs, idOf: IdOf): ApprovedOrder => {
  const intent: OrderIntent = { ...request, clientOrderId: idOf(request), decidedAtMs };
  return intent as ApprovedOrder;
};
