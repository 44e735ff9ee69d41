import type { BookDepth } from '../domain/book.ts';
import type { Json } from '../domain/codec.ts';
import type { MarketKind } from '../domain/ids.ts';
import type { Prng } from './prng.ts';
import { SavedState } from './saved-state.ts';

/** The shape of one market's ladder. Prices and sizes are whole numbers of ticks and lots here. */
export interface LadderSettings {
  /** Decimals of a price: the tick is 10^-priceDecimals. */
  readonly priceDecimals: number;
  /** Decimals of a size in the venue's unit: the lot is 10^-sizeDecimals. */
  readonly sizeDecimals: number;
  /** Ticks between neighbouring levels. */
  readonly stepTicks: number;
  /** Base units in one unit of quantity; quote units in one contract where `kind` is inverse. */
  readonly contractSize: number;
  readonly kind: MarketKind;
  /** Quote notional at the touch of a quiet market. */
  readonly touchUsd: number;
}

export const LEVELS = 20;
/** Sizes grow with the distance from the touch, per level. */
const SLOPE = 0.12;
/** The quiet distance between best bid and ask, in steps, before it snaps to the grid. */
const SPREAD_STEPS = 0.6;
/** Distinct digits of a size: few enough to keep their texts. */
const SIZE_DIGITS = 3;

/** What changed at the last step: `ticks, lots` pairs, 0 lots deletes. A view, valid until the next step. */
export interface LadderChange {
  readonly bids: readonly number[];
  readonly asks: readonly number[];
}

/**
 * One market's ladder: a level on every step of its grid, 20 a side, never crossed. A step moves it with the price (levels
 * reached are gone, new ones come in at the other end) and redraws one size a side, more of them under stress, so that a
 * change is a handful of levels.
 */
export class BookProcess {
  readonly depth: BookDepth;
  readonly change: LadderChange;
  readonly settings: LadderSettings;
  readonly #prng: Prng;
  readonly #bids: LadderSide;
  readonly #asks: LadderSide;
  readonly #perPrice: number;

  constructor(settings: LadderSettings, prng: Prng) {
    this.settings = settings;
    this.#prng = prng;
    this.#bids = new LadderSide(settings, -1, prng);
    this.#asks = new LadderSide(settings, 1, prng);
    this.#perPrice = 10 ** settings.priceDecimals / settings.stepTicks;
    const { kind, contractSize } = settings;
    this.depth = { bids: this.#bids, asks: this.#asks, kind, contractSize };
    this.change = { bids: this.#bids.change, asks: this.#asks.change };
  }

  /** Best bid and ask in ticks. */
  get bidTicks(): number {
    return this.#bids.bestStep * this.settings.stepTicks;
  }

  get askTicks(): number {
    return this.#asks.bestStep * this.settings.stepTicks;
  }

  /** Lots of a level, best first. */
  lots(side: 'bids' | 'asks', level: number): number {
    return (side === 'bids' ? this.#bids : this.#asks).lots[level] ?? 0;
  }

  get mid(): number {
    return (this.bidTicks + this.askTicks) / 2 / 10 ** this.settings.priceDecimals;
  }

  /** Draws a whole ladder around `mid`. */
  open(mid: number): void {
    const { bid, ask } = this.#touch(mid, 0);
    this.#bids.open(bid, 1);
    this.#asks.open(ask, 1);
  }

  /** Moves the ladder to `mid` (quote units); `stress` >= 0 widens the spread and thins the depth. */
  step(mid: number, stress: number): void {
    const { bid, ask } = this.#touch(mid, stress);
    const depth = 1 / (1 + 2 * stress);
    const redraws = stress > 0.3 ? 4 : 1;
    this.#bids.move(bid, depth);
    this.#asks.move(ask, depth);
    for (let n = 0; n < redraws; n += 1) {
      const draw = this.#prng.integer(LEVELS * LEVELS);
      this.#bids.redraw(draw % LEVELS, depth);
      this.#asks.redraw(Math.floor(draw / LEVELS), depth);
    }
  }

  save(): Json {
    return { prng: this.#prng.save(), bids: this.#bids.save(), asks: this.#asks.save() };
  }

  restore(state: Json | undefined): void {
    const saved = new SavedState(state);
    this.#prng.restore(saved.json('prng'));
    this.#bids.restore(saved.json('bids'));
    this.#asks.restore(saved.json('asks'));
  }

  #touch(mid: number, stress: number): { readonly bid: number; readonly ask: number } {
    const steps = mid * this.#perPrice;
    const half = (SPREAD_STEPS + 1.5 * stress) / 2;
    const bid = Math.max(LEVELS, Math.floor(steps - half));
    return { bid, ask: Math.max(bid + 1, Math.ceil(steps + half)) };
  }
}

/** One side, best first; `direction` is where worse prices lie. */
class LadderSide {
  readonly prices = new Float64Array(LEVELS);
  readonly sizes = new Float64Array(LEVELS);
  readonly lots = new Float64Array(LEVELS);
  readonly count = LEVELS;
  readonly change: number[] = [];
  bestStep = 0;
  readonly #settings: LadderSettings;
  readonly #direction: 1 | -1;
  readonly #prng: Prng;
  readonly #priceScale: number;
  readonly #sizeScale: number;

  constructor(settings: LadderSettings, direction: 1 | -1, prng: Prng) {
    this.#settings = settings;
    this.#direction = direction;
    this.#prng = prng;
    this.#priceScale = 10 ** settings.priceDecimals;
    this.#sizeScale = 10 ** settings.sizeDecimals;
  }

  open(bestStep: number, depth: number): void {
    this.bestStep = bestStep;
    this.change.length = 0;
    for (let level = 0; level < LEVELS; level += 1) this.#put(level, depth);
  }

  move(bestStep: number, depth: number): void {
    // Positive: better prices appear; negative: levels at the touch are gone.
    const gained = (this.bestStep - bestStep) * this.#direction;
    this.change.length = 0;
    if (gained === 0) return;
    const shift = Math.min(LEVELS, Math.abs(gained));
    const [goneFrom, newFrom] = gained > 0 ? [LEVELS - shift, 0] : [0, LEVELS - shift];
    for (let level = goneFrom; level < goneFrom + shift; level += 1) this.change.push(this.#ticks(level), 0);
    this.bestStep = bestStep;
    for (const array of [this.prices, this.sizes, this.lots]) {
      if (gained > 0) array.copyWithin(shift, 0);
      else array.copyWithin(0, shift);
    }
    for (let level = newFrom; level < newFrom + shift; level += 1) this.#put(level, depth);
  }

  redraw(level: number, depth: number): void {
    const ticks = this.#ticks(level);
    // A level that came in at this very step keeps its size.
    for (let at = 0; at < this.change.length; at += 2) if (this.change[at] === ticks) return;
    this.#put(level, depth);
  }

  save(): Json {
    return { bestStep: this.bestStep, lots: [...this.lots] };
  }

  restore(state: Json | undefined): void {
    const saved = new SavedState(state);
    this.bestStep = saved.number('bestStep');
    this.change.length = 0;
    for (const [level, lots] of saved.numbers('lots').slice(0, LEVELS).entries()) this.#set(level, lots);
  }

  #ticks(level: number): number {
    return (this.bestStep + this.#direction * level) * this.#settings.stepTicks;
  }

  #put(level: number, depth: number): void {
    const { touchUsd, contractSize, kind } = this.#settings;
    const ticks = this.#ticks(level);
    const usd = touchUsd * depth * (0.4 + 1.2 * this.#prng.next()) * (1 + SLOPE * level);
    const unitUsd = kind === 'inverse' ? contractSize : (ticks * contractSize) / this.#priceScale;
    const lots = fewDigits((usd * this.#sizeScale) / unitUsd);
    this.#set(level, lots);
    this.change.push(ticks, lots);
  }

  #set(level: number, lots: number): void {
    this.lots[level] = lots;
    // Whole numbers over a power of ten: exactly the numbers that the venue's texts give.
    this.prices[level] = this.#ticks(level) / this.#priceScale;
    this.sizes[level] = lots / this.#sizeScale;
  }
}

/** A whole number >= 1 rounded down to its first digits. */
const fewDigits = (value: number): number => {
  let scale = 1;
  while (value / scale >= 10 ** SIZE_DIGITS) scale *= 10;
  return Math.max(1, Math.floor(value / scale) * scale);
};
