import { coinId, marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import type { Leg, MarketKey } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import type { LegOrder } from '../../src/domain/order.ts';
import type { PositionSettings } from '../../src/position/position.ts';
import type { LegTerms } from '../../src/position/position-event.ts';

export const START_MS = 1_000_000;
export const COIN = coinId('BTC');
export const LONG = marketKey(venueId('alpha'), symbolId('BTC/USDT:USDT'));
export const SHORT = marketKey(venueId('beta'), symbolId('BTC/USDT:USDT'));
/** Other markets of the coin, one for each leg. */
export const OTHER_LONG = marketKey(venueId('delta'), symbolId('BTC/USDT:USDT'));
export const OTHER = marketKey(venueId('gamma'), symbolId('BTC/USDT:USDT'));
export const MARKETS = [LONG, SHORT, OTHER, OTHER_LONG] as const;
export const ROUTE = { coin: COIN, long: LONG, short: SHORT } as const;
export const SETTINGS: PositionSettings = {
  legTimeoutMs: 5000,
  hedgeSlippageMaxBps: 25,
  closeSlippageMaxBps: 100,
  deltaToleranceFraction: 0.005,
  exitCarryBps: 0,
  consecutiveSettlements: 2,
  minimumHold: 'break-even',
  makerRequoteMs: 1000,
  slicePauseMs: 2000,
  staleFeedMs: 60_000,
};
export const PATIENCE = { ackTimeoutMs: 3000, restTimeoutMs: 2000, visibilityDelayMs: 200, probeTimeoutMs: 1000 };
export const ID_RULE = { lengthMax: 36, alphabet: 'alphanumeric' } as const;

export const termsOf = (market: MarketKey): LegTerms => ({
  market,
  coinsPerUnit: text(1),
  lotSize: text('0.1'),
  minQuantity: text('0.1'),
});

export const openOrder = (leg: Leg, quantity = 1): LegOrder => ({
  coin: COIN,
  leg,
  market: leg === 'long' ? LONG : SHORT,
  side: leg === 'long' ? 'buy' : 'sell',
  quantity: text(quantity),
  reduceOnly: false,
  purpose: 'open',
  attempt: 1,
  slippageMaxBps: 4,
});

export const orderText = ({ leg, side, quantity, purpose }: LegOrder): string =>
  `${leg} ${side} ${quantity} ${purpose}`;
