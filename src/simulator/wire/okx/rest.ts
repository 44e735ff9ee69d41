import type { Input } from '../../../domain/input.ts';
import { venueId } from '../../../domain/ids.ts';
import type { SimMarket } from '../../sim-market.ts';
import type { FrameTime } from '../venue-wire.ts';
import { step } from '../venue-wire.ts';

const VENUE = venueId('okx');

const answer = ({ atMs }: FrameTime, rest: string, data: unknown): Input => ({
  kind: 'rest',
  atMs,
  venue: VENUE,
  rest,
  frame: { code: '0', msg: '', data },
});

export type InstrumentType = 'SWAP' | 'SPOT';

export const typeOf = ({ instrument }: SimMarket): InstrumentType => (instrument.kind === 'spot' ? 'SPOT' : 'SWAP');

/** The index a swap follows. */
export const indexOf = ({ instrument }: SimMarket): string => `${instrument.coin}-${instrument.quote}`;

/** Instrument lists; that of spot only where there is any. */
export const okxLists = (markets: readonly SimMarket[], time: FrameTime, out: Input[]): void => {
  for (const type of ['SWAP', 'SPOT'] as const) {
    const rows = markets.filter((market) => typeOf(market) === type).map(instrumentRow);
    if (type === 'SWAP' || rows.length > 0)
      out.push(answer(time, `GET /api/v5/public/instruments?instType=${type}`, rows));
  }
};

/** The last rows of a settled series, newest first. */
export const okxSettled = (market: SimMarket, time: FrameTime, limit: number): Input => {
  const instId = market.instrument.nativeSymbol;
  const rows = settledRows(market, time.venueAtMs).slice(0, limit);
  return answer(time, `GET /api/v5/public/funding-rate-history?instId=${instId}&limit=${limit}`, rows);
};

/** All rows of a settled series that the venue remembers, newest first. */
export const settledRows = (market: SimMarket, nowMs: number) => {
  const instId = market.instrument.nativeSymbol;
  return market
    .settledRates(nowMs)
    .map(({ atMs, rate }) => ({
      fundingRate: rate,
      fundingTime: String(atMs),
      instId,
      instType: 'SWAP',
      method: 'current_period',
      realizedRate: rate,
    }))
    .reverse();
};

/** A row of `public/instruments`. Swaps name their coins by their underlying only. */
export const instrumentRow = (market: SimMarket) => (market.instrument.kind === 'spot' ? spotRow : swapRow)(market);

const swapRow = (market: SimMarket) => {
  const { instrument, steps } = market;
  const isInverse = instrument.kind === 'inverse';
  const family = indexOf(market);
  return {
    baseCcy: '',
    ctMult: '1',
    ctType: isInverse ? 'inverse' : 'linear',
    ctVal: steps.contractSize ?? '1',
    ctValCcy: isInverse ? instrument.quote : instrument.coin,
    expTime: '',
    instFamily: family,
    instId: instrument.nativeSymbol,
    instType: 'SWAP',
    lotSz: step(steps.sizeDecimals),
    minSz: step(steps.sizeDecimals),
    quoteCcy: '',
    ruleType: 'normal',
    settleCcy: instrument.settle,
    state: 'live',
    tickSz: step(steps.priceDecimals),
    uly: family,
  };
};

const spotRow = ({ instrument, steps }: SimMarket) => ({
  baseCcy: instrument.coin as string,
  ctMult: '',
  ctType: '',
  ctVal: '',
  ctValCcy: '',
  expTime: '',
  instFamily: '',
  instId: instrument.nativeSymbol,
  instType: 'SPOT',
  lotSz: step(steps.sizeDecimals),
  minSz: step(steps.sizeDecimals),
  quoteCcy: instrument.quote,
  ruleType: 'normal',
  settleCcy: '',
  state: 'live',
  tickSz: step(steps.priceDecimals),
  uly: '',
});
