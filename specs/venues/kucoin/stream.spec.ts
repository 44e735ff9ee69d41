import { describe, expect, it } from 'vitest';
import { exactJson } from '../../../src/domain/exact-json.ts';
import type { PrivateWord } from '../../../src/domain/venue-trading.ts';
import { kucoinStream } from '../../../src/venues/kucoin/stream.ts';
import { BITCOIN } from './traded-bitcoin.ts';

const wordsOf = (frame: string): readonly PrivateWord[] =>
  kucoinStream.words(exactJson(frame), {
    of: () => BITCOIN,
    named: (name) => (name === BITCOIN.native ? BITCOIN : undefined),
    all: () => [BITCOIN],
  });

/** The frames are those of the venue's documentation, with other amounts. */
const order = (part: string): string =>
  `{"topic":"/contractMarket/tradeOrders:XBTUSDTM","type":"message","subject":"symbolOrderChange","userId":"6","channelType":"private","data":{"symbol":"XBTUSDTM","orderType":"limit","side":"buy","orderId":"247899236673269761","clientOid":"h1","marginMode":"ISOLATED","orderTime":1731916985768138917,"size":"20","price":"91670","ts":1731916985789000000,${part}}}`;

const match = (status: string): string =>
  order(
    `"type":"match","status":"${status}","liquidity":"taker","matchSize":"7","matchPrice":"91669.9","tradeId":"1794100537695","feeType":"takerFee","filledSize":"7","canceledSize":"0","remainSize":"13"`,
  );

const position = (subject: string, data: string): string =>
  `{"userId":"6","type":"message","channelType":"private","topic":"/contract/position:XBTUSDTM","subject":"${subject}","data":{${data}}}`;

const foundIn = (frame: string): unknown =>
  wordsOf(frame).map((word) => (word.kind === 'order' ? [word.found.status, word.found.filledQuantity] : word.kind));

describe('the private stream of KuCoin', () => {
  it('tells how far an order is filled, and leaves its fills with their fees to the lists', () => {
    const word = {
      kind: 'order',
      clientOrderId: 'h1',
      found: { venueOrderId: '247899236673269761', status: 'open', filledQuantity: '7' },
      fillsAreListed: true,
    };
    // of a taker, and of what rested in the book
    expect(wordsOf(match('match'))).toEqual([word]);
    expect(wordsOf(match('open'))).toEqual([word]);
  });

  it('tells how an order ended by what was filled of it, whatever ended it', () => {
    expect(foundIn(order('"type":"open","status":"open","filledSize":"0","remainSize":"20"'))).toEqual([['open', '0']]);
    expect(foundIn(order('"type":"filled","status":"done","filledSize":"20","remainSize":"0"'))).toEqual([
      ['filled', '20'],
    ]);
    expect(foundIn(order('"type":"canceled","status":"done","filledSize":"7","canceledSize":"13"'))).toEqual([
      ['cancelled', '7'],
    ]);
    expect(foundIn(order('"type":"update","status":"open","filledSize":"7","oldSize":"25"'))).toEqual([['open', '7']]);
    expect(foundIn(order('"type":"update","status":"done","filledSize":"7","oldSize":"25"'))).toEqual([
      ['cancelled', '7'],
    ]);
  });

  it('has the lists looked at where an order has no id of ours', () => {
    const frame = order('"type":"open","status":"open","filledSize":"0"');
    expect(wordsOf(frame.replace('"clientOid":"h1",', ''))).toEqual([{ kind: 'account' }]);
    expect(wordsOf(frame.replace('"h1"', '""'))).toEqual([{ kind: 'account' }]);
  });

  it('refuses what it cannot read, and passes over contracts that are not traded', () => {
    expect(() => wordsOf(order('"type":"match","status":"lost","filledSize":"7"'))).toThrow('status');
    expect(() => wordsOf(order('"type":"match","status":"match"'))).toThrow('filledSize');
    expect(wordsOf(match('match').replaceAll('XBTUSDTM', 'XBTMZ26'))).toEqual([]);
  });

  it.each([
    ['funding', 'position.settlement', '"fundingTime":1551770400000,"qty":100,"fundingFee":-2.96E-7'],
    ['a forced close', 'position.change', '"changeReason":"liquidation","realisedGrossPnl":0E-8,"currentQty":0'],
    ['a deleveraging', 'position.change', '"changeReason":"adl","currentQty":10'],
    ['changed margin', 'position.change', '"changeReason":"marginChange","currentQty":10'],
  ])('has the lists looked at after %s', (_, subject, data) => {
    expect(wordsOf(position(subject, data))).toEqual([{ kind: 'account' }]);
  });

  it.each([
    ['a trade, which the order tells', 'position.change', '"changeReason":"positionChange","currentQty":10'],
    ['the price', 'position.change', '"markPrice":7947.83,"unrealisedPnl":-0.00014735'],
    ['the price, by name', 'position.change', '"changeReason":"markPriceChange","markPrice":7947.83'],
    ['a risk limit', 'position.adjustRiskLimit', '"success":true,"riskLimitLevel":1,"msg":""'],
  ])('asks for nothing where a position changes by %s', (_, subject, data) => {
    expect(wordsOf(position(subject, data))).toEqual([]);
  });

  it.each(['{"id":"1","type":"welcome"}', '{"id":"4","type":"ack"}', '{"id":"4","type":"pong"}', '7'])(
    'says nothing of an account where a frame is of the session: %s',
    (frame) => {
      expect(wordsOf(frame)).toEqual([]);
    },
  );

  it('asks for one topic a message as the account, and for a new token before each connection', () => {
    const socket = kucoinStream.socket({
      hosts: {},
      key: '',
      passphrase: '',
      account: '',
      sign: () => '',
      venueNowMs: () => 0,
    });
    expect(kucoinStream.topics.map((topic, id) => JSON.parse(socket.subscribe([topic], id)) as unknown)).toEqual(
      ['/contractMarket/tradeOrders', '/contract/positionAll'].map((topic, id) => ({
        id: String(id),
        type: 'subscribe',
        topic,
        privateChannel: true,
        response: true,
      })),
    );
    expect(socket.limits.topicsPerMessage).toBe(1);
    expect(kucoinStream.listenKey?.fetch).toMatchObject({ method: 'POST', path: 'bullet-private' });
  });
});
