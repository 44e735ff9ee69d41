import { beforeEach, describe, expect, it } from 'vitest';
import { clientOrderId } from '../../../src/domain/ids.ts';
import { text } from '../../../src/domain/money.ts';
import { atMs } from '../../../src/domain/units.ts';
import type { Inquiry, VenueRequest } from '../../../src/domain/venue-trading.ts';
import { kucoinTrading } from '../../../src/venues/kucoin/trading.ts';
import { BITCOIN } from './traded-bitcoin.ts';

const row = (tradeId: string, size: string, orderId = '7') => ({
  symbol: 'XBTUSDTM',
  tradeId,
  orderId,
  side: 'buy',
  liquidity: 'taker',
  price: '67430.9',
  size,
  feeCurrency: 'USDT',
  fee: '0.04045854',
  createdAt: '1729155616493',
});

let asked: VenueRequest[];
/** Rows of the list of the last day, and of the whole one. */
let recent: readonly unknown[];
let all: readonly unknown[];

beforeEach(() => {
  asked = [];
});

const inquiry: Inquiry = {
  ask: async (request) => {
    asked.push(request);
    return { code: '200000', data: request.path === 'recentFills' ? recent : { totalPage: '1', items: all } };
  },
  markets: { of: () => BITCOIN, named: () => BITCOIN, all: () => [BITCOIN] },
  kinds: ['linear'],
  nowMs: atMs(1_729_155_617_000),
  clientIds: new Map(),
};

const fillsOf = async (filledQuantity: string): Promise<readonly string[]> => {
  const name = { clientOrderId: clientOrderId('h1'), market: BITCOIN };
  const found = { venueOrderId: '7', status: 'open', filledQuantity: text(filledQuantity) } as const;
  const fills = await kucoinTrading.orders.fillsOf(name, found, inquiry);
  return fills.map(({ clientOrderId: id, tradeId, quantity, fee }) => `${id} ${tradeId} ${quantity} for ${fee}`);
};

describe('the fills of an order at KuCoin', () => {
  it('come from the list that is in time, of one contract and this order alone', async () => {
    recent = [row('3', '2'), row('2', '9', '8'), row('1', '3')];
    expect(await fillsOf('5')).toEqual(['h1 3 2 for 0.04045854', 'h1 1 3 for 0.04045854']);
    expect(asked.map(({ path, params }) => [path, params])).toEqual([['recentFills', { symbol: 'XBTUSDTM' }]]);
  });

  it('come from the whole list where that one does not have them all any more', async () => {
    recent = [row('3', '2')];
    all = [row('3', '2'), row('1', '3')];
    expect(await fillsOf('5')).toEqual(['h1 3 2 for 0.04045854', 'h1 1 3 for 0.04045854']);
    expect(asked.map(({ path, params }) => [path, params])).toEqual([
      ['recentFills', { symbol: 'XBTUSDTM' }],
      ['fills', { orderId: '7', currentPage: 1, pageSize: 100 }],
    ]);
  });

  it('come from both where neither has them all', async () => {
    recent = [row('3', '2')];
    all = [row('1', '3')];
    expect(await fillsOf('6')).toHaveLength(2);
  });
});
