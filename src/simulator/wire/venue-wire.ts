import type { MarketKind, VenueId } from '../../domain/ids.ts';
import type { Input } from '../../domain/input.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { AtMs } from '../../domain/units.ts';
import type { FundingRule } from '../funding-process.ts';
import type { SimLiquidation } from '../liquidation-process.ts';
import type { CoinListing, Steps } from '../listings.ts';
import type { Published, SimMarket } from '../sim-market.ts';

/** When a frame arrives here, and what its venue's clock said when it left. */
export interface FrameTime {
  readonly atMs: AtMs;
  readonly venueAtMs: number;
  /** Since the step before; absent outside of steps. */
  readonly spanMs?: number;
}

/** Whether an instant that comes again every so often, at a phase, was passed in the last `spanMs`. */
export const isPassed = (nowMs: number, spanMs: number, due: { readonly everyMs: number; readonly atMs: number }) =>
  Math.floor((nowMs - due.atMs) / due.everyMs) > Math.floor((nowMs - spanMs - due.atMs) / due.everyMs);

/** Somebody took from the book. */
export interface SimTrade {
  readonly side: 'buy' | 'sell';
  readonly ticks: number;
  readonly lots: number;
  readonly tradeId: number;
}

/** What an instrument is made from. */
export interface Listed {
  readonly coin: string;
  readonly kind: MarketKind;
  readonly steps: Steps;
  readonly intervalHours: number;
}

/**
 * One venue's formats as functions of simulated state: nothing here keeps or changes any. Each appends what it says to
 * `out`, in the order in which it would arrive.
 */
export interface VenueWire {
  readonly venue: VenueId;
  /** Usual way from the venue to here, ms. */
  readonly lagMs: number;
  /** Depth of its books against the ordinary. */
  readonly depth: number;
  readonly intervalHours: number;
  fundingRule(intervalHours: number, impactFraction: number): FundingRule;
  instrument(listed: Listed): Instrument;
  /** How the venue counts a coin where a scenario lists all there is; `undefined` where it does not list the kind. */
  steps(listing: CoinListing, kind: MarketKind): Steps | undefined;
  readonly rateText: (rate: number) => string;
  /** Decimals of mark and index prices. */
  priceDecimals(steps: Steps): number;
  /** Which of its published prices funding is settled on. */
  readonly settlesOn: 'mark' | 'index';
  /** How far book ids move with a frame of so many changed levels. */
  idStep(changedLevels: number): number;
  /** The book after its last step. */
  book(market: SimMarket, time: FrameTime, out: Input[]): void;
  /** Mark, index and rate, once a second; `market.published` is still what was said before. */
  prices(market: SimMarket, told: { readonly now: Published; readonly time: FrameTime }, out: Input[]): void;
  trade(market: SimMarket, told: { readonly trade: SimTrade; readonly time: FrameTime }, out: Input[]): void;
  liquidation(
    market: SimMarket,
    told: { readonly liquidation: SimLiquidation; readonly time: FrameTime },
    out: Input[],
  ): void;
  /** The answer to a poll of the settled series, some seconds after a settlement. */
  settledPoll(market: SimMarket, time: FrameTime, out: Input[]): void;
  /** What a client who asks again is told of instruments and their terms. */
  lists(markets: readonly SimMarket[], time: FrameTime, out: Input[]): void;
  /** Everything a client asks for and hears first. */
  opening(markets: readonly SimMarket[], time: FrameTime, out: Input[]): void;
  /** The answer to a resync of one book. */
  snapshot(market: SimMarket, time: FrameTime, out: Input[]): void;
}

/** Half a ladder in a venue's own form of a level. */
export type LevelOf<Level> = (price: string, size: string) => Level;

/** All levels of a side, best first. */
export const ladder = <Level>(market: SimMarket, side: 'bids' | 'asks', level: LevelOf<Level>): Level[] => {
  const { book, priceTexts, sizeTexts } = market;
  const { stepTicks } = book.settings;
  const direction = side === 'bids' ? -stepTicks : stepTicks;
  let ticks = side === 'bids' ? book.bidTicks : book.askTicks;
  const levels: Level[] = [];
  for (let at = 0; at < book.depth.bids.count; at += 1) {
    levels.push(level(priceTexts.of(ticks), sizeTexts.of(book.lots(side, at))));
    ticks += direction;
  }
  return levels;
};

/** The changed levels of a side; size 0 deletes. */
export const changed = <Level>(market: SimMarket, side: 'bids' | 'asks', level: LevelOf<Level>): Level[] => {
  const change = market.book.change[side];
  const levels: Level[] = [];
  for (let at = 0; at < change.length; at += 2)
    levels.push(level(market.priceTexts.of(change[at] ?? 0), market.sizeTexts.of(change[at + 1] ?? 0)));
  return levels;
};

/** Lots that hold so many USD at a price in ticks, at least one. */
export const lotsOfUsd = ({ book }: SimMarket, usd: number, ticks: number): number => {
  const { priceDecimals, sizeDecimals, contractSize, kind } = book.settings;
  const lotsPerUsd = 10 ** sizeDecimals / contractSize;
  return Math.max(
    1,
    Math.round(kind === 'inverse' ? usd * lotsPerUsd : (usd * lotsPerUsd * 10 ** priceDecimals) / ticks),
  );
};

/** The bankruptcy price of a liquidation, in ticks of the book's grid. */
export const bankruptcyTicks = ({ book }: SimMarket, { liquidated, distanceFraction }: SimLiquidation): number => {
  const away = liquidated === 'long' ? 1 - distanceFraction : 1 + distanceFraction;
  const { stepTicks } = book.settings;
  return Math.round((book.bidTicks * away) / stepTicks) * stepTicks;
};

/** A power of ten as decimal text: `step(3)` is 0.001, `step(-1)` is 10. */
export const step = (decimals: number): string => (10 ** -decimals).toFixed(Math.max(0, decimals));
