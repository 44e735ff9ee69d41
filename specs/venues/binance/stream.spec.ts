import { describe, expect, it } from 'vitest';
import type { SocketWord } from '../../../src/connectivity/venue-link.ts';
import type { PrivateWord } from '../../../src/domain/venue-trading.ts';
import { binanceSpotStream } from '../../../src/venues/binance/spot-stream.ts';
import { binanceCoinStream, binanceStream } from '../../../src/venues/binance/stream.ts';
import { heardWords, kindsOf } from '../heard-words.ts';

const COIN_M = { native: 'BTCUSD_PERP', symbol: 'BTC/USD:BTC', kind: 'inverse', settle: 'BTC' } as const;
const SPOT = { native: 'BTCUSDT', symbol: 'BTC/USDT', kind: 'spot', settle: 'USDT' } as const;

/** The frames are those of the venue's documentation, with other amounts; a member told twice counts as told last. */
const coinOrder = (part: string): string =>
  `{"e":"ORDER_TRADE_UPDATE","T":1591274595442,"E":1591274595453,"i":"SfsR","o":{"s":"BTCUSD_PERP","c":"h1","S":"SELL","o":"LIMIT","f":"IOC","q":"7","p":"9910.1","ap":"9910","sp":"0","x":"TRADE","X":"FILLED","i":8886774123456789,"l":"2","z":"7","L":"9910.0","ma":"BTC","N":"BTC","n":"0.00000100908","T":1591274595442,"t":9007199254740993,"rp":"0","b":"0","a":"0","m":false,"R":false,"wt":"CONTRACT_PRICE","ot":"LIMIT","ps":"BOTH","cp":false,"pP":false${part}}}`;

const spotReport = (part: string): string =>
  `{"subscriptionId":0,"event":{"e":"executionReport","E":1767600000200,"s":"BTCUSDT","c":"h1","S":"BUY","o":"LIMIT","f":"IOC","q":"0.05000000","p":"93000.00000000","P":"0.00000000","F":"0.00000000","g":-1,"C":"","x":"TRADE","X":"FILLED","r":"NONE","i":4293153000000001,"l":"0.02000000","z":"0.05000000","L":"92999.01000000","n":"0.000020000000000001","N":"BTC","T":1767600000199,"t":18446744073709551,"I":8641984,"w":false,"m":true,"M":false,"O":1767600000198,"V":"EXPIRE_MAKER"${part}}}`;

const coinWords = (frame: string): readonly PrivateWord[] => heardWords(binanceCoinStream, COIN_M, frame);
const spotWords = (frame: string): readonly PrivateWord[] => heardWords(binanceSpotStream, SPOT, frame);

const ACCESS = { hosts: { dstream: 'wss://d.invalid', fstream: 'wss://f.invalid' }, key: 'k', passphrase: '' };
const socketOf = (link: typeof binanceStream) =>
  link.socket({ ...ACCESS, account: '', sign: () => 'signed', venueNowMs: () => 1.5 });

const coinAccount = (m: string): string => `{"e":"ACCOUNT_UPDATE","T":1,"E":1,"i":"","a":{"m":"${m}","B":[],"P":[]}}`;
const spotEvent = (e: string): string => `{"subscriptionId":0,"event":{"e":"${e}","E":1,"a":"BTC","d":"1","T":1}}`;
const refusal = (status: number, code: number): string =>
  `{"id":"1","status":${status},"error":{"code":${code},"msg":"told so"}}`;
/** What a frame says about the subscription. */
const spotWord = (frame: string): SocketWord => socketOf(binanceSpotStream).read(JSON.parse(frame));

describe('the private stream of Binance COIN-M', () => {
  it('tells a trade in contracts with its fee in the coin, and how the order stands', () => {
    expect(coinWords(coinOrder(''))).toEqual([
      {
        kind: 'fill',
        venueOrderId: '8886774123456789',
        fill: {
          clientOrderId: 'h1',
          market: 'binance:BTC/USD:BTC',
          tradeId: '9007199254740993',
          side: 'sell',
          quantity: '2',
          price: '9910',
          fee: '0.00000100908',
          feeCoin: 'BTC',
          liquidity: 'taker',
          venueAtMs: 1_591_274_595_442,
        },
      },
      {
        kind: 'order',
        clientOrderId: 'h1',
        found: { venueOrderId: '8886774123456789', status: 'filled', filledQuantity: '7' },
      },
    ]);
  });

  it('tells what the venue liquidates as trades under the id that it gives', () => {
    const forced = coinWords(coinOrder(',"x":"CALCULATED","c":"autoclose-1591274595442"'));
    expect(forced).toMatchObject([{ kind: 'fill', fill: { clientOrderId: 'autoclose-1591274595442' } }, {}]);
  });

  it('has the lists looked at when funding is paid, and not after each trade', () => {
    expect(coinWords(coinAccount('FUNDING_FEE'))).toEqual([{ kind: 'account' }]);
    expect(coinWords(coinAccount('ORDER'))).toEqual([]);
  });

  it('takes nothing of USD-M for its own', () => {
    expect(heardWords(binanceStream, COIN_M, coinOrder(''))).toEqual([]);
    expect(heardWords(binanceCoinStream, { ...COIN_M, kind: 'linear' }, coinOrder(''))).toEqual([]);
  });

  it('is at an address of its own under a listen key of its own', () => {
    const address = socketOf(binanceCoinStream).token;
    expect(address?.call).toMatchObject({ method: 'POST', host: 'dapi', path: '/dapi/v1/listenKey' });
    expect(address?.url({ listenKey: 'a/b' }, '1')).toEqual({ url: 'wss://d.invalid/ws/a%2Fb' });
    expect(address?.url({ code: '-2015' }, '1')).toBeUndefined();
    expect(binanceCoinStream.listenKey?.fetch).toMatchObject({ api: 'dapiPrivate', method: 'POST', path: 'listenKey' });
    const usdM = socketOf(binanceStream).token?.url({ listenKey: 'a' }, '1');
    expect(usdM).toEqual({ url: 'wss://f.invalid/private/ws?listenKey=a' });
  });
});

describe('the private stream of Binance spot', () => {
  it('tells a trade with its fee in the coin bought, and how the order stands', () => {
    expect(spotWords(spotReport(''))).toEqual([
      {
        kind: 'fill',
        venueOrderId: '4293153000000001',
        fill: {
          clientOrderId: 'h1',
          market: 'binance:BTC/USDT',
          tradeId: '18446744073709551',
          side: 'buy',
          quantity: '0.02',
          price: '92999.01',
          fee: '0.000020000000000001',
          feeCoin: 'BTC',
          liquidity: 'maker',
          venueAtMs: 1_767_600_000_199,
        },
      },
      {
        kind: 'order',
        clientOrderId: 'h1',
        found: { venueOrderId: '4293153000000001', status: 'filled', filledQuantity: '0.05' },
      },
    ]);
  });

  it('knows a cancelled order by the id that it was given, not by that of the cancellation', () => {
    const ended = ',"x":"CANCELED","X":"CANCELED","c":"of-the-cancellation","C":"h1","l":"0","z":"0","t":-1,"N":null';
    expect(spotWords(spotReport(ended))).toMatchObject([
      { kind: 'order', clientOrderId: 'h1', found: { status: 'cancelled', filledQuantity: '0' } },
    ]);
  });

  it('tells no trade where an order begins or expires', () => {
    for (const state of ['NEW', 'EXPIRED', 'EXPIRED_IN_MATCH'])
      expect(kindsOf(spotWords(spotReport(`,"x":"${state}","X":"${state}","l":"0","t":-1`)))).toEqual(['order']);
  });

  it('has the lists looked at after a transfer, and says nothing of balances that trades move', () => {
    expect(spotWords(spotEvent('balanceUpdate'))).toEqual([{ kind: 'account' }]);
    expect(spotWords(spotEvent('outboundAccountPosition'))).toEqual([]);
    expect(spotWords('{"id":"1","status":200,"result":{"subscriptionId":0}}')).toEqual([]);
  });

  it('throws where a trade cannot be read', () => {
    for (const bad of ['"S":"HOLD"', '"L":"much"', '"X":"SIDEWAYS"', '"T":null'])
      expect(() => spotWords(spotReport(`,${bad}`))).toThrow('cannot be read');
  });

  it('knows what came of its subscription', () => {
    expect(spotWord('{"id":"1","status":200,"result":{"subscriptionId":0}}')).toEqual({ kind: 'welcome' });
    expect(spotWord(refusal(401, -2015))).toEqual({
      kind: 'refused',
      reason: '-2015 told so',
      because: 'authentication',
    });
    expect(spotWord(refusal(400, -1022))).toMatchObject({ because: 'authentication' });
    expect(spotWord(refusal(429, -1003))).toMatchObject({ because: 'rate-limited', retryAfterMs: 60_000 });
    expect(spotWord(refusal(400, -1021))).toMatchObject({ because: 'fatal' });
    expect(spotWord('{"subscriptionId":0,"event":{"e":"eventStreamTerminated","E":1}}')).toMatchObject({
      kind: 'refused',
    });
    expect(spotWord(spotReport(''))).toEqual({ kind: 'other' });
  });
});
