import type { AtMs } from '../../domain/units.ts';
import type { Fields } from '../wire-value.ts';
import { wireCap, wireInstant, wireNumber } from '../wire-value.ts';

/**
 * The merged ticker of one symbol. A field missing from a delta is unchanged, so the record outlives its frames; a
 * snapshot replaces it, a lost socket drops it. NaN: never said, or said to be empty.
 */
export interface TickerRecord {
  readonly mark: number;
  readonly index: number;
  /** Running estimate for `settlementAtMs`, a fraction per interval. */
  readonly rate: number;
  readonly settlementAtMs: AtMs | undefined;
  /** Hours, as the ticker gives it (the instrument list gives minutes); in tickers since October 2025. */
  readonly intervalHours: number;
  readonly cap: number;
  readonly bid: number;
  readonly bidSize: number;
  readonly ask: number;
  readonly askSize: number;
}

export const emptyTicker = (): TickerRecord => ({
  mark: NaN,
  index: NaN,
  rate: NaN,
  settlementAtMs: undefined,
  intervalHours: NaN,
  cap: NaN,
  bid: NaN,
  bidSize: NaN,
  ask: NaN,
  askSize: NaN,
});

/** A field that was sent but cannot be read. */
export interface TickerFault {
  readonly field: string;
  readonly value: unknown;
  readonly isPrice: boolean;
}

/** Merges what a frame says into what was known; a fault leaves the record as it was. */
export const mergeTicker = (known: TickerRecord, data: Fields): TickerRecord | TickerFault => {
  const settlement = data.nextFundingTime;
  const merged: TickerRecord = {
    mark: merge(known.mark, data.markPrice),
    index: merge(known.index, data.indexPrice),
    rate: merge(known.rate, data.fundingRate),
    settlementAtMs: settlement === undefined ? known.settlementAtMs : wireInstant(settlement),
    intervalHours: merge(known.intervalHours, data.fundingIntervalHour),
    cap: data.fundingCap === undefined ? known.cap : (wireCap(data.fundingCap) ?? NaN),
    bid: merge(known.bid, data.bid1Price),
    bidSize: merge(known.bidSize, data.bid1Size),
    ask: merge(known.ask, data.ask1Price),
    askSize: merge(known.askSize, data.ask1Size),
  };
  return faultOf(merged, data) ?? merged;
};

const merge = (known: number, sent: unknown): number => (sent === undefined ? known : wireNumber(sent));

const faultOf = (merged: TickerRecord, data: Fields): TickerFault | undefined => {
  if (isBad(data.markPrice, merged.mark, true)) return { field: 'markPrice', value: data.markPrice, isPrice: true };
  if (isBad(data.indexPrice, merged.index, true)) return { field: 'indexPrice', value: data.indexPrice, isPrice: true };
  if (isBad(data.bid1Price, merged.bid, true)) return { field: 'bid1Price', value: data.bid1Price, isPrice: true };
  if (isBad(data.ask1Price, merged.ask, true)) return { field: 'ask1Price', value: data.ask1Price, isPrice: true };
  if (isBad(data.bid1Size, merged.bidSize, false)) return { field: 'bid1Size', value: data.bid1Size, isPrice: false };
  if (isBad(data.ask1Size, merged.askSize, false)) return { field: 'ask1Size', value: data.ask1Size, isPrice: false };
  const isRateBad = data.fundingRate !== undefined && data.fundingRate !== '' && Number.isNaN(merged.rate);
  return isRateBad ? { field: 'fundingRate', value: data.fundingRate, isPrice: false } : undefined;
};

/** The empty text means that there is none (an empty side, a contract before its opening): known, and not a fault. */
const isBad = (sent: unknown, parsed: number, isPrice: boolean): boolean =>
  sent !== undefined && sent !== '' && !(isPrice ? parsed > 0 : parsed >= 0);
