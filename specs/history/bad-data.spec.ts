import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fileOf, history, rowsOf } from './support/import.ts';
import { scratchDir } from './support/stores.ts';

const PLAIN = ['--venue', 'bybit', '--map', 'time=Date,symbol=Symbol,rate=Rate'];
const HEADER = 'Symbol,Date,Rate';

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
