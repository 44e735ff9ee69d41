import { describe, expect, it } from 'vitest';
import { clientOrderId, marketKey, symbolId } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import type { Fill } from '../../src/domain/order.ts';
import { MS_PER_DAY, atMs } from '../../src/domain/units.ts';
import type { Inquiry, VenueTrading } from '../../src/domain/venue-trading.ts';
import { askAccount } from '../../src/execution/account-inquiry.ts';
import { bybitTrading } from '../../src/venues/bybit/trading.ts';

const NOW = atMs(Date.UTC(2026, 0, 5));
const MARKET = marketKey(bybitTrading.venue, symbolId('BTC/USDT:USDT'));

const fill = (id: string, afterMs: number): Fill => ({
  clientOrderId: clientOrderId('h1'),
  market: MARKET,
  tradeId: id,
  side: 'buy',
  quantity: text(1),
  price: text(1),
  fee: text(0),
  feeCoin: 'USDT',
  liquidity: 'taker',
  venueAtMs: atMs(NOW + afterMs),
});

/** A venue whose position reads as told, one look after the other; the last stays. */
const account = (held: readonly number[], fills: readonly Fill[] = []) => {
  const asked: number[] = [];
  let looks = 0;
  const trading: VenueTrading = {
    ...bybitTrading,
    account: {
      openOrders: async () => [],
      positions: async () => {
        const quantity = held[Math.min(looks, held.length - 1)] ?? 0;
        looks += 1;
        return [{ market: MARKET, quantity: text(quantity), entryPrice: text(1) }];
      },
      balances: async () => [{ coin: 'USDT', total: text(100), free: text(looks) }],
      fills: async (sinceMs) => {
        asked.push(sinceMs);
        return fills;
      },
      payments: async () => [],
    },
  };
  const markets = { of: () => undefined, named: () => undefined, all: () => [] };
  const inquiry: Inquiry = { ask: async () => ({}), markets, kinds: ['linear'], nowMs: NOW, clientIds: new Map() };
  return { trading, inquiry, asked };
};

describe('an account as of one moment', () => {
  it('is what was held before and after the lists were read', async () => {
    const { trading, inquiry } = account([1, 1]);
    expect(await askAccount(trading, NOW, () => inquiry)).toMatchObject({
      positions: [{ quantity: '1' }],
      balances: [{ total: '100' }],
    });
  });

  it('is asked for again when it moved meanwhile', async () => {
    const { trading, inquiry, asked } = account([1, 2, 2]);
    expect(await askAccount(trading, NOW, () => inquiry)).toMatchObject({ positions: [{ quantity: '2' }] });
    expect(asked).toHaveLength(2);
  });

  it('is not told of when it never stands still', async () => {
    const { trading, inquiry } = account([1, 2, 3, 4, 5, 6]);
    expect(await askAccount(trading, NOW, () => inquiry)).toBe('moving');
  });

  it('has each fill once, oldest first, and asks no further back than venues keep them', async () => {
    const { trading, inquiry, asked } = account([1], [fill('2', -10), fill('1', -20), fill('2', -10)]);
    const report = await askAccount(trading, atMs(0), () => inquiry);
    expect(report === 'moving' ? [] : report.fills.map(({ tradeId }) => tradeId)).toEqual(['1', '2']);
    expect(asked).toEqual([NOW - 89 * MS_PER_DAY]);
  });
});
