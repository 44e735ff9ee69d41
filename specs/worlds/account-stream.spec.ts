import { pro } from 'ccxt';
import type { Exchange } from 'ccxt';
import { describe, expect, it } from 'vitest';
import type { PrivateLink } from '../../src/connectivity/private-link.ts';
import { marketKey, symbolId } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import type { PrivateWord, TradedMarket, TradedMarkets } from '../../src/domain/venue-trading.ts';
import { exactJson } from '../../src/domain/exact-json.ts';
import { LiveKeys } from '../../src/execution/live-keys.ts';
import { backpackStream } from '../../src/venues/backpack/stream.ts';
import { binanceSpotStream } from '../../src/venues/binance/spot-stream.ts';
import { binanceStream } from '../../src/venues/binance/stream.ts';
import { bybitStream } from '../../src/venues/bybit/stream.ts';
import { hyperliquidStream } from '../../src/venues/hyperliquid/stream.ts';
import { okxStream } from '../../src/venues/okx/stream.ts';
import { streamAccess } from '../../src/worlds/account-stream.ts';

const NOW = Date.UTC(2026, 0, 5, 8);
const TEXTS = { key: 'a-key-of-somebody', secret: 'a-secret-of-somebody', passphrase: 'a phrase' };

const loginOf = (link: PrivateLink, texts = TEXTS): Readonly<Record<string, unknown>> => {
  const keys = new LiveKeys(link.venue, texts);
  const login = link.socket(streamAccess({ keys, hosts: {}, addresses: {}, venueNowMs: () => NOW })).login?.();
  return JSON.parse(login ?? '{}') as Readonly<Record<string, unknown>>;
};

/** What a client that we did not write says at the same instant with the same key. */
const theirLogin = (exchange: Exchange, begin: () => Promise<unknown>): Promise<unknown> =>
  new Promise((resolve) => {
    exchange.milliseconds = () => NOW;
    exchange.seconds = () => NOW / 1000;
    exchange['watch'] = async (_url: string, _hash: string, message: unknown) => resolve(message);
    Object.assign(exchange, { watchMultiple: exchange['watch'] });
    void begin().catch(() => undefined);
  });

describe('the login to a private stream', () => {
  const credentials = { apiKey: TEXTS.key, secret: TEXTS.secret, password: TEXTS.passphrase };

  it('at Bybit is that of a client we did not write', async () => {
    const client = new pro.bybit(credentials);
    const { args } = (await theirLogin(client, () => client.authenticate('wss://stream.invalid'))) as {
      args: unknown[];
    };
    const ours = loginOf(bybitStream);
    // the docs write the instant as a number
    expect(ours).toEqual({ op: 'auth', args: [args[0], Number(args[1]), args[2]] });
  });

  it('at OKX is that of a client we did not write', async () => {
    const client = new pro.okx(credentials);
    expect(loginOf(okxStream)).toEqual(await theirLogin(client, () => client.authenticate()));
  });

  it('at Backpack is that of a client we did not write', async () => {
    const seed = { ...TEXTS, secret: Buffer.from('a seed of thirty-two bytes here.').toString('base64') };
    const client = new pro.backpack({ apiKey: seed.key, secret: seed.secret });
    const theirs = await theirLogin(client, () => client.watchPrivate(['account.orderUpdate'], ['orders']));
    expect(loginOf(backpackStream, seed)).toEqual(theirs);
  });

  it('at Binance spot is that of a client we did not write', async () => {
    const client = new pro.binance(credentials);
    delete client.options['recvWindow'];
    const theirs = await theirLogin(client, () => client.ensureUserDataStreamWsSubscribeSignature('spot'));
    expect(loginOf(binanceSpotStream)).toEqual(theirs);
  });

  it('holds no secret', () => {
    for (const link of [binanceSpotStream, bybitStream, okxStream])
      expect(JSON.stringify(loginOf(link))).not.toContain(TEXTS.secret);
  });
});

const marketsOf = (link: PrivateLink, native: string): TradedMarkets => {
  const market = marketKey(link.venue, symbolId('BTC/USDT:USDT'));
  const one: TradedMarket = { market, kind: 'linear', native, base: 'BTC', settle: 'USDT', contractSize: text(1) };
  const named = (name: string): TradedMarket | undefined => (name === native ? one : undefined);
  return { of: () => one, named, all: () => [one] };
};

const wordsOf = (link: PrivateLink, frame: string): readonly PrivateWord[] =>
  link.words(exactJson(frame), marketsOf(link, link === okxStream ? 'BTC-USDT-SWAP' : 'BTCUSDT'));

/** The frames are those of the venues' documentation, with other amounts. */
const binanceOrder = (part: string): string =>
  `{"e":"ORDER_TRADE_UPDATE","T":1568879465651,"E":1568879465651,"o":{"s":"BTCUSDT","c":"h1","S":"BUY","q":"0.003","p":"7100.50","z":"0.003","i":18446744073709551,"T":1568879465651,"m":true,${part}}}`;

const binanceAccount = (m: string): string => `{"e":"ACCOUNT_UPDATE","T":1,"E":1,"a":{"m":"${m}","B":[],"P":[]}}`;

const okxOrder = (part: string): string =>
  `{"arg":{"channel":"orders","instType":"SWAP","uid":"7"},"data":[{"accFillSz":"0.03","clOrdId":"h1","execType":"M","fee":"-0.021776769","feeCcy":"USDT","fillPx":"103698.9","fillSz":"0.01","fillTime":"1746947317402","instId":"BTC-USDT-SWAP","ordId":"2497956918703120384","side":"buy","state":"filled","tradeId":"1518905529"${part}}]}`;

const bybitExecution = (type: string): string =>
  `{"topic":"execution","id":"1","creationTime":1746270400355,"data":[{"category":"linear","symbol":"BTCUSDT","execFee":"26.3725275","execId":"0ab1bdf7","execPrice":"95900.1","execQty":"0.5","execType":"${type}","orderId":"9aac161b","orderLinkId":"","side":"Sell","execTime":"1746270400353","isMaker":false}]}`;

const hyperliquidFills = (snapshot: string): string =>
  `{"channel":"userFills","data":{${snapshot}"user":"0x1","fills":[{"coin":"BTCUSDT","px":"66653.0","sz":"0.001","side":"A","time":1781528065899,"oid":55030848197,"crossed":false,"fee":"-0.0001","tid":745210434703679,"feeToken":"USDC","cloid":"0xe8"}]}}`;

describe('the words of a private stream', () => {
  it('of Binance are a trade and what became of the order, ids as they are written', () => {
    const frame = binanceOrder(
      '"x":"TRADE","X":"FILLED","l":"0.001","L":"7100.50","N":"BNB","n":"0.000010000000000001","t":9007199254740993123',
    );
    expect(wordsOf(binanceStream, frame)).toEqual([
      {
        kind: 'fill',
        venueOrderId: '18446744073709551',
        fill: {
          clientOrderId: 'h1',
          market: 'binance:BTC/USDT:USDT',
          tradeId: '9007199254740993123',
          side: 'buy',
          quantity: '0.001',
          price: '7100.5',
          fee: '0.000010000000000001',
          feeCoin: 'BNB',
          liquidity: 'maker',
          venueAtMs: 1_568_879_465_651,
        },
      },
      {
        kind: 'order',
        clientOrderId: 'h1',
        found: { venueOrderId: '18446744073709551', status: 'filled', filledQuantity: '0.003' },
      },
    ]);
  });

  it('of Binance are no trade where an order only begins or ends, and free of charge where no fee is named', () => {
    const begun = wordsOf(binanceStream, binanceOrder('"x":"NEW","X":"NEW","l":"0","L":"0","t":0'));
    expect(begun.map(({ kind }) => kind)).toEqual(['order']);
    const [free] = wordsOf(binanceStream, binanceOrder('"x":"TRADE","X":"FILLED","l":"0.001","L":"7100.50","t":12'));
    expect(free).toMatchObject({ fill: { fee: '0', feeCoin: 'USDT' } });
  });

  it('of Binance have the lists looked at when funding is paid, and not after each trade', () => {
    expect(wordsOf(binanceStream, binanceAccount('FUNDING_FEE'))).toEqual([{ kind: 'account' }]);
    expect(wordsOf(binanceStream, binanceAccount('ORDER'))).toEqual([]);
  });

  it('of OKX are a trade only where its own fee is told: the other one is that of the whole order', () => {
    expect(wordsOf(okxStream, okxOrder('')).map(({ kind }) => kind)).toEqual(['order']);
    const [fill] = wordsOf(okxStream, okxOrder(',"fillFee":"-0.007","fillFeeCcy":"USDT"'));
    expect(fill).toMatchObject({ kind: 'fill', fill: { fee: '0.007', quantity: '0.01', liquidity: 'maker' } });
  });

  it('of Bybit are trades; funding among the executions has the lists looked at', () => {
    expect(wordsOf(bybitStream, bybitExecution('Trade'))).toMatchObject([
      { kind: 'fill', venueOrderId: '9aac161b', fill: { clientOrderId: '9aac161b', fee: '26.3725275', side: 'sell' } },
    ]);
    expect(wordsOf(bybitStream, bybitExecution('Funding'))).toEqual([{ kind: 'account' }]);
  });

  it('of Hyperliquid leave out the past that a subscription begins with', () => {
    expect(wordsOf(hyperliquidStream, hyperliquidFills('"isSnapshot":true,'))).toEqual([]);
    expect(wordsOf(hyperliquidStream, hyperliquidFills(''))).toMatchObject([
      { kind: 'fill', fill: { clientOrderId: '0xe8', tradeId: '745210434703679', fee: '-0.0001', liquidity: 'maker' } },
    ]);
  });

  it.each([binanceStream, bybitStream, okxStream, hyperliquidStream])(
    'of $venue are none where a frame is of the session',
    (link) => {
      for (const frame of [
        '{"op":"pong","args":["1"]}',
        '{"event":"login","code":"0"}',
        '{"channel":"pong"}',
        '{"result":null,"id":1}',
      ])
        expect(wordsOf(link, frame)).toEqual([]);
    },
  );
});
