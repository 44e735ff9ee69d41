import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { gapsWithin, refuseGaps } from '../../src/history/funding-coverage.ts';
import { history, reading } from './support/import.ts';
import { at, scratchDir } from './support/stores.ts';

/** Histories of three public projects; not part of this repository, so the specs are skipped where they are absent. */
const FOLDER = join(import.meta.dirname, '../../../shared/recordings/funding-history');

const MAPS = {
  zushen: 'time=settlement_ts_ms,symbol=venue_symbol,rate=rate_raw,interval=interval_hours,mark=mark_price',
  supervik: 'time=Date,symbol=Symbol,rate=Funding Rate',
  multi: 'time=time,venue=exchange,symbol=pair,rate=funding rate',
};
const INVERSE = ['--symbol', 'BTCUSDCM=BTC/USD:BTC', '--symbol', 'ETHUSDCM=ETH/USD:ETH'];

const files = (part: string): readonly string[] =>
  readdirSync(FOLDER)
    .filter((name) => name.includes(part))
    .map((name) => join(FOLDER, name));

interface Taken {
  readonly added: number;
  readonly same: number;
  readonly conflictCount: number;
}

const take = async (dir: string, part: string, ...options: readonly string[]): Promise<readonly Taken[]> => {
  const { code, out, err } = await history('import', ...files(part), '--history', dir, '--json', ...options);
  if (code !== 0) throw new Error(err);
  return out.split('\n').map((line) => JSON.parse(line) as Taken);
};

describe.skipIf(!existsSync(FOLDER))(
  'the real history of several venues (skipped where the recordings are absent)',
  () => {
    it('agrees between sources on every rate that two of them tell, once their time zones are read right', async () => {
      const dir = scratchDir();
      await take(dir, 'multi-aha', '--map', MAPS.multi, '--time-zone', 'Europe/London', ...INVERSE);
      let overlapping = 0;
      for (const venue of ['binance', 'bybit']) {
        const own = await take(dir, `USDT-${venue}`, '--venue', venue, '--map', MAPS.supervik, '--time-zone', 'UTC+3');
        expect(own.map(({ conflictCount }) => conflictCount)).toEqual(own.map(() => 0));
        overlapping += own.reduce((total, { same }) => total + same, 0);
      }
      expect(overlapping).toBe(4 * 1095);
    });

    it('says which zone a file is not in, and refuses it', async () => {
      for (const [part, map, hours] of [
        ['supervik-BTC-USDT-binance', MAPS.supervik, '03:00, 11:00, 19:00'],
        ['multi-aha', MAPS.multi, '01:00, 09:00, 17:00'],
      ] as const) {
        const options = [
          '--map',
          map,
          '--time-zone',
          'UTC',
          ...(map === MAPS.supervik ? ['--venue', 'binance'] : INVERSE),
        ];
        const { code, err } = await history('import', ...files(part), '--history', scratchDir(), ...options);
        expect(code).toBe(1);
        expect(err).toContain('[history.time-zone]');
        expect(err).toContain(hours);
      }
    });

    it('covers a year with its changes of interval, and refuses to compute over what is missing', async () => {
      const dir = scratchDir();
      await take(dir, 'zushen-bybit', '--venue', 'bybit', '--map', MAPS.zushen);
      const inj = marketKey(venueId('bybit'), symbolId('INJ/USDT:USDT'));
      await reading(dir, (reader) => {
        const { funding, intervalChanges, gaps } = reader.coverage(inj);
        expect(funding).toMatchObject({ rows: 1244, fromMs: at('2025-08-21T08:00:00Z') });
        expect(intervalChanges.map(({ fromHours, toHours }) => [fromHours, toHours])).toEqual([
          [8, 1],
          [1, 8],
        ]);
        expect(gaps).toEqual([]);
        expect(gapsWithin(reader, inj, { fromMs: at('2026-01-01'), toMs: at('2026-08-01') })).toEqual([]);
        const early = { fromMs: at('2025-08-01'), toMs: at('2025-09-01') };
        expect(() => refuseGaps(reader, inj, early)).toThrow(expect.objectContaining({ code: 'history.gap' }));
      });
    });
  },
);
