import { describe, expect, it } from 'vitest';
import { fileOf, history, rowsOf } from './support/import.ts';
import { scratchDir } from './support/stores.ts';

const PLAIN = ['--venue', 'bybit', '--map', 'time=Date,symbol=Symbol,rate=Rate'];
const HEADER = 'Symbol,Date,Rate';

/** Imports one file and gives the rows, or fails with what was said. */
const imported = async (file: string, ...options: readonly string[]): Promise<readonly string[]> => {
  const dir = scratchDir();
  const { code, err } = await history('import', file, '--history', dir, ...options);
  if (code !== 0) throw new Error(err);
  return rowsOf(dir);
};

describe('files that users have', () => {
  it('takes tickers of Tardis, the last of a minute with what the minute told before', async () => {
    const file = fileOf('bybit_derivative_ticker_2026-06-01_BTCUSDT.csv.gz', [
      'exchange,symbol,timestamp,local_timestamp,funding_timestamp,funding_rate,predicted_funding_rate,open_interest,last_price,index_price,mark_price',
      'bybit,BTCUSDT,1780272001000000,1780272001100000,1780300800000000,0.0001,,1,97000.5,97001,97002',
      'bybit,BTCUSDT,1780272050000000,1780272050100000,1780300800000000,0.0001,0.00012,1,97010,,',
      'bybit,BTCUSDT,1780272070000000,1780272070100000,,,,1,97020,,',
    ]);
    expect(await imported(file)).toEqual([
      '2026-06-01T00:00:50.100Z bybit:BTC/USDT:USDT mark {"mark":97002,"index":97001,"close":97010,"predictedRate":0.00012,"nextSettlementAtMs":1780300800000}',
      '2026-06-01T00:01:10.100Z bybit:BTC/USDT:USDT mark {"close":97020}',
    ]);
  });

  it('takes books of Tardis, levels that were not filled left out, one a second', async () => {
    const file = fileOf('binance-futures_book_snapshot_5.csv', [
      'exchange,symbol,timestamp,local_timestamp,asks[0].price,asks[0].amount,bids[0].price,bids[0].amount,asks[1].price,asks[1].amount,bids[1].price,bids[1].amount',
      'binance-futures,ETHUSDT,1780272000000000,1780272000100000,2000.1,1,2000,2,2000.2,3,1999.9,4',
      'binance-futures,ETHUSDT,1780272000500000,1780272000600000,2000.3,1,2000.2,2,,,2000.1,4',
    ]);
    expect(await imported(file)).toEqual([
      '2026-06-01T00:00:00.600Z binance:ETH/USDT:USDT book {"bids":[2000.2,2,2000.1,4],"asks":[2000.3,1]}',
    ]);
    expect(await imported(file, '--books-every', '0.1s')).toHaveLength(2);
  });

  it('takes trades as closes, and liquidations with the side of what was liquidated', async () => {
    const lines = [
      'exchange,symbol,timestamp,local_timestamp,id,side,price,amount',
      'okex-swap,BTC-USDT-SWAP,1780272000000000,1780272000100000,a,sell,97000,2',
      'okex-swap,BTC-USDT-SWAP,1780272000000000,1780272000100000,b,buy,97001,3',
    ];
    expect(await imported(fileOf('okex-swap_trades.csv', lines))).toEqual([
      '2026-06-01T00:00:00.100Z okx:BTC/USDT:USDT mark {"close":97001}',
    ]);
    expect(await imported(fileOf('okex-swap_liquidations.csv', lines))).toEqual([
      '2026-06-01T00:00:00.100Z okx:BTC/USDT:USDT liquidation {"id":"a","liquidated":"long","price":97000,"size":2}',
      '2026-06-01T00:00:00.100Z okx:BTC/USDT:USDT liquidation {"id":"b","liquidated":"short","price":97001,"size":3}',
    ]);
  });

  it('takes dumps of Binance with and without a header', async () => {
    const rates = ['1780272000001,8,-0.00012359', '1780300800000,8,0.00010000'];
    const settled = [
      '2026-06-01T00:00:00.000Z binance:BTC/USDT:USDT funding {"rate":"-0.00012359","intervalHours":8}',
      '2026-06-01T08:00:00.000Z binance:BTC/USDT:USDT funding {"rate":"0.0001","intervalHours":8}',
    ];
    const header = 'calc_time,funding_interval_hours,last_funding_rate';
    const name = 'BTCUSDT-fundingRate-2026-06.csv';
    expect(await imported(fileOf(name, rates), '--venue', 'binance')).toEqual(settled);
    expect(await imported(fileOf(name, [header, ...rates]), '--venue', 'binance')).toEqual(settled);
    const candle = fileOf('BTCUSDT-1m-2026-06.csv', ['1780272000000,0.1,0.2,0,0.0003,0,1780272059999,0,60,0,0,0']);
    expect(await imported(candle, '--venue', 'binance', '--format', 'dump-premiumIndexKlines')).toEqual([
      '2026-06-01T00:01:00.000Z binance:BTC/USDT:USDT mark {"premium":0.0003}',
    ]);
    const top = fileOf('BTCUSDT-bookTicker-2024-03-30.csv', ['1,97000,1,97000.1,2,1711756800000,1711756800005']);
    expect(await imported(top, '--venue', 'binance')).toEqual([
      '2024-03-30T00:00:00.005Z binance:BTC/USDT:USDT book {"bids":[97000,1],"asks":[97000.1,2]}',
    ]);
  });

  it("takes ccxt's history as a list or one row a line", async () => {
    const rows = [
      {
        info: {},
        symbol: 'BTC/USD:BTC',
        fundingRate: -7.45e-6,
        timestamp: 1780272000003,
        datetime: '2026-06-01T00:00:00.003Z',
      },
      {
        info: {},
        symbol: 'BTC/USD:BTC',
        fundingRate: 0.0001,
        timestamp: 1780300800000,
        datetime: '2026-06-01T08:00:00.000Z',
      },
    ];
    const settled = [
      '2026-06-01T00:00:00.000Z okx:BTC/USD:BTC funding {"rate":"-0.00000745","intervalHours":8}',
      '2026-06-01T08:00:00.000Z okx:BTC/USD:BTC funding {"rate":"0.0001","intervalHours":8}',
    ];
    expect(await imported(fileOf('a.json', [JSON.stringify(rows, undefined, 1)]), '--venue', 'okx')).toEqual(settled);
    expect(
      await imported(
        fileOf(
          'a.ndjson',
          rows.map((row) => JSON.stringify(row)),
        ),
        '--venue',
        'okx',
      ),
    ).toEqual(settled);
  });

  it('takes a CSV with declared columns, its zone and its percent', async () => {
    const file = fileOf('my.csv', [
      HEADER,
      'BTCUSDT,2026-03-28 16:00,0.0100%',
      'BTCUSDT,2026-03-29 01:00,0.01%',
      'BTCUSDT,2026-03-29 09:00,-0.0025%',
    ]);
    // clocks went forward at 01:00 UTC on the 29th; 01:00 of that day does not exist in London
    await expect(imported(file, ...PLAIN, '--time-zone', 'Europe/London')).rejects.toThrow(
      /line 3: .* does not exist in Europe\/London/,
    );
    expect(await imported(file, ...PLAIN, '--time-zone', 'UTC', '--trust')).toHaveLength(3);
    const winter = fileOf('my.csv', [HEADER, 'BTCUSDT,2026-03-29 00:00,0.01%', 'BTCUSDT,2026-03-29 09:00,-0.0025%']);
    expect(await imported(winter, ...PLAIN, '--time-zone', 'Europe/London')).toEqual([
      '2026-03-29T00:00:00.000Z bybit:BTC/USDT:USDT funding {"rate":"0.0001","intervalHours":8}',
      '2026-03-29T08:00:00.000Z bybit:BTC/USDT:USDT funding {"rate":"-0.000025","intervalHours":8}',
    ]);
  });
});
