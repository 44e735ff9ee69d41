import { describe, expect, it } from 'vitest';
import { atMs } from '../../src/domain/units.ts';
import type { Inquiry, VenueRequest, VenueTrading } from '../../src/domain/venue-trading.ts';
import { binanceTrading } from '../../src/venues/binance/trading.ts';
import { backpackTrading } from '../../src/venues/backpack/trading.ts';
import { bybitTrading } from '../../src/venues/bybit/trading.ts';
import { hyperliquidTrading } from '../../src/venues/hyperliquid/trading.ts';
import { kucoinTrading } from '../../src/venues/kucoin/trading.ts';
import { okxTrading } from '../../src/venues/okx/trading.ts';

const SINCE = atMs(Date.UTC(2026, 0, 5));
const AT = SINCE + 1000;

const OWN = `0x${'Ab'.repeat(20)}`;
const OTHER = `0x${'cd'.repeat(20)}`;

const send = (ends: Readonly<Record<'user' | 'destination' | 'sourceDex' | 'destinationDex', string>>) => ({
  type: 'send',
  token: 'USDC',
  amount: '8.0',
  fee: '0.0',
  ...ends,
});

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
    address: OWN,
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

  it('take their sign from the type at Bybit, however the change is written', async () => {
    const row = { id: 'a', type: 'TRANSFER_OUT', currency: 'USDT', change: '7.5', transactionTime: String(AT) };
    const { transfers, asked } = await listed(bybitTrading, {
      retCode: 0,
      result: { list: [row], nextPageCursor: '' },
    });
    expect(transfers?.map(({ amount }) => amount)).toEqual(['7.5', '-7.5']);
    expect(asked).toMatchObject([
      ['v5/account/transaction-log', { type: 'TRANSFER_IN' }],
      ['v5/account/transaction-log', { type: 'TRANSFER_OUT' }],
    ]);
  });

  it('are the completed ones of the ledger at KuCoin, whose bitcoin has another name', async () => {
    const row = { time: AT, type: 'TransferOut', amount: '3', status: 'Completed', offset: '8', currency: 'XBT' };
    const profit = { ...row, type: 'RealisedPNL', status: 'Pending', offset: '-1' };
    const pending = { ...row, type: 'TransferIn', status: 'Pending', offset: '9' };
    const body = { data: { hasMore: false, dataList: [profit, pending, row] } };
    const { transfers } = await listed(kucoinTrading, body);
    expect(transfers).toEqual([{ transferId: '8', coin: 'BTC', amount: '-3', venueAtMs: AT }]);
  });

  it('are what has arrived and what has left at Backpack, the fee with it', async () => {
    const row = { id: '5', symbol: 'USDC', quantity: '10', fee: '3', createdAt: '2026-01-05T00:00:01' };
    const rows = ['confirmed', 'pending', 'cancelled'].map((status, at) => ({ ...row, status, id: String(at) }));
    const { transfers } = await listed(backpackTrading, rows);
    expect(transfers?.map(({ transferId, amount }) => [transferId, amount])).toEqual([
      ['in-0', '10'],
      ['out-0', '-13'],
      ['out-1', '-13'],
    ]);
  });

  it.each([
    [{ type: 'deposit', usdc: '100.0' }, '100'],
    [{ type: 'withdraw', usdc: '99.0', nonce: '1', fee: '1.0' }, '-100'],
    [{ type: 'accountClassTransfer', usdc: '50.0', toPerp: true }, '50'],
    [{ type: 'accountClassTransfer', usdc: '50.0', toPerp: false }, '-50'],
    [{ type: 'internalTransfer', usdc: '5.0', user: OTHER, destination: OWN.toLowerCase(), fee: '1.0' }, '5'],
    [{ type: 'internalTransfer', usdc: '5.0', user: OWN.toLowerCase(), destination: OTHER, fee: '1.0' }, '-6'],
    [send({ user: OWN, destination: OWN, sourceDex: 'spot', destinationDex: '' }), '8'],
    [send({ user: OWN, destination: OTHER, sourceDex: '', destinationDex: '' }), '-8'],
    [send({ user: OWN, destination: OTHER, sourceDex: 'spot', destinationDex: 'spot' }), undefined],
    [{ ...send({ user: OTHER, destination: OWN, sourceDex: '', destinationDex: '' }), token: 'HYPE' }, undefined],
    [{ type: 'spotTransfer', token: 'USDC', amount: '8', user: OTHER, destination: OWN, fee: '0.0' }, undefined],
  ])('are what moved the wallet of perpetuals at Hyperliquid: %o', async (delta, amount) => {
    const { transfers } = await listed(hyperliquidTrading, [{ time: AT, hash: '0xff', delta }]);
    const told = { transferId: `${AT}-0xff`, coin: 'USDC', amount, venueAtMs: AT };
    expect(transfers).toEqual(amount === undefined ? [] : [told]);
  });
});
