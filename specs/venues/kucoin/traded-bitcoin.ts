import { marketKey, symbolId } from '../../../src/domain/ids.ts';
import { text } from '../../../src/domain/money.ts';
import type { TradedMarket } from '../../../src/domain/venue-trading.ts';
import { KUCOIN } from '../../../src/venues/kucoin/symbols.ts';

export const BITCOIN: TradedMarket = {
  market: marketKey(KUCOIN, symbolId('BTC/USDT:USDT')),
  kind: 'linear',
  native: 'XBTUSDTM',
  base: 'BTC',
  settle: 'USDT',
  contractSize: text('0.001'),
};
