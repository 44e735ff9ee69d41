import type { Fill } from '../../src/domain/order.ts';
import type { Account } from '../../src/simulator/account.ts';
import { clientOrderId, kindOf } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import { applyFill, openAccount } from '../../src/simulator/account.ts';
import { feeOf } from '../../src/simulator/fill-booking.ts';
import { instrumentOf, LINEAR, profileOf, START } from './venue-under-test.ts';

/** One fill of an account's story; decimals as text. */
export interface Trade {
  readonly side: 'buy' | 'sell';
  readonly quantity: string;
  readonly price: string;
  readonly market?: typeof LINEAR;
}

const fillOf = ({ side, quantity, price, market = LINEAR }: Trade): Fill => ({
  clientOrderId: clientOrderId('c'),
  market,
  tradeId: 't',
  side,
  quantity: text(quantity),
  price: text(price),
  ...feeOf(profileOf().fees[kindOf(market)], instrumentOf(market), {
    side,
    quantity: text(quantity),
    price: text(price),
    liquidity: 'taker',
  }),
  liquidity: 'taker',
  venueAtMs: START,
});

/** The account after trades, each a taker fill of venue `alpha`. */
export const after = (trades: readonly Trade[], account: Account = openAccount({ USDT: text(1000) })): Account =>
  trades.reduce((held, trade) => applyFill(held, fillOf(trade), instrumentOf(trade.market ?? LINEAR)), account);
