import type { Json } from '../domain/codec.ts';
import type { Prng } from './prng.ts';
import { SavedState } from './saved-state.ts';

/** How one coin's index moves. */
export interface PriceSettings {
  /** Index at the start, quote units. */
  readonly openingPrice: number;
  /** Standard deviation of a year's returns in the ordinary regime, a fraction. */
  readonly volatilityPerYear: number;
  /** Share of the movement common to all coins, 0..1 (the correlation with the market). */
  readonly marketShare: number;
  /** Jumps per day in the ordinary regime, and their typical size, a fraction. */
  readonly jumpsPerDay: number;
  readonly jumpFraction: number;
  /** Multiplies volatility and jumps: the scenario's weather. */
  readonly turbulence: number;
}

/** Instants between steps, ms. */
export const STEP_MS = 500;
const STEPS_PER_DAY = 86_400_000 / STEP_MS;
const STEPS_PER_YEAR = 365 * STEPS_PER_DAY;
/** Volatility of the regimes calm, ordinary and wild against the stated one, and their mean length in steps. */
const REGIMES = [
  { factor: 0.6, meanSteps: 4800 },
  { factor: 1, meanSteps: 7200 },
  { factor: 2.2, meanSteps: 600 },
] as const;
/** A shock halves in about a minute. */
const SHOCK_DECAY = 0.994;

/**
 * One coin's index: a random walk of half-second steps with regimes of volatility and rare jumps, part of it shared by
 * all coins. `stress` says how nervous the market is: 0 quiet, 1 wild, more after a jump.
 */
export class PriceProcess {
  price: number;
  /** The last step's return, a fraction. */
  lastReturn = 0;
  readonly #settings: PriceSettings;
  readonly #prng: Prng;
  readonly #stepDeviation: number;
  readonly #ownShare: number;
  #regime = 1;
  #shock = 0;

  constructor(settings: PriceSettings, prng: Prng) {
    this.#settings = settings;
    this.#prng = prng;
    this.#stepDeviation = (settings.volatilityPerYear * settings.turbulence) / Math.sqrt(STEPS_PER_YEAR);
    this.#ownShare = Math.sqrt(1 - settings.marketShare ** 2);
    this.price = settings.openingPrice;
  }

  get stress(): number {
    return (this.#regime === 2 ? 0.5 : 0) + this.#shock;
  }

  /**
   * Half a second on, or so many of them at once; `marketDraw` is the common movement, a normal draw shared by all coins.
   * Within a stretch there is one jump at most, and one change of regime.
   */
  step(marketDraw: number, halfSeconds = 1): void {
    const { marketShare, jumpsPerDay, jumpFraction, turbulence } = this.#settings;
    const { factor, meanSteps } = REGIMES[this.#regime] ?? REGIMES[1];
    const prng = this.#prng;
    const draw = marketShare * marketDraw + this.#ownShare * prng.normal();
    let move = this.#stepDeviation * Math.sqrt(halfSeconds) * factor * draw;
    this.#shock *= SHOCK_DECAY ** halfSeconds;
    const chance = prng.next() * STEPS_PER_DAY;
    const jumpsHere = jumpsPerDay * factor * turbulence * halfSeconds;
    if (chance < jumpsHere) {
      const jump = jumpFraction * (0.5 + 1.5 * prng.next());
      move += chance < jumpsHere / 2 ? jump : -jump;
      this.#shock = Math.min(4, this.#shock + jump / 0.005);
    } else if (chance > STEPS_PER_DAY * (1 - halfSeconds / meanSteps)) this.#regime = this.#nextRegime();
    this.lastReturn = move;
    this.price *= 1 + move;
  }

  save(): Json {
    return {
      price: this.price,
      lastReturn: this.lastReturn,
      regime: this.#regime,
      shock: this.#shock,
      prng: this.#prng.save(),
    };
  }

  restore(state: Json | undefined): void {
    const saved = new SavedState(state);
    this.price = saved.number('price');
    this.lastReturn = saved.number('lastReturn');
    this.#regime = saved.number('regime');
    this.#shock = saved.number('shock');
    this.#prng.restore(saved.json('prng'));
  }

  /** Calm and wild lead back to ordinary; ordinary turns wild once in six. */
  #nextRegime(): number {
    if (this.#regime !== 1) return 1;
    return this.#prng.next() < 1 / 6 ? 2 : 0;
  }
}
