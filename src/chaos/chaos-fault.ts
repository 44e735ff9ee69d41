import type { SubmitFault } from '../simulator/faults.ts';
import { parseChances } from '../simulator/fault-chances.ts';

/**
 * What may go wrong in a chaos run: chances of one occasion, named with each. What a venue's network says in numbers (429,
 * 418, 5xx) is at this port a refusal, a doubt or no answer.
 */
export const CHAOS_FAULTS = {
  /** A frame is lost. Per frame. */
  drop: 0.002,
  /** A frame and all behind it come late, 50 to 1500 ms. Per frame. */
  delay: 0.002,
  /** A frame comes twice. Per frame. */
  duplicate: 0.002,
  /** A frame comes after the next one. Per frame. */
  reorder: 0.002,
  /** Several frames in a row are lost. Per frame. */
  gap: 0.0005,
  /** A frame ends in its middle. Per frame. */
  truncated: 0.001,
  /** A frame has another character somewhere. Per frame. */
  malformed: 0.001,
  /** All of a venue's sockets fall silent for up to two minutes, and are cut then. Per venue and minute. */
  stall: 0.004,
  /** All of a venue's sockets are cut and stay away for up to half a minute. Per venue and minute. */
  disconnect: 0.006,
  /** A venue's clock is wrong by up to two seconds, for good. Per venue. */
  'clock-skew': 0.5,
  /** The venue says no although nothing is wrong with the order. Per order. */
  refuse: 0.02,
  /** The order is matched, no answer comes. Per order. */
  'timeout-filled': 0.02,
  /** The order is lost on its way, and no answer comes. Per order. */
  'timeout-lost': 0.02,
  /** Half of the order is matched, the rest cancelled. Per order. */
  partial: 0.04,
  /** The acknowledgement comes half a second to two and a half late. Per order. */
  'late-ack': 0.03,
  /** Everything that is told of the order is told twice. Per order. */
  'duplicate-report': 0.03,
  /** A look-up gets no answer. Per look-up. */
  'probe-failed': 0.1,
  /** An account is asked for and never told. Per question. */
  'no-answer': 0.05,
  /** A position is halved at a settlement (auto-deleveraging). Per settlement. */
  adl: 0.02,
  /** A position is closed by force. Per minute in which any is held. */
  liquidation: 0.002,
  /** A perpetual goes over to another funding interval. Per minute. */
  'interval-change': 0.001,
  /** A market is announced to end, and up to an hour later ends. Per minute, once a run. */
  delisting: 0.0003,
  /** A perpetual's premium jumps by 50 to 150 bps either way. Per minute. */
  'rate-spike': 0.02,
  /** Somebody pays into an account or takes from it, up to a tenth of what it began with. Per minute. */
  transfer: 0.001,
  /** The process is killed, before an input is handled. Per minute. */
  crash: 0.008,
  /** The process is killed in place of a request it would have made. Per request. */
  'crash-at-request': 0.01,
  /** The disk is full: the engine ends, and comes back to one that is not. Per minute. */
  'disk-full': 0.001,
} as const satisfies Readonly<Record<string, number>>;

export type ChaosFault = keyof typeof CHAOS_FAULTS;

export type ChaosChances = Readonly<Partial<Record<ChaosFault, number>>>;

// Object.keys forgets the names of its record's keys.
export const chaosFaultNames = Object.keys(CHAOS_FAULTS) as readonly ChaosFault[];

/** `all`, `none`, or names divided by commas, each with a chance if wished. Throws UnknownFaultError. */
export const parseChaosFaults = (asked: string): ChaosChances =>
  asked === 'none' ? {} : parseChances(asked, CHAOS_FAULTS);

/** Faults that the matching itself plays. */
export const MATCHING_FAULTS = [
  'refuse',
  'timeout-filled',
  'timeout-lost',
  'partial',
  'late-ack',
  'duplicate-report',
  'probe-failed',
  'adl',
] as const satisfies readonly (SubmitFault | 'probe-failed' | 'adl')[];
