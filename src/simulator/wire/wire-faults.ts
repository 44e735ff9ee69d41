import type { FaultSettings } from '../faults.ts';
import { parseChances } from '../fault-chances.ts';

/** What may go wrong at a simulated venue, in groups by where it strikes. Chances that a person watching meets within minutes. */
const FAULTS = {
  /** A frame is lost. Per frame. */
  drop: 0.0002,
  /** A frame and all behind it come late, 50 to 1500 ms. Per frame. */
  delay: 0.0005,
  /** A frame comes twice. Per frame. */
  duplicate: 0.0005,
  /** A frame comes after the next one. Per frame. */
  reorder: 0.0003,
  /** Several frames in a row are lost. Per frame. */
  gap: 0.00005,
  /** A frame ends in its middle. Per frame. */
  truncated: 0.0001,
  /** A frame has another character somewhere. Per frame. */
  malformed: 0.0001,
  /** A topic is confirmed and never speaks. Per topic. */
  'silent-channel': 0.003,
  /** A socket stays open and says nothing more. Per second and socket. */
  stall: 0.0005,
  /** A socket is cut without a word. Per second and socket. */
  disconnect: 0.0005,
  /** The venue's forced disconnect, after ten minutes in place of a day. Per socket. */
  lifetime: 1,
  /** Too many requests, with a wait of some seconds. Per request. */
  'http-429': 0.003,
  /** Banned for some seconds more. Per request. */
  'http-418': 0.0005,
  /** Server errors. Per request. */
  'http-5xx': 0.005,
  /** A page in HTML, with status 200 or 502. Per request. */
  html: 0.002,
  /** A request is never answered. Per request. */
  'no-answer': 0.002,
  /** The venue's clock is wrong by up to two seconds, for good. Per venue. */
  'clock-skew': 0.5,
  /** The venue says no although nothing is wrong with the order. Per order. */
  refuse: 0.01,
  /** The order is taken, the answer never comes. Per order. */
  'timeout-filled': 0.01,
  /** The order is lost on its way, and no answer comes. Per order. */
  'timeout-lost': 0.01,
  /** Half of the order is matched, the rest cancelled. Per order. */
  partial: 0.02,
  /** The answer comes half a second to two and a half late. Per order. */
  'late-ack': 0.02,
  /** Everything that is told of the order is told twice. Per order. */
  'duplicate-report': 0.02,
  /** A position is halved at a settlement (auto-deleveraging). Per settlement. */
  adl: 0.02,
  /** A position is closed by force. Per minute in which any is held. */
  liquidation: 0.005,
  /** A perpetual goes over to another funding interval. Per venue and minute. */
  'interval-change': 0.005,
  /** A market is announced to end, and a minute later ends. Per venue and minute. */
  delisting: 0.002,
  /** A perpetual's premium jumps by some 50 to 150 bps either way. Per venue and minute. */
  'rate-spike': 0.02,
} as const;

export type WireFault = keyof typeof FAULTS;

export const wireFaultNames = Object.keys(FAULTS) as readonly WireFault[];

export interface WireFaultSettings {
  /** Chance of each fault, 0 to 1. Absent: never. */
  readonly probabilities?: Readonly<Partial<Record<WireFault, number>>>;
  /** Orders whose fault is told in advance. */
  readonly scripted?: FaultSettings['scripted'];
}

/** `all`, or names divided by commas, each with a chance of its own where one is given: `drop,stall=0.01`. */
export const parseFaults = (asked: string): WireFaultSettings => ({ probabilities: parseChances(asked, FAULTS) });

/** The part of the settings that the matching itself goes by. */
export const orderFaultsOf = ({ probabilities = {}, scripted }: WireFaultSettings): FaultSettings => ({
  probabilities,
  ...(scripted === undefined ? {} : { scripted }),
});
