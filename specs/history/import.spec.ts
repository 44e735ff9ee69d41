import { readFileSync, writeFileSync } from 'node:fs';
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

const day = (hour: number): string => new Date(Date.UTC(2026, 0, 1, hour)).toISOString();
const rates = (rate: (n: number) => string, count = 30): readonly string[] => [
  HEADER,
  ...Array.from({ length: count }, (_, n) => `BTCUSDT,${day(8 * n)},${rate(n)}`),
];

describe('bad data', () => {
  const cases: readonly (readonly [what: string, file: () => string, code: string, said: RegExp])[] = [
    ['a file that is not there', () => '/nowhere/a.csv', 'history.file-unreadable', /no such file/],
    ['an empty file', () => fileOf('a.csv', []), 'history.file-empty', /no bytes/],
    ['a header only', () => fileOf('a.csv', [HEADER]), 'history.file-empty', /a header and no row/],
    [
      'a gzip cut short',
      () =>
        cutShort(
          fileOf(
            'a.csv.gz',
            rates((n) => `0.000${n + 1}`, 700),
          ),
        ),
      'history.file-cut-short',
      /ends early/,
    ],
    ['a zip', () => fileOf('a.zip', ['PK\u0003\u0004']), 'history.file-unreadable', /unpack it first/],
    [
      'a wrong delimiter',
      () => fileOf('a.csv', ['Symbol;Date;Rate', 'BTCUSDT;2026-01-01;1']),
      'history.file-format',
      /--delimiter ";"/,
    ],
    [
      'a column that is not there',
      () => fileOf('a.csv', ['Symbol,When,Rate']),
      'history.file-format',
      /no column "Date"/,
    ],
    [
      'a line of other fields',
      () => fileOf('a.csv', [HEADER, 'BTCUSDT,x']),
      'history.file-format',
      /line 2: 2 fields where the header has 3/,
    ],
    [
      'a word for a rate',
      () => fileOf('a.csv', [HEADER, `BTCUSDT,${day(0)},high`]),
      'history.bad-row',
      /line 2: rate is "high"/,
    ],
    [
      'rates in percent',
      () =>
        fileOf(
          'a.csv',
          rates((n) => (n % 2 === 0 ? '0.01' : `0.00${n}`)),
        ),
      'history.rate-unit',
      /0\.01, the usual rate in percent.*--unit/,
    ],
    [
      'huge rates',
      () =>
        fileOf(
          'a.csv',
          rates((n) => (n === 7 ? '-0.4' : '0.0001')),
        ),
      'history.rate-unit',
      /line 9: the largest rate is 0\.4/,
    ],
    [
      'a future row',
      () => fileOf('a.csv', [HEADER, 'BTCUSDT,2026-09-02T00:00:00Z,0.0001']),
      'history.future',
      /line 2: .*2026-09-02/,
    ],
    [
      'a time without a zone',
      () => fileOf('a.csv', [HEADER, 'BTCUSDT,2026-01-01 00:00,0.0001']),
      'history.time-zone',
      /--time-zone/,
    ],
    [
      'times of two kinds',
      () => fileOf('a.csv', [HEADER, `BTCUSDT,${day(0)},0.0001`, 'BTCUSDT,2026-01-01 08:00,0.0001']),
      'history.time-zone',
      /line 3: .*without a zone/,
    ],
    [
      'a zone read wrongly',
      () => fileOf('a.csv', [HEADER, ...Array.from({ length: 12 }, (_, n) => `BTCUSDT,${day(8 * n + 3)},0.0001`)]),
      'history.time-zone',
      /03:00, 11:00, 19:00 UTC/,
    ],
    ['an unknown coin', () => fileOf('a.csv', [HEADER, `WHAT,${day(0)},0.0001`]), 'history.unknown-symbol', /"WHAT"/],
    [
      'rows that contradict',
      () => fileOf('a.csv', [HEADER, `BTCUSDT,${day(0)},0.0001`, `BTCUSDT,${day(0)},0.0002`]),
      'history.conflict',
      /row 3/,
    ],
  ];

  it.each(cases)('%s is told with its code, and nothing is taken', async (_, file, code, said) => {
    const dir = scratchDir();
    const before = fileOf('before.csv', [HEADER, `ETHUSDT,${day(0)},0.0001`]);
    expect((await history('import', before, '--history', dir, ...PLAIN)).code).toBe(0);
    const held = await rowsOf(dir);
    const end = await history('import', file(), '--history', dir, ...PLAIN);
    expect(end.err).toContain(`[${code}]`);
    expect(end.err).toMatch(said);
    expect(end.code).toBeGreaterThan(0);
    expect(await rowsOf(dir)).toEqual(held);
  });

  it('tells rows out of order and told twice by line, and refuses them where asked to', async () => {
    const file = fileOf('a.csv', [HEADER, ...[8, 0, 16, 16].map((hour) => `BTCUSDT,${day(hour)},0.0001`)]);
    const dir = scratchDir();
    const { out } = await history('import', file, '--history', dir, ...PLAIN);
    expect(out).toContain('3 new, 0 changed, 1 held already');
    expect(out).toContain(
      '1 rows earlier than the one before (line 3), 1 rows of an instant that was told before (line 5)',
    );
    const strict = await history('import', file, '--history', scratchDir(), ...PLAIN, '--strict');
    expect(strict.err).toContain('[history.bad-row]');
  });

  it('says what is wrong with its options', async () => {
    const file = fileOf('a.csv', [HEADER]);
    expect((await history('import', file, '--history', scratchDir(), '--unit', 'percent')).err).toContain(
      '[history.usage]',
    );
    expect((await history('import', file, '--history', scratchDir(), ...PLAIN, '--time-zone', 'Mars')).err).toContain(
      'no such zone',
    );
    expect((await history('import', file, '--history', scratchDir(), '--map', 'when=Date')).err).toContain(
      '"when=Date"',
    );
  });
});

const cutShort = (path: string): string => {
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.subarray(0, bytes.length - 200));
  return path;
};
