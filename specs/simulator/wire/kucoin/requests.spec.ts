import { beforeEach, describe, expect, it } from 'vitest';
import { isRecord } from '../../../../src/domain/codec.ts';
import { API_KEY, API_PASSPHRASE } from '../../../../src/simulator/wire/venue-face.ts';
import { KucoinRoom } from './room.ts';

let room: KucoinRoom;
beforeEach(() => {
  room = new KucoinRoom();
});

const signed = (more = {}) => ({
  'kc-api-key': API_KEY,
  'kc-api-sign': 'any',
  'kc-api-timestamp': String(room.now),
  'kc-api-passphrase': API_PASSPHRASE,
  ...more,
});

/** The lots of a new order as the venue tells them, or the code of its refusal. */
const place = (more: object) => {
  const order = {
    clientOid: `id-${room.venue.nextId()}`,
    symbol: 'XBTUSDTM',
    side: 'buy',
    type: 'market',
    ...more,
  };
  const data = room.told('/api/v1/orders', { method: 'POST', headers: signed(), body: JSON.stringify(order) });
  if (!isRecord(data)) return data;
  const found = room.told(`/api/v1/orders/${String(data['orderId'])}`, { headers: signed() });
  return isRecord(found) ? found['size'] : found;
};

describe('REST of the simulated KuCoin', () => {
  it('says what was used of the budget, and refuses what goes beyond it', () => {
    const { headers } = room.answered('/api/v1/contracts/active');
    expect(headers).toMatchObject({ 'gw-ratelimit-limit': '2000', 'gw-ratelimit-remaining': '1997' });
    for (let n = 0; n < 399; n += 1) room.answered('/api/v1/level2/depth20?symbol=XBTUSDTM');
    const refused = room.answered('/api/v1/level2/depth20?symbol=XBTUSDTM');
    expect([refused.status, refused.body]).toEqual([429, { code: '429000', msg: 'Too many requests' }]);
    expect(refused.headers).toMatchObject({ 'gw-ratelimit-remaining': '0', 'gw-ratelimit-reset': '30000' });
  });

  it.each([
    ['/api/v1/level2/snapshot?symbol=NOSUCHM', '200003'],
    ['/api/v1/contracts/NOSUCHM', '404000'],
    ['/api/v1/level2/depth50?symbol=XBTUSDTM', '404'],
    ['/api/v1/contract/funding-rates?symbol=XBTUSDTM', '400100'],
    ['/api/v1/nowhere', '404'],
    ['/api/v1/orders', '400001'],
  ])('refuses %s with %s', (path, code) => {
    expect(room.told(path)).toBe(code);
  });

  it.each([
    [{ 'kc-api-key': 'stranger' }, '400003'],
    [{ 'kc-api-passphrase': 'another' }, '400004'],
    [{ 'kc-api-timestamp': '1' }, '400002'],
    [{ 'kc-api-sign': '' }, '400001'],
  ])('does not let in %j', (wrong, code) => {
    expect(room.told('/api/v1/positions', { headers: signed(wrong) })).toBe(code);
  });

  it('takes lots, coins or dollars for a quantity, but one of them', () => {
    expect(place({ size: 3 })).toBe(3);
    expect(place({ qty: '0.0045' })).toBe(4);
    expect(place({ valueQty: '1000' })).toBe(11);
    expect(place({ size: 3, qty: '0.003' })).toBe('300000');
    expect(place({ size: 1, symbol: 'XBTUSDM', valueQty: undefined })).toBe(1);
    expect(place({ size: 1, clientOid: 'no spaces' })).toBe('400100');
    expect(place({ size: 1, type: 'limit', price: '1', postOnly: true, timeInForce: 'IOC' })).toBe('300000');
  });

  it('cancels a post-only order that would take, and keeps margin modes apart', () => {
    const body = {
      clientOid: 'post',
      symbol: 'ETHUSDTM',
      side: 'buy',
      type: 'limit',
      price: '99999',
      size: 1,
      postOnly: true,
    };
    const headers = signed();
    room.told('/api/v1/orders', { method: 'POST', headers, body: JSON.stringify(body) });
    expect(room.told('/api/v1/orders/byClientOid?clientOid=post', { headers })).toMatchObject({
      status: 'done',
      cancelExist: true,
      filledSize: 0,
      postOnly: true,
    });
    const mode = JSON.stringify({ symbol: 'ETHUSDTM', marginMode: 'CROSS' });
    room.told('/api/v2/position/changeMarginMode', { method: 'POST', headers, body: mode });
    const order = JSON.stringify({ clientOid: 'isolated', symbol: 'ETHUSDTM', side: 'buy', type: 'market', size: 1 });
    expect(room.told('/api/v1/orders', { method: 'POST', headers, body: order })).toBe('330005');
  });
});
