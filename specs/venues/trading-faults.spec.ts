import { describe, expect, it } from 'vitest';
import { venueTradings } from '../../src/venues/tradings.ts';

const faultIn = (venue: string, status: number, body: unknown) =>
  venueTradings.find((one) => one.venue === venue)?.faultIn({ status, body });

const okxRow = (sCode: string, sMsg = '') => ({ code: '1', msg: 'All operations failed', data: [{ sCode, sMsg }] });
const status = (error: string) => ({ status: 'ok', response: { type: 'order', data: { statuses: [{ error }] } } });

describe('what a venue’s no says of an order', () => {
  it.each([
    ['binance', 400, { code: '-2019', msg: 'Margin is insufficient.' }, 'insufficient-margin'],
    ['binance', 429, { code: '-1003', msg: 'Too many requests.' }, 'rate-limited'],
    [
      'binance',
      400,
      { code: '-2010', msg: 'Account has insufficient balance for requested action.' },
      'insufficient-margin',
    ],
    ['binance', 400, { code: '-2010', msg: 'Duplicate order sent.' }, 'duplicate-client-id'],
    ['binance', 400, { code: '-1013', msg: 'Filter failure: PRICE_FILTER' }, 'bad-price'],
    ['binance', 400, { code: '-1013', msg: 'Filter failure: NOTIONAL' }, 'below-minimum'],
    ['bybit', 200, { retCode: '110074', retMsg: 'contract not live' }, 'market-halted'],
    ['bybit', 200, { retCode: '10006', retMsg: 'Too many visits!' }, 'rate-limited'],
    ['bybit', 200, { retCode: '10001', retMsg: 'params error: Price invalid' }, 'bad-price'],
    ['okx', 200, okxRow('51008', 'Insufficient USDT margin'), 'insufficient-margin'],
    ['okx', 200, okxRow('51000', 'Parameter sz error'), 'bad-quantity'],
    ['okx', 429, { code: '50011', msg: 'Too Many Requests', data: [] }, 'rate-limited'],
    ['hyperliquid', 200, status('Insufficient margin to place order. asset=4'), 'insufficient-margin'],
    ['hyperliquid', 200, { status: 'err', response: 'User or API Wallet 0x1 does not exist.' }, 'unknown'],
    ['deribit', 400, { error: { code: '10009', message: 'not_enough_funds' } }, 'insufficient-margin'],
    ['deribit', 400, { error: { code: '13888', message: 'timed_out' } }, 'unknown'],
    ['kucoin', 200, { code: '300003', msg: 'Balance insufficient' }, 'insufficient-margin'],
    ['kucoin', 429, { code: '429000', msg: 'Too many requests' }, 'rate-limited'],
    ['backpack', 400, { code: 'INSUFFICIENT_MARGIN', message: 'no' }, 'insufficient-margin'],
    ['backpack', 400, { code: 'INVALID_CLIENT_REQUEST', message: 'quantity decimal too long' }, 'bad-quantity'],
  ])('%s %d %j is %s', (venue, code, body, refusal) => {
    expect(faultIn(venue, code, body)).toMatchObject({ refusal });
  });

  it.each([
    ['binance', 400, { code: '-1007', msg: 'Timeout waiting for response. Send status unknown.' }],
    ['binance', 400, { code: '-1001', msg: 'Internal error.' }],
    ['binance', 400, { code: '-9999', msg: 'A code of next year' }],
    ['bybit', 200, { retCode: '10016', retMsg: 'Server error.' }],
    ['bybit', 200, { retCode: '10000', retMsg: 'Server Timeout' }],
    ['okx', 200, { code: '50004', msg: 'Endpoint request timeout', data: [] }],
    ['okx', 200, { code: '50026', msg: 'System error', data: [] }],
    ['hyperliquid', 200, status('Something new happened')],
    ['deribit', 400, { error: { code: '10040', message: 'retry' } }],
    ['kucoin', 200, { code: '500000', msg: 'Internal Server Error' }],
    ['backpack', 400, { code: 'TIMEOUT', message: 'timed out' }],
    ['backpack', 400, { code: 'SERVER_ERROR', message: 'oops' }],
  ])('%s %d %j proves nothing', (venue, code, body) => {
    const fault = faultIn(venue, code, body);
    expect(fault).toBeDefined();
    expect(fault).not.toHaveProperty('refusal');
    expect(fault).not.toHaveProperty('isAbsent');
  });

  it.each([
    ['binance', 400, { code: '-2013', msg: 'Order does not exist.' }],
    ['bybit', 200, { retCode: '110001', retMsg: 'order not exists or too late to cancel' }],
    ['okx', 200, { code: '51603', msg: 'Order does not exist', data: [] }],
    ['hyperliquid', 200, { status: 'unknownOid' }],
    ['deribit', 400, { error: { code: '10004', message: 'order_not_found' } }],
    ['kucoin', 200, { code: '100001', msg: 'error.getOrder.orderNotExist' }],
    ['backpack', 404, { code: 'RESOURCE_NOT_FOUND', message: 'Not Found' }],
  ])('%s %d %j is no such order', (venue, code, body) => {
    expect(faultIn(venue, code, body)).toMatchObject({ isAbsent: true });
  });

  it.each([
    ['binance', 200, { orderId: '1' }],
    ['bybit', 200, { retCode: '0', retMsg: 'OK', result: {} }],
    ['okx', 200, { code: '0', msg: '', data: [{ sCode: '0' }] }],
    ['hyperliquid', 200, { status: 'ok', response: { data: { statuses: [{ resting: { oid: '1' } }] } } }],
    ['hyperliquid', 200, status('Order could not immediately match against any resting orders. asset=4')],
    ['hyperliquid', 200, []],
    ['deribit', 200, { result: {} }],
    ['kucoin', 200, { code: '200000', data: {} }],
    ['backpack', 200, { id: '1' }],
    ['backpack', 400, 'failed to parse parameter `limit`'],
  ])('%s %d %j is no no', (venue, code, body) => {
    expect(faultIn(venue, code, body)).toBe(undefined);
  });
});
