import { pro } from 'ccxt';
import { describe, expect, it } from 'vitest';
import { exactJson } from '../../../src/domain/exact-json.ts';
import { marketKey, symbolId } from '../../../src/domain/ids.ts';
import { text } from '../../../src/domain/money.ts';
import type { PrivateWord, TradedMarket } from '../../../src/domain/venue-trading.ts';
import { LiveKeys } from '../../../src/execution/live-keys.ts';
import { DERIBIT } from '../../../src/venues/deribit/instruments.ts';
import { deribitStream } from '../../../src/venues/deribit/stream.ts';
import { streamAccess } from '../../../src/worlds/account-stream.ts';

const TEXTS = { key: 'a-key-of-somebody', secret: 'a-secret-of-somebody' };
const NOW = Date.UTC(2026, 0, 5, 8);
const MARKET: TradedMarket = {
  market: marketKey(DERIBIT, symbolId('BTC/USD:BTC')),
  kind: 'inverse',
  native: 'BTC-PERPETUAL',
  base: 'BTC',
  settle: 'BTC',
  contractSize: text(1),
};

const wordsOf = (frame: string): readonly PrivateWord[] =>
  deribitStream.words(exactJson(frame), {
    of: () => MARKET,
    named: (name) => (name === MARKET.native ? MARKET : undefined),
    all: () => [MARKET],
  });

/** The frames are those of the venue's documentation, with other amounts. */
const changes = ({ trades = '', orders = '', name = 'BTC-PERPETUAL' }): string =>
  `{"jsonrpc":"2.0","method":"subscription","params":{"channel":"user.changes.future.any.raw","data":{"trades":[${trades}],"positions":[{"size":185160.0,"direction":"buy","average_price":15000.0,"instrument_name":"${name}","kind":"future"}],"orders":[${orders}],"instrument_name":"${name}"}}}`;

const trade = (part: string): string =>
  `{"trade_seq":866638,"trade_id":"1430914","timestamp":1605780344032,"tick_direction":1,"state":"filled","reduce_only":false,"profit_loss":0.00004898,"price":17391.5,"post_only":false,"order_type":"limit","order_id":"3398016","matching_id":null,"mark_price":17391.0,"instrument_name":"BTC-PERPETUAL","index_price":17501.88,"direction":"sell","amount":10.0,"fee_currency":"BTC",${part}}`;

const order = (part: string): string =>
  `{"web":false,"api":true,"time_in_force":"immediate_or_cancel","replaced":false,"reduce_only":false,"price":15665.5,"post_only":false,"order_type":"limit","order_id":"3398016","max_show":20.0,"last_update_timestamp":1605780344033,"is_liquidation":false,"instrument_name":"BTC-PERPETUAL","direction":"sell","creation_timestamp":1605780344032,"average_price":17391.5,"amount":20.0,${part}}`;

describe('the private stream of Deribit', () => {
  it('tells a trade with its fee to the last digit, and then what became of its order', () => {
    const frame = changes({
      trades: trade('"fee":1.6e-7,"liquidity":"T","label":"h1"'),
      orders: order('"order_state":"cancelled","filled_amount":10.0,"label":"h1"'),
    });
    expect(wordsOf(frame)).toEqual([
      {
        kind: 'fill',
        venueOrderId: '3398016',
        fill: {
          clientOrderId: 'h1',
          market: 'deribit:BTC/USD:BTC',
          tradeId: '1430914',
          side: 'sell',
          quantity: '10',
          price: '17391.5',
          fee: '0.00000016',
          feeCoin: 'BTC',
          liquidity: 'taker',
          venueAtMs: 1_605_780_344_032,
        },
      },
      {
        kind: 'order',
        clientOrderId: 'h1',
        found: {
          venueOrderId: '3398016',
          status: 'cancelled',
          filledQuantity: '10',
          createdAtMs: 1_605_780_344_032,
        },
      },
    ]);
  });

  it('takes a rebate for one, and orders without a label by the venue’s number', () => {
    const [fill, found] = wordsOf(
      changes({
        trades: trade('"fee":-2.5e-8,"liquidity":"M"'),
        orders: order('"order_state":"open","filled_amount":10.0,"label":""'),
      }),
    );
    expect(fill).toMatchObject({ fill: { clientOrderId: '3398016', fee: '-0.000000025', liquidity: 'maker' } });
    expect(found).toMatchObject({ clientOrderId: '3398016', found: { status: 'open' } });
  });

  it.each([
    ['open', 'open'],
    ['filled', 'filled'],
    ['cancelled', 'cancelled'],
    ['rejected', 'cancelled'],
    ['untriggered', 'open'],
  ])('says of an order that is %s that it is %s', (state, status) => {
    const [word] = wordsOf(changes({ orders: order(`"order_state":"${state}","filled_amount":0.0,"label":"h1"`) }));
    expect(word).toMatchObject({ kind: 'order', found: { status } });
  });

  it('has the lists looked at where an account moves without an order, and passes over what is not traded', () => {
    expect(wordsOf(changes({}))).toEqual([{ kind: 'account' }]);
    expect(wordsOf(changes({ name: 'BTC-26JUN26' }))).toEqual([]);
  });

  it('refuses what it cannot read', () => {
    expect(() => wordsOf(changes({ trades: trade('"liquidity":"T"') }))).toThrow('fee');
    expect(() => wordsOf(changes({ orders: order('"order_state":"lost","filled_amount":0.0') }))).toThrow(
      'order_state',
    );
  });

  it.each([
    '{"jsonrpc":"2.0","id":1,"result":["user.changes.future.any.raw"]}',
    '{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"test_request"}}',
    '{"jsonrpc":"2.0","id":0,"result":{"access_token":"x","expires_in":900,"token_type":"bearer"}}',
    '7',
  ])('says nothing of an account where a frame is of the session: %s', (frame) => {
    expect(wordsOf(frame)).toEqual([]);
  });
});

describe('the session of Deribit’s private stream', () => {
  let nowMs = NOW;
  const keys = new LiveKeys(DERIBIT, TEXTS);
  const socket = deribitStream.socket(streamAccess({ keys, hosts: {}, addresses: {}, venueNowMs: () => nowMs }));

  it('logs in as a client that we did not write, without its secret', async () => {
    const client = new pro.deribit({ apiKey: TEXTS.key, secret: TEXTS.secret });
    client.milliseconds = () => NOW;
    const theirs = new Promise<unknown>((resolve) => {
      client['watch'] = async (_url: string, _hash: string, message: unknown) => resolve(message);
    });
    void client.authenticate().catch(() => undefined);
    expect(JSON.parse(socket.login?.() ?? '{}')).toEqual({ ...((await theirs) as object), id: 0 });
    expect(socket.login?.()).not.toContain(TEXTS.secret);
  });

  it('logs in again well before a login ends, at the instant of then', () => {
    const { heartbeat } = socket;
    if (heartbeat.kind !== 'text') throw new Error(heartbeat.kind);
    expect(heartbeat.everyMs).toBeLessThan(900_000 / 2);
    nowMs = NOW + heartbeat.everyMs;
    expect(JSON.parse(heartbeat.text(5, nowMs))).toMatchObject({ method: 'public/auth', params: { timestamp: nowMs } });
  });

  it('is welcome with a token, and knows a refused login from other refusals', () => {
    expect(socket.read({ id: 0, result: { access_token: 'x', expires_in: 900 } })).toEqual({ kind: 'welcome' });
    expect(socket.read({ id: 0, error: { code: 13_004, message: 'invalid_credentials' } })).toMatchObject({
      kind: 'refused',
      because: 'authentication',
    });
    expect(socket.read({ id: 3, error: { code: 10_028, message: 'too_many_requests' } })).toMatchObject({
      kind: 'refused',
      because: 'rate-limited',
    });
  });

  it('asks for the channel as the account, once it has been answered', () => {
    expect(JSON.parse(socket.subscribe(deribitStream.topics, 1))).toMatchObject({
      method: 'private/subscribe',
      params: { channels: ['user.changes.future.any.raw'] },
    });
    expect(socket.read({ id: 1, result: ['user.changes.future.any.raw'] })).toMatchObject({ kind: 'confirmed' });
    expect(socket.read({ method: 'heartbeat', params: { type: 'test_request' } })).toMatchObject({ kind: 'answer' });
  });
});
