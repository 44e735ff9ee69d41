import { expect, it } from 'vitest';
import { rateHistoryOf } from '../../src/analytics/rate-history.ts';
import type { FundingObservation } from '../../src/domain/funding.ts';
import { marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import type { MarketKey } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import { MS_PER_HOUR, atMs, hours } from '../../src/domain/units.ts';
import { rememberRates } from '../../src/engine/remembered-rates.ts';
import { createMemoryHistory } from '../../src/history/memory.ts';
import { Markets } from '../../src/market/market.stream.ts';
import { settledRates } from '../../src/worlds/settled-rates.ts';

const NOW = atMs(Date.UTC(2026, 2, 1, 3));
const keyOf = (venue: string, coin: string): MarketKey => marketKey(venueId(venue), symbolId(`${coin}/USDT:USDT`));
const [OKX, BYBIT, FOREIGN] = [keyOf('okx', 'BTC'), keyOf('bybit', 'BTC'), keyOf('elsewhere', 'BTC')];
const rateAt = (row: number): number => 0.0001 + 0.00001 * (row % 7);
/** Settlements every 8 hours before `NOW`, newest first at row 0. */
const settlementAt = (row: number) => atMs(NOW - 3 * MS_PER_HOUR - row * 8 * MS_PER_HOUR);

const historyWith = (rowsOf: Readonly<Record<string, readonly number[]>>) => {
  const history = createMemoryHistory();
  const entry = history.begin({ source: 'archive', atMs: NOW }, 'refuse');
  for (const [market, rows] of Object.entries(rowsOf))
    for (const row of rows.toReversed())
      entry.add(
        {
          kind: 'funding',
          market: market as MarketKey,
          atMs: settlementAt(row),
          rate: text(rateAt(row)),
          intervalHours: hours(8),
        },
        row,
      );
  entry.commit();
  return history;
};
const profile = (venue: string) => (venue === 'okx' ? {} : undefined);
const WHOLE = Array.from({ length: 100 }, (_, row) => row);

it('are 32 days of each wanted market, or 30 where there are no more, where none is missing in between', () => {
  const history = historyWith({
    [OKX]: WHOLE,
    [BYBIT]: WHOLE.filter((row) => row !== 40),
    [keyOf('okx', 'ETH')]: WHOLE,
    [keyOf('kucoin', 'BTC')]: WHOLE.slice(0, 50),
    // no more than was asked for by default: 30 days, and what the venue settled since
    [keyOf('deribit', 'BTC')]: WHOLE.slice(0, 91),
    // behind: the venue tells what came since
    [keyOf('binance', 'BTC')]: WHOLE.slice(10),
  });
  const steps = [...settledRates(history, NOW, (coin) => coin === 'BTC')];
  const rates = Object.fromEntries(steps.filter((step) => step !== undefined));
  expect(Object.keys(rates).sort()).toEqual([keyOf('binance', 'BTC'), keyOf('deribit', 'BTC'), OKX]);
  expect(rates[keyOf('deribit', 'BTC')]).toHaveLength(90);
  expect(rates[OKX]).toHaveLength(96);
  expect(rates[OKX]?.at(-1)).toEqual([settlementAt(0), rateAt(0), 8]);
});

it('make the statistics that the venue would have made by telling them', () => {
  const steps = [...settledRates(historyWith({ [OKX]: WHOLE, [FOREIGN]: WHOLE }), NOW, () => true)];
  const rates = Object.fromEntries(steps.filter((step) => step !== undefined));
  const markets = new Markets();
  rememberRates({ markets, profile } as never, { rates: JSON.parse(JSON.stringify(rates)) });
  const told = WHOLE.slice(0, 96).map((row): FundingObservation => ({
    market: OKX,
    kind: 'settled',
    rate: rateAt(row),
    intervalHours: hours(8),
    intervalSource: 'frame',
    observedAtMs: settlementAt(row),
    settlementAtMs: settlementAt(row),
  }));
  const warm = markets.find(OKX)?.statistics(NOW);
  expect(warm).toEqual(rateHistoryOf(told).statistics(NOW));
  expect(warm?.samples).toBeGreaterThan(80);
  expect(markets.find(FOREIGN)).toBeUndefined();
});
