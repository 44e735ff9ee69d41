import type { FlatLevels } from '../domain/book.ts';
import type { Instrument } from '../domain/instrument.ts';

/** The book orders meet where none was recorded: the same at every instant, so that what it costs can be worked out by hand. */
export interface DepthModel {
  /** From the price to the best bid and ask. */
  readonly halfSpreadBps: number;
  /** Behind them, on each side. */
  readonly depthUsdPerBp: number;
}

/** Levels behind the best one: how far, and how many basis points of depth stand there. */
const LADDER: readonly { readonly awayBps: number; readonly widthBps: number }[] = [
  ...Array.from({ length: 10 }, (_, at) => ({ awayBps: at, widthBps: 1 })),
  ...Array.from({ length: 9 }, (_, at) => ({ awayBps: 10 * (at + 1), widthBps: 10 })),
];

/** How far the modelled book reaches behind its best price. */
export const LADDER_BPS = 100;

/**
 * A book around a price. `freshness` alternates, so that what our own orders took is there again at the next settlement:
 * every other book shows one lot more.
 */
export const modelledBook = (
  instrument: Instrument,
  price: number,
  { halfSpreadBps, depthUsdPerBp, freshness }: DepthModel & { readonly freshness: 'even' | 'odd' },
): { readonly bids: FlatLevels; readonly asks: FlatLevels } => {
  const priceDigits = instrument.tickSize.decimalPlaces();
  const lot = instrument.lotSize.toNumber();
  const lotDigits = instrument.lotSize.decimalPlaces();
  const priceScale = 10 ** priceDigits;
  const lotScale = 10 ** lotDigits;
  const unitUsd = instrument.contractSize.toNumber() * (instrument.kind === 'inverse' ? 1 : price);
  const bids: number[] = [];
  const asks: number[] = [];
  for (const { awayBps, widthBps } of LADDER) {
    const offset = (price * (halfSpreadBps + awayBps)) / 1e4;
    const lots = Math.floor((depthUsdPerBp * widthBps) / unitUsd / lot) + (freshness === 'odd' ? 1 : 0);
    // whole numbers divided: the double nearest to the decimal, as parsing its text would give
    const size = lotDigits === 0 ? lots * lot : Math.round(lots * lot * lotScale) / lotScale;
    bids.push(Math.round((price - offset) * priceScale) / priceScale, size);
    asks.push(Math.round((price + offset) * priceScale) / priceScale, size);
  }
  return { bids, asks };
};
