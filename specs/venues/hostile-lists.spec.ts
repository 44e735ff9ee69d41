import { describe, expect, it } from 'vitest';
import { EIGHT, answered, codes, decoderOf, heard, linkOf, types } from './spoken-to.ts';

const HOUR = 3_600_000;

const bybitAnswer = (list: readonly unknown[], category = 'linear') => ({
  retCode: 0,
  time: EIGHT,
  result: { category, list },
});

const bybitTicker = (data: object) => ({ topic: 'tickers.BTCUSDT', type: 'snapshot', ts: EIGHT, data });

describe('a cap beyond all reason', () => {
  const HUGE_CAP = '9e15';
  /** A rate that no venue ever charged, under a cap that would allow it. */
  const RATE = '0.5';

  it('of Binance allows no rate', () => {
    const decoder = decoderOf('binance');
    answered(decoder, 'GET /fapi/v1/exchangeInfo', { symbols: [binanceListed('BTCUSDT', 'USDT', 'USDT')] });
    answered(decoder, 'GET /fapi/v1/fundingInfo', [
      {
        symbol: 'BTCUSDT',
        adjustedFundingRateCap: HUGE_CAP,
        adjustedFundingRateFloor: `-${HUGE_CAP}`,
        fundingIntervalHours: 8,
      },
    ]);
    const frame = { e: 'markPriceUpdate', E: EIGHT, s: 'BTCUSDT', p: '1', i: '1', r: RATE, T: EIGHT + 8 * HOUR };
    expect(codes(heard(decoder, frame, 'usdm'))).toEqual(['frame.rate-beyond-cap']);
  });

  it('of Bybit allows no rate, in the list and in the ticker', () => {
    const ticker = {
      symbol: 'BTCUSDT',
      markPrice: '1',
      indexPrice: '1',
      fundingRate: RATE,
      nextFundingTime: String(EIGHT + 8 * HOUR),
      fundingIntervalHour: '8',
    };
    const decoder = decoderOf('bybit');
    answered(decoder, 'GET /v5/market/instruments-info?category=linear', bybitAnswer([bybitListed('USDT', HUGE_CAP)]));
    expect(codes(heard(decoder, bybitTicker(ticker), 'linear'))).toEqual(['frame.rate-beyond-cap']);
    expect(codes(heard(decoderOf('bybit'), bybitTicker({ ...ticker, fundingCap: HUGE_CAP }), 'linear'))).toEqual([
      'frame.rate-beyond-cap',
    ]);
  });

  it('of OKX allows no rate', () => {
    const row = {
      instId: 'BTC-USDT-SWAP',
      fundingRate: RATE,
      fundingTime: String(EIGHT + 8 * HOUR),
      nextFundingTime: String(EIGHT + 16 * HOUR),
      minFundingRate: `-${HUGE_CAP}`,
      maxFundingRate: HUGE_CAP,
      ts: String(EIGHT),
    };
    const frame = { arg: { channel: 'funding-rate', instId: 'BTC-USDT-SWAP' }, data: [row] };
    expect(codes(heard(decoderOf('okx'), frame))).toEqual(['frame.rate-beyond-cap']);
  });

  it('of KuCoin allows no rate, in the list and in the frame', () => {
    const row = { s: 'XBTUSDTM', fr: RATE, nt: EIGHT + 8 * HOUR, gl: 8 * HOUR, ff: `-${HUGE_CAP}`, fc: HUGE_CAP };
    const at = (EIGHT + HOUR) * 1e6;
    expect(codes(heard(decoderOf('kucoin'), { T: 'funding-fee', P: at, d: row }))).toEqual(['frame.rate-beyond-cap']);
    const listed = {
      symbol: 'XBTUSDTM',
      type: 'FFWCSX',
      baseCurrency: 'XBT',
      quoteCurrency: 'USDT',
      settleCurrency: 'USDT',
      multiplier: 0.001,
      tickSize: 0.1,
      lotSize: 1,
      status: 'Open',
      fundingRateCap: Number(HUGE_CAP),
      fundingRateFloor: -Number(HUGE_CAP),
    };
    const events = answered(decoderOf('kucoin'), 'GET /api/v1/contracts/active', { code: '200000', data: [listed] });
    expect(events.flatMap((event) => (event.type === 'instrument' ? [event.instrument.fundingCap] : []))).toEqual([
      undefined,
    ]);
  });
});

const bybitListed = (settleCoin: string, cap = '0.005', contractType = 'LinearPerpetual') => ({
  symbol: contractType === 'LinearPerpetual' ? 'BTCUSDT' : 'BTCUSD',
  contractType,
  status: 'Trading',
  baseCoin: 'BTC',
  quoteCoin: contractType === 'LinearPerpetual' ? 'USDT' : 'USD',
  settleCoin,
  priceFilter: { tickSize: '0.1' },
  lotSizeFilter: { qtyStep: '0.001', minOrderQty: '0.001' },
  fundingInterval: 480,
  upperFundingRate: cap,
  lowerFundingRate: `-${cap}`,
});

const binanceListed = (symbol: string, quoteAsset: string, marginAsset: string) => ({
  symbol,
  contractType: 'PERPETUAL',
  underlyingType: 'COIN',
  status: 'TRADING',
  contractStatus: 'TRADING',
  contractSize: 100,
  baseAsset: 'BTC',
  quoteAsset,
  marginAsset,
  filters: [
    { filterType: 'PRICE_FILTER', tickSize: '0.1' },
    { filterType: 'LOT_SIZE', stepSize: '1', minQty: '1' },
  ],
});

const deribitListed = (settlement_currency: string) => ({
  instrument_name: 'SOL_USDC-PERPETUAL',
  settlement_period: 'perpetual',
  kind: 'future',
  base_currency: 'SOL',
  quote_currency: 'USDC',
  settlement_currency,
  tick_size: 0.1,
  contract_size: 0.1,
  min_trade_amount: 0.1,
  is_active: true,
});

const okxListed = (uly: string, settleCcy: string) => ({
  instId: `${uly}-SWAP`,
  instType: 'SWAP',
  uly,
  settleCcy,
  ctType: 'linear',
  ctValCcy: 'BTC',
  ctVal: '0.01',
  ctMult: '1',
  tickSz: '0.1',
  lotSz: '1',
  minSz: '1',
  state: 'live',
});

describe('a contract that settles in a coin of no use to it', () => {
  it.each([
    ['binance', 'GET /dapi/v1/exchangeInfo', { symbols: [binanceListed('BTCUSD_PERP', 'USD', 'NaN')] }],
    ['binance', 'GET /fapi/v1/exchangeInfo', { symbols: [binanceListed('BTCUSDT', 'USDT', 'BTC')] }],
    ['binance', 'GET /fapi/v1/exchangeInfo', { symbols: [binanceListed('BTCUSDT', 'USDT', 'NaN')] }],
    [
      'bybit',
      'GET /v5/market/instruments-info?category=inverse',
      bybitAnswer([bybitListed('NaN', '0.005', 'InversePerpetual')], 'inverse'),
    ],
    ['bybit', 'GET /v5/market/instruments-info?category=linear', bybitAnswer([bybitListed('BTC')])],
    ['deribit', 'GET /api/v2/public/get_instruments?currency=any', { result: [deribitListed('toString')] }],
    ['okx', 'GET /api/v5/public/instruments?instType=SWAP', { code: '0', data: [okxListed('BTC-USDT', 'NaN')] }],
  ])('is not listed: %s, %s', (venue, rest, answer) => {
    expect(types(answered(decoderOf(venue), rest, answer))).toEqual(['frame.rejected']);
  });

  it('is listed with the right one', () => {
    const inverse = { symbols: [binanceListed('BTCUSD_PERP', 'USD', 'BTC')] };
    expect(types(answered(decoderOf('binance'), 'GET /dapi/v1/exchangeInfo', inverse))).toEqual(['instrument']);
    const bybit = bybitAnswer([bybitListed('BTC', '0.005', 'InversePerpetual')], 'inverse');
    const rest = 'GET /v5/market/instruments-info?category=inverse';
    expect(types(answered(decoderOf('bybit'), rest, bybit))).toEqual(['instrument']);
    const okx = { code: '0', data: [okxListed('BTC-USDT', 'USDT'), okxListed('BTC-USD_UM', 'USDC')] };
    const swaps = 'GET /api/v5/public/instruments?instType=SWAP';
    expect(types(answered(decoderOf('okx'), swaps, okx))).toEqual(['instrument', 'instrument']);
    const deribit = { result: [deribitListed('USDC')] };
    const list = 'GET /api/v2/public/get_instruments?currency=any';
    expect(types(answered(decoderOf('deribit'), list, deribit))).toEqual(['instrument']);
  });
});

describe('more rows than any list has', () => {
  const ROWS: readonly unknown[] = Array.from({ length: 20_001 }, () => ({}));
  const CONTEXTS = [{ universe: ROWS.map(() => ({ name: 'BTC', szDecimals: 5 })) }, ROWS];
  const bybit = { topic: 'publicTrade.BTCUSDT', data: ROWS };
  const liquidations = { instId: 'BTC-USDT-SWAP', details: ROWS };

  it.each([
    ['binance', ROWS],
    ['bybit', bybit],
    ['bybit', { ...bybit, topic: 'allLiquidation.BTCUSDT' }],
    ['okx', { arg: { channel: 'trades', instId: 'BTC-USDT-SWAP' }, data: ROWS }],
    ['okx', { arg: { channel: 'liquidation-orders', instType: 'SWAP' }, data: [liquidations] }],
    ['kucoin', { T: 'funding-fee-all-symbols', P: EIGHT * 1e6, d: ROWS }],
    ['hyperliquid', { channel: 'trades', data: ROWS }],
    ['deribit', { method: 'subscription', params: { channel: 'trades.BTC-PERPETUAL.100ms', data: ROWS } }],
  ])('in a frame of %s are refused in one sentence', (venue, frame) => {
    expect(codes(heard(decoderOf(venue), frame))).toEqual(['frame.too-large']);
  });

  it.each([
    ['binance', 'GET /fapi/v1/exchangeInfo', { symbols: ROWS }],
    ['binance', 'GET /fapi/v1/fundingInfo', ROWS],
    ['binance', 'GET /fapi/v1/premiumIndex', ROWS],
    ['binance', 'GET /fapi/v1/fundingRate?symbol=BTCUSDT', ROWS],
    ['binance', 'GET /api/v3/ticker/bookTicker', ROWS],
    ['bybit', 'GET /v5/market/instruments-info?category=linear', bybitAnswer(ROWS)],
    ['bybit', 'GET /v5/market/tickers?category=linear', bybitAnswer(ROWS)],
    ['bybit', 'GET /v5/market/funding/history?category=linear&symbol=BTCUSDT', bybitAnswer(ROWS)],
    ['okx', 'GET /api/v5/public/funding-rate?instId=ANY', { code: '0', data: ROWS }],
    ['kucoin', 'GET /api/v1/contracts/active', { code: '200000', data: ROWS }],
    ['kucoin', 'GET /api/v1/contract/funding-rates?symbol=XBTUSDTM', { code: '200000', data: ROWS }],
    ['kucoin', 'GET /api/ua/v2/market/funding-rate', { code: '200000', data: ROWS }],
    ['kucoin', 'GET /api/v2/symbols', { code: '200000', data: ROWS }],
    ['deribit', 'GET /api/v2/public/get_book_summary_by_currency?currency=BTC', { result: ROWS }],
    ['deribit', 'GET /api/v2/public/get_funding_rate_history?instrument_name=BTC-PERPETUAL', { result: ROWS }],
    ['hyperliquid', 'POST /info {"type":"metaAndAssetCtxs"}', CONTEXTS],
    ['hyperliquid', 'POST /info {"type":"fundingHistory","coin":"BTC"}', ROWS],
    ['backpack', 'GET /api/v1/markets', ROWS],
    ['backpack', 'GET /api/v1/fundingRates?symbol=SOL_USDC_PERP', ROWS],
  ])('in an answer of %s are refused in one sentence: %s', (venue, rest, answer) => {
    expect(codes(answered(decoderOf(venue), rest, answer))).toEqual(['frame.too-large']);
  });

  it('leave what was known of Binance’s terms as it was', () => {
    const decoder = decoderOf('binance');
    const rest = 'GET /fapi/v1/fundingInfo';
    answered(decoder, 'GET /fapi/v1/exchangeInfo', { symbols: [binanceListed('BTCUSDT', 'USDT', 'USDT')] });
    answered(decoder, rest, [{ symbol: 'BTCUSDT', fundingIntervalHours: 4, adjustedFundingRateCap: '0.02' }]);
    expect(types(answered(decoder, rest, ROWS))).toEqual(['frame.rejected']);
  });

  it('do not overflow the page after them', () => {
    const rows = Array.from({ length: 400_000 }, () => ({ timepoint: EIGHT }));
    const call = { method: 'GET', host: '', bucket: '', weight: 1 } as const;
    const path = `/api/v1/contract/funding-rates?symbol=XBTUSDTM&from=1&to=${EIGHT}`;
    const next = linkOf('kucoin').rest.nextPage({ ...call, path }, { code: '200000', data: rows });
    expect(next?.path).toContain(`to=${EIGHT - 1}`);
  });
});
