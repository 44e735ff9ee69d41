import type { VenueCounts } from '../simulator/wire/venue-counts.ts';
import type { ServedVenues } from '../simulator/wire/wire-server.adapter.ts';
import { recordLine } from './output.ts';
import { utc } from './table.ts';

/** What all venues together did since they were asked last. */
export interface CountsTaken {
  readonly atMs: number;
  readonly venues: readonly VenueCounts[];
  /** Of the time between. */
  readonly framesPerSecond: number;
  /** How far the markets are behind the clock. */
  readonly lagMs: number;
}

export class Progress {
  readonly #served: ServedVenues;
  #frames = 0;
  #takenAtMs: number;

  constructor(served: ServedVenues, nowMs: number) {
    this.#served = served;
    this.#takenAtMs = nowMs;
  }

  take(nowMs: number): CountsTaken {
    const venues = [...this.#served.addresses.keys()].map((venue) => this.#served.counts(venue));
    const frames = total(venues, ({ frames }) => frames.sent);
    const seconds = Math.max(0.001, (nowMs - this.#takenAtMs) / 1000);
    const framesPerSecond = (frames - this.#frames) / seconds;
    this.#frames = frames;
    this.#takenAtMs = nowMs;
    return { atMs: nowMs, venues, framesPerSecond, lagMs: this.#served.lagMs() };
  }
}

/** One line for people; faults by name, the most frequent first. */
export const countsLine = ({ atMs, venues, framesPerSecond, lagMs }: CountsTaken): string => {
  const faults = new Map<string, number>();
  for (const { faults: struck } of venues)
    for (const [name, times] of Object.entries(struck)) faults.set(name, (faults.get(name) ?? 0) + times);
  const named = [...faults].sort(([, a], [, b]) => b - a).map(([name, times]) => `${name} ${times}`);
  const figures = [
    `${total(venues, ({ sockets }) => sockets.open)} clients`,
    `${Math.round(framesPerSecond)} frames/s`,
    `${total(venues, ({ rest }) => rest.requests)} requests`,
    `${total(venues, ({ orders }) => orders.size)} orders`,
    `${[...faults.values()].reduce((sum, times) => sum + times, 0)} faults${named.length === 0 ? '' : ` (${named.join(', ')})`}`,
    // a step that is due this moment is no delay
    ...(lagMs > LAG_TOLD_MS ? [`${Math.round(lagMs)} ms behind`] : []),
  ];
  return `${utc(atMs)} UTC  ${figures.join(', ')}\n`;
};

export const countsRecord = (type: 'counts' | 'summary', { venues, ...taken }: CountsTaken): string =>
  memberLine(type, { ...taken, venues: venues.map(({ orders, ...counts }) => ({ ...counts, orders: orders.size })) });

export const memberLine = (type: string, members: object): string => recordLine({ type, ...members });

const LAG_TOLD_MS = 100;

const total = (venues: readonly VenueCounts[], of: (counts: VenueCounts) => number): number =>
  venues.reduce((sum, counts) => sum + of(counts), 0);
