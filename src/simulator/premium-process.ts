import type { Json } from '../domain/codec.ts';
import type { Prng } from './prng.ts';
import { SavedState } from './saved-state.ts';

/** A target by time: straight lines between points, constant before the first and after the last. */
export type PremiumPath = readonly { readonly atHours: number; readonly bps: number }[];

/** How a perpetual's price strays from the index, in bps of the index. */
export interface PremiumSettings {
  /** Hours since the start; before it is history. */
  readonly path: PremiumPath;
  /** Standard deviation of the quick noise (minutes) and of the slow drift (hours), bps. */
  readonly quickBps: number;
  readonly slowBps: number;
  /** Standard deviation and memory of the wandering behind the 30 days of history, bps and hours. */
  readonly historyBps: number;
  readonly historyMemoryHours: number;
}

/** Per half-second step: the noise forgets in five minutes, the drift in six hours. */
const QUICK_DECAY = 1 - 1 / 600;
const SLOW_DECAY = 1 - 1 / 43_200;
/** The mark follows the price within about 30 s. */
const MARK_WEIGHT = 1 / 60;

/** What a stretch of half seconds does at once. */
const pace = (halfSeconds: number) => {
  const quickDecay = QUICK_DECAY ** halfSeconds;
  const slowDecay = SLOW_DECAY ** halfSeconds;
  return {
    quickDecay,
    quickShock: Math.sqrt(1 - quickDecay ** 2),
    slowDecay,
    slowShock: Math.sqrt(1 - slowDecay ** 2),
    markWeight: halfSeconds === 1 ? MARK_WEIGHT : 1 - (1 - MARK_WEIGHT) ** halfSeconds,
  };
};
const ONE = pace(1);

/**
 * One market's premium: its scenario's path plus two mean-reverting noises. `premium` is where the book stands,
 * `markPremium` its smoothed shadow; both fractions of the index.
 */
export class PremiumProcess {
  premium: number;
  markPremium: number;
  readonly #settings: PremiumSettings;
  readonly #prng: Prng;
  #quick = 0;
  #slow = 0;

  constructor(settings: PremiumSettings, prng: Prng) {
    this.#settings = settings;
    this.#prng = prng;
    this.premium = pathBps(settings.path, 0) * 1e-4;
    this.markPremium = this.premium;
  }

  /** Half a second on, or so many of them at once, to `atHours` since the start. */
  step(atHours: number, halfSeconds = 1): void {
    const { path, quickBps, slowBps } = this.#settings;
    const { quickDecay, quickShock, slowDecay, slowShock, markWeight } = halfSeconds === 1 ? ONE : pace(halfSeconds);
    this.#quick = this.#quick * quickDecay + quickShock * quickBps * this.#prng.normal();
    this.#slow = this.#slow * slowDecay + slowShock * slowBps * this.#prng.normal();
    this.premium = (pathBps(path, atHours) + this.#quick + this.#slow) * 1e-4;
    this.markPremium += (this.premium - this.markPremium) * markWeight;
  }

  /** A jump that is forgotten as slowly as the drift. */
  jump(bps: number): void {
    this.#slow += bps;
  }

  save(): Json {
    const { premium, markPremium } = this;
    return { premium, markPremium, quick: this.#quick, slow: this.#slow, prng: this.#prng.save() };
  }

  restore(state: Json | undefined): void {
    const saved = new SavedState(state);
    this.premium = saved.number('premium');
    this.markPremium = saved.number('markPremium');
    this.#quick = saved.number('quick');
    this.#slow = saved.number('slow');
    this.#prng.restore(saved.json('prng'));
  }
}

/** The path's bps at an instant, hours since the start. */
export const pathBps = (path: PremiumPath, atHours: number): number => {
  let before: PremiumPath[number] | undefined;
  for (const point of path) {
    if (point.atHours > atHours) {
      if (before === undefined) return point.bps;
      const share = (atHours - before.atHours) / (point.atHours - before.atHours);
      return before.bps + share * (point.bps - before.bps);
    }
    before = point;
  }
  return before?.bps ?? 0;
};

/** The wandering of history fades out over the last days before the start, so that the story begins as it is told. */
const FADE_HOURS = 48;

/**
 * Hourly premiums before the start, fractions of the index: entry `k` is the hour that ended `hours - 1 - k` hours before
 * the last full hour. Drawn from a stream of their own.
 */
export const premiumHistory = (
  settings: PremiumSettings,
  prng: Prng,
  span: { readonly hours: number; readonly lastHourAtHours: number },
): Float64Array => {
  const { path, historyBps, historyMemoryHours } = settings;
  const decay = 1 - 1 / historyMemoryHours;
  const shock = historyBps * Math.sqrt(1 - decay ** 2);
  const premiums = new Float64Array(span.hours);
  let wander = historyBps * prng.normal();
  for (let hour = 0; hour < span.hours; hour += 1) {
    wander = wander * decay + shock * prng.normal();
    const endHours = span.lastHourAtHours - (span.hours - 1 - hour);
    const fade = Math.min(1, Math.max(0, -endHours / FADE_HOURS));
    premiums[hour] = (pathBps(path, endHours - 0.5) + fade * wander) * 1e-4;
  }
  return premiums;
};
