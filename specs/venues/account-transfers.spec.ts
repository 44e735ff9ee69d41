import { describe, expect, it } from 'vitest';
import { atMs } from '../../src/domain/units.ts';
import type { Inquiry, VenueRequest, VenueTrading } from '../../src/domain/venue-trading.ts';
import { binanceTrading } from '../../src/venues/binance/trading.ts';
import { okxTrading } from '../../src/venues/okx/trading.ts';

const SINCE = atMs(Date.UTC(2026, 0, 5));
const AT = SINCE + 1000;

/** What a venue lists when it answers every question with `rows`, and what it was asked for. */
const listed = async (trading: VenueTrading, body: unknown, kinds: Inquiry['kinds'] = ['linear']) => {
  const asked: VenueRequest[] = [];
  const inquiry: Inquiry = {
    ask: async (request) => {
      asked.push(request);
      return body;
    },
    markets: { of: () => undefined, named: () => undefined, all: () => [] },
    kinds,
    nowMs: atMs(SINCE + 5000),
    clientIds: new Map(),
  };
  const transfers = await trading.account.transfers?.(SINCE, inquiry);
  return { transfers, asked: asked.map(({ path, params }) => [path, params]) };
};

describe('transfers that a venue lists', () => {
  it('are the income of that type at Binance, which names no symbol for them', async () => {
    const row = { symbol: '', incomeType: 'TRANSFER', income: '-12.50', asset: 'USDT', time: AT, tranId: '77' };
    const { transfers, asked } = await listed(binanceTrading, [row]);
    expect(transfers).toEqual([{ transferId: 'linear-77', coin: 'USDT', amount: '-12.5', venueAtMs: AT }]);
    expect(asked).toEqual([['income', { incomeType: 'TRANSFER', startTime: SINCE, limit: 1000 }]]);
  });

  it('are none at Binance where the spot wallet is part of the account: money only changes its pocket', async () => {
    expect((await listed(binanceTrading, [], ['linear', 'spot'])).asked).toEqual([]);
  });

  it('are the bills of type 1 at OKX', async () => {
    const row = { billId: '9', type: '1', ccy: 'USDT', balChg: '250', ts: String(AT) };
    const { transfers, asked } = await listed(okxTrading, { code: '0', data: [row] });
    expect(transfers).toEqual([{ transferId: '9', coin: 'USDT', amount: '250', venueAtMs: AT }]);
    expect(asked).toMatchObject([['account/bills', { type: '1', begin: SINCE }]]);
  });
});
