import type { Json } from '../domain/codec.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { BookProcess } from './book-process.ts';
import type { Steps } from './listings.ts';
import type { PremiumProcess } from './premium-process.ts';
import type { PriceProcess } from './price-process.ts';
import type { Prng } from './prng.ts';
import type { FundingProcess } from './funding-process.ts';
import { SavedState } from './saved-state.ts';
import { NumberTexts } from './wire/number-texts.ts';
import type { SimTrade } from './wire/venue-wire.ts';

/** One settled rate as the venue publishes it. */
export interface SettledRate {
  readonly atMs: number;
  readonly rate: string;
  /** The average premium behind it, a fraction. */
  readonly premium: number;
}

export interface SimMarketParts {
  readonly instrument: Instrument;
  readonly steps: Steps;
  readonly price: PriceProcess;
  readonly premium: PremiumProcess;
  readonly book: BookProcess;
  /** Absent for spot. */
  readonly funding: FundingProcess | undefined;
  readonly prng: Prng;
  /** Settled before the start, ascending. */
  readonly history: readonly SettledRate[];
  readonly liquidationsPerDay: number;
}

/** What a venue last said of a perpetual: deltas are taken against it. */
export interface Published {
  readonly mark: string;
  readonly index: string;
  readonly rate: string;
  readonly nextAtMs: number;
  readonly intervalHours: number;
  readonly bidTicks: number;
  readonly bidLots: number;
  readonly askTicks: number;
  readonly askLots: number;
}

/** Everything about one market of one venue: its processes, its counters, and what it has published. */
export class SimMarket {
  /** What the venue lists; a change of its terms replaces it. */
  instrument: Instrument;
  readonly steps: Steps;
  readonly price: PriceProcess;
  readonly premium: PremiumProcess;
  readonly book: BookProcess;
  readonly funding: FundingProcess | undefined;
  readonly prng: Prng;
  readonly history: readonly SettledRate[];
  readonly liquidationsPerDay: number;
  readonly priceTexts: NumberTexts;
  readonly sizeTexts: NumberTexts;
  /** Book ids of the last frame: first and last change in it, and the last of the frame before. */
  firstId = 0;
  lastId: number;
  previousId = 0;
  tradeId: number;
  published: Published = {
    mark: '',
    index: '',
    rate: '',
    nextAtMs: 0,
    intervalHours: 0,
    bidTicks: 0,
    bidLots: 0,
    askTicks: 0,
    askLots: 0,
  };
  /** Settled since the start, ascending, 31 days kept. */
  settled: SettledRate[] = [];

  constructor(parts: SimMarketParts) {
    this.instrument = parts.instrument;
    this.steps = parts.steps;
    this.price = parts.price;
    this.premium = parts.premium;
    this.book = parts.book;
    this.funding = parts.funding;
    this.prng = parts.prng;
    this.history = parts.history;
    this.liquidationsPerDay = parts.liquidationsPerDay;
    const style = parts.steps.quotedDecimals === undefined ? 'fixed' : 'short-point';
    this.priceTexts = new NumberTexts(parts.book.settings.priceDecimals, style);
    this.sizeTexts = new NumberTexts(parts.book.settings.sizeDecimals, style);
    this.lastId = 1_000_000 + parts.prng.integer(1_000_000_000);
    this.tradeId = 1_000_000 + parts.prng.integer(100_000_000);
  }

  /** The index of what the venue lists: of a thousand coins where its symbol holds a thousand. */
  get index(): number {
    return this.price.price * this.instrument.multiplier;
  }

  get mark(): number {
    return this.funding === undefined ? this.book.mid : this.index * (1 + this.premium.markPremium);
  }

  /** What funding is made of: where the book stands, or the mark where the venue's rate follows that. */
  get fundingPremium(): number {
    const { premium, markPremium } = this.premium;
    return this.funding?.rule.accrual === 'continuous' ? markPremium : premium;
  }

  /** Half a second on, or so many of them at once: premium, then the book around its price. */
  step(atHours: number, halfSeconds = 1): void {
    this.premium.step(atHours, halfSeconds);
    this.book.step(this.index * (1 + this.premium.premium), this.price.stress);
  }

  /** Book ids of the frame that says the last step. */
  nextIds(wire: { readonly idStep: (changedLevels: number) => number }): void {
    const { bids, asks } = this.book.change;
    this.previousId = this.lastId;
    this.firstId = this.lastId + 1;
    this.lastId += wire.idStep((bids.length + asks.length) / 2);
  }

  /** Somebody takes a part of the best level. */
  takeFrom(side: 'buy' | 'sell'): SimTrade {
    this.tradeId += 1;
    const best = this.book.lots(side === 'buy' ? 'asks' : 'bids', 0);
    const lots = Math.max(1, Math.floor((best * (1 + this.prng.integer(20))) / 40));
    return { side, ticks: side === 'buy' ? this.book.askTicks : this.book.bidTicks, lots, tradeId: this.tradeId };
  }

  /** Rates settled within the 31 days before `nowMs`, ascending. */
  settledRates(nowMs: number): readonly SettledRate[] {
    const fromMs = nowMs - HISTORY_KEPT_MS;
    return [...this.history, ...this.settled].filter(({ atMs }) => atMs > fromMs);
  }

  addSettled(rate: SettledRate): void {
    this.settled = [...this.settled.filter(({ atMs }) => atMs > rate.atMs - HISTORY_KEPT_MS), rate];
  }

  save(): Json {
    return {
      premium: this.premium.save(),
      book: this.book.save(),
      funding: this.funding?.save() ?? null,
      prng: this.prng.save(),
      ids: [this.firstId, this.lastId, this.previousId, this.tradeId],
      published: { ...this.published },
      settled: this.settled.map(({ atMs, rate, premium }) => ({ atMs, rate, premium })),
    };
  }

  restore(state: Json | undefined): void {
    const saved = new SavedState(state);
    this.premium.restore(saved.json('premium'));
    this.book.restore(saved.json('book'));
    this.funding?.restore(saved.json('funding'));
    this.prng.restore(saved.json('prng'));
    const [firstId = 0, lastId = 0, previousId = 0, tradeId = 0] = saved.numbers('ids');
    Object.assign(this, { firstId, lastId, previousId, tradeId });
    this.published = publishedOf(new SavedState(saved.json('published')));
    this.settled = saved.rows('settled').map((row) => ({
      atMs: row.number('atMs'),
      rate: row.text('rate'),
      premium: row.number('premium'),
    }));
  }
}

const publishedOf = (saved: SavedState): Published => ({
  mark: saved.text('mark'),
  index: saved.text('index'),
  rate: saved.text('rate'),
  nextAtMs: saved.number('nextAtMs'),
  intervalHours: saved.number('intervalHours'),
  bidTicks: saved.number('bidTicks'),
  bidLots: saved.number('bidLots'),
  askTicks: saved.number('askTicks'),
  askLots: saved.number('askLots'),
});

/** A day more than the 30 that statistics look back. */
export const HISTORY_KEPT_MS = 31 * 86_400_000;
