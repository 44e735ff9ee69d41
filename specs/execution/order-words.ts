import type { ClientOrderId, MarketKey } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import type { Fill } from '../../src/domain/order.ts';
import { atMs } from '../../src/domain/units.ts';
import type { FoundOrder } from '../../src/domain/venue-trading.ts';

/** Fills of one order on one market, at 100 each. */
export const fillsOn =
  (clientOrderId: ClientOrderId, market: MarketKey) =>
  (tradeId: string, quantity: string): Fill => ({
    clientOrderId,
    market,
    tradeId,
    side: 'buy',
    quantity: text(quantity),
    price: text(100),
    fee: text('0.01'),
    feeCoin: 'USDT',
    liquidity: 'taker',
    venueAtMs: atMs(5),
  });

/** How the venue's order 7 stands. */
export const found = (status: FoundOrder['status'], filledQuantity: string): FoundOrder => ({
  venueOrderId: '7',
  status,
  filledQuantity: text(filledQuantity),
});
