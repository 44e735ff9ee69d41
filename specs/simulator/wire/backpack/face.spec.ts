import { beforeEach, describe, expect, it } from 'vitest';
import { isRecord } from '../../../../src/domain/codec.ts';
import { API_KEY } from '../../../../src/simulator/wire/venue-face.ts';
import { BackpackRoom } from './room.ts';

const ETH = 'ETH_USDC_PERP';

let room: BackpackRoom;
beforeEach(() => {
  room = new BackpackRoom();
});

const streamsOf = (frames: readonly unknown[]): ReadonlySet<string> =>
  new Set(frames.map((frame) => (isRecord(frame) ? String(frame.stream) : '')));

describe('the socket of the simulated backpack', () => {
  it('acknowledges nothing, and sends what was subscribed from then on', () => {
    const client = room.socket();
    client.subscribe(`depth.${ETH}`, `markPrice.${ETH}`, `ticker.${ETH}`, `bookTicker.${ETH}`, `openInterest.${ETH}`);
    expect(client.take()).toEqual([]);
    room.advance(60_000);
    expect(streamsOf(client.take())).toEqual(
      new Set([`depth.${ETH}`, `markPrice.${ETH}`, `ticker.${ETH}`, `bookTicker.${ETH}`, `openInterest.${ETH}`]),
    );
    client.say({ method: 'UNSUBSCRIBE', params: [`depth.${ETH}`, `bookTicker.${ETH}`, `ticker.${ETH}`] });
    room.advance(3000);
    expect(streamsOf(client.take())).toEqual(new Set([`markPrice.${ETH}`]));
  });

  it.each([
    ['an unknown stream', { method: 'SUBSCRIBE', params: ['premium.ETH_USDC_PERP'] }, 4006, 'Invalid stream'],
    ['a stream in lower case', { method: 'SUBSCRIBE', params: ['markprice.ETH_USDC_PERP'] }, 4006, 'Invalid stream'],
    ['an unknown window', { method: 'SUBSCRIBE', params: ['depth.100ms.ETH_USDC_PERP'] }, 4008, 'Invalid depth window'],
    ['an unknown method', { method: 'LIST', params: [] }, 4002, 'Parse error'],
    ['no JSON', 'hello', 4002, 'Parse error'],
  ])('complains of %s, naming neither', (_, message, code, said) => {
    const client = room.socket();
    client.say(message);
    expect(client.take()).toEqual([{ id: null, error: { code, message: said } }]);
  });

  it('meets an unknown symbol with silence', () => {
    const client = room.socket();
    client.subscribe('depth.NOPE_USDC_PERP', 'markPrice.NOPE_USDC_PERP');
    room.advance(5000);
    expect(client.take()).toEqual([]);
  });

  it('lets nobody into the account without the key, and tells its orders to those with it', () => {
    const client = room.socket();
    client.subscribe('account.orderUpdate');
    expect(client.take()).toHaveLength(1);
    const signature = [API_KEY, 'c2ln', String(room.now), '5000'];
    client.say({ method: 'SUBSCRIBE', params: ['account.orderUpdate', `account.orderUpdate.${ETH}`], signature });
    const order = { symbol: ETH, side: 'Bid', orderType: 'Market', quantity: '0.1', clientId: 7 };
    room.request('POST', '/api/v1/order', { ...room.signed(), body: JSON.stringify(order) });
    const [accepted, twin, ...fills] = client.take();
    expect(accepted).toMatchObject({ stream: 'account.orderUpdate', data: { e: 'orderAccepted', c: 7, s: ETH } });
    expect(twin).toMatchObject({ stream: `account.orderUpdate.${ETH}`, data: { e: 'orderAccepted' } });
    expect(fills.at(-1)).toMatchObject({ data: { e: 'orderFill', X: 'Filled', S: 'Bid', N: 'USDC' } });
  });

  it('pings once a minute, and closes on a client that gives no sign of life', () => {
    const client = room.socket();
    client.subscribe(`trade.${ETH}`);
    room.advance(61_000);
    expect(client.pings()).toBe(1);
    expect(client.closed()).toBeUndefined();
    room.advance(60_000);
    expect(client.closed()).toBeDefined();
  });
});

describe('requests to the simulated backpack', () => {
  it('count pages of the history in headers, the running interval first', () => {
    const { body, headers } = room.request('GET', '/api/v1/fundingRates?symbol=ETH_USDC_PERP&limit=2');
    expect(body).toMatchObject([
      { intervalEndTimestamp: '2026-01-05T01:00:00', symbol: ETH },
      { intervalEndTimestamp: '2026-01-05T00:00:00', symbol: ETH },
    ]);
    expect(headers).toMatchObject({ 'x-page-size': '2', 'x-current-page': '1' });
    const next = room.request('GET', '/api/v1/fundingRates?symbol=ETH_USDC_PERP&limit=2&offset=2').body;
    expect(next).toMatchObject([
      { intervalEndTimestamp: '2026-01-04T23:00:00' },
      { intervalEndTimestamp: '2026-01-04T22:00:00' },
    ]);
  });

  it.each([
    ['GET', '/api/v1/depth?symbol=NOPE', 400, { code: 'INVALID_CLIENT_REQUEST', message: 'Invalid market symbol' }],
    ['GET', '/api/v1/depth?symbol=ETH_USDC_PERP&limit=7', 400, 'failed to parse parameter `limit`'],
    ['GET', '/api/v1/fundingRates?symbol=ETH_USDC_PERP&limit=10001', 400, 'failed to parse parameter `limit`'],
    ['GET', '/api/v2/markets', 404, 'not found'],
    ['POST', '/api/v1/markets', 404, 'not found'],
    ['GET', '/api/v1/capital', 401, { code: 'UNAUTHORIZED', message: 'Invalid API key' }],
  ] as const)('refuse %s %s', (method, target, status, body) => {
    expect(room.request(method, target)).toEqual({ status, body });
  });

  it('want a key, a signature and a time of now', () => {
    expect(room.request('GET', '/api/v1/capital', room.signed())).toMatchObject({
      status: 200,
      body: { USDC: { staked: '0' } },
    });
    expect(room.request('GET', '/api/v1/capital', room.signed({ 'x-signature': '' })).body).toMatchObject({
      message: 'Invalid signature',
    });
    for (const late of [{ 'x-timestamp': String(room.now - 5001) }, { 'x-window': '60001' }])
      expect(room.request('GET', '/api/v1/capital', room.signed(late)).body).toMatchObject({
        message: 'Request has expired',
      });
  });

  it('find resting orders alone, by exactly one of two ids', () => {
    const order = { symbol: ETH, side: 'Bid', orderType: 'Limit', price: '1', quantity: '0.1', clientId: 9 };
    const resting = room.request('POST', '/api/v1/order', { ...room.signed(), body: JSON.stringify(order) }).body;
    expect(resting).toMatchObject({ clientId: 9, status: 'New', executedQuantity: '0', reduceOnly: null });
    const path = `/api/v1/order?symbol=${ETH}`;
    expect(room.request('GET', `${path}&clientId=9`, room.signed()).body).toEqual(resting);
    expect(room.request('GET', `${path}&clientId=9&orderId=1`, room.signed()).status).toBe(400);
    const body = JSON.stringify({ symbol: ETH, clientId: 9 });
    expect(room.request('DELETE', '/api/v1/order', { ...room.signed(), body }).body).toMatchObject({
      status: 'Cancelled',
    });
    expect(room.request('GET', `${path}&clientId=9`, room.signed())).toMatchObject({
      status: 404,
      body: { code: 'RESOURCE_NOT_FOUND' },
    });
    expect(room.request('GET', '/wapi/v1/history/orders', room.signed()).body).toMatchObject([
      { clientId: 9, status: 'Cancelled', createdAt: '2026-01-05T00:10:00' },
    ]);
  });

  it('are limited as documented, the past more than the present', () => {
    for (let asked = 0; asked < 30; asked += 1)
      expect(room.request('GET', `/api/v1/fundingRates?symbol=${ETH}&limit=1`).status).toBe(200);
    expect(room.request('GET', `/api/v1/fundingRates?symbol=${ETH}&limit=1`)).toMatchObject({
      status: 429,
      body: { code: 'TOO_MANY_REQUESTS' },
    });
    expect(room.request('GET', '/api/v1/time')).toEqual({ status: 200, body: room.now });
  });
});
