import { expect, it } from 'vitest';
import { coinId, marketKey, symbolId, venueId } from '../../../src/domain/ids.ts';
import type { MarketKey } from '../../../src/domain/ids.ts';
import { MS_PER_DAY, MS_PER_HOUR, atMs } from '../../../src/domain/units.ts';
import type { AtMs } from '../../../src/domain/units.ts';
import { ReturnWatch } from '../../../src/engine/watches/return-watch.ts';
import { createMemoryHistory } from '../../../src/history/memory.ts';
import type { Market } from '../../../src/market/market.ts';
import { dailyCloses } from '../../../src/worlds/daily-closes.ts';

const [BTC, ETH] = [coinId('BTC'), coinId('ETH')];
const START = Date.UTC(2026, 0, 5);
const keyOf = (venue: string, coin: string): MarketKey => marketKey(venueId(venue), symbolId(`${coin}/USDT:USDT`));
const hour = (hours: number): AtMs => atMs(START + hours * MS_PER_HOUR);

/** Of a market these are looked at. */
const priced = (venue: string, coin: string, mark: number | undefined): Market =>
  ({ key: keyOf(venue, coin), instrument: { coin: coinId(coin) }, mark, mid: undefined }) as unknown as Market;

/** Both coins at three venues, which agree on how they move and not on where they stand. */
const marketsAt = (hours: number): readonly Market[] => {
  const move = 100 * Math.exp(Math.sin(Math.floor(hours / 24)) / 10);
  return ['okx', 'bybit', 'kucoin'].flatMap((venue, at) => [
    priced(venue, 'BTC', move * (1 + at)),
    priced(venue, 'ETH', move ** 2 / (1 + at)),
  ]);
};

const watching = (): { readonly watch: ReturnWatch; readonly pass: (from: number, to: number) => void } => {
  let now = 0;
  const watch = new ReturnWatch({ all: () => marketsAt(now)[Symbol.iterator]() } as never);
  return {
    watch,
    pass: (from, to) => {
      for (now = from; now < to; now += 1) watch.look(hour(now));
    },
  };
};

it('measures coins that move together once 20 days of returns are over, each by one market', () => {
  const { watch, pass } = watching();
  pass(0, 21 * 24);
  expect(watch.correlation(BTC, ETH)).toBeUndefined();
  pass(21 * 24, 22 * 24);
  expect(watch.correlation(BTC, ETH)).toBeCloseTo(1, 9);
});

it('looks once an hour, whoever asks more often', () => {
  let looks = 0;
  const all = () => {
    looks += 1;
    return [][Symbol.iterator]();
  };
  const watch = new ReturnWatch({ all } as never);
  for (let minute = 0; minute < 150; minute += 1) watch.look(atMs(START + minute * 60_000));
  expect(looks).toBe(3);
});

it('goes on from what a history holds: the market with the most closes, a price a day', () => {
  const history = createMemoryHistory();
  const entry = history.begin({ source: 'archive', atMs: hour(0) }, 'refuse');
  for (let day = -31; day < 0; day += 1)
    for (const market of marketsAt(day * 24).filter(({ key }) => !key.startsWith('kucoin') || day > -5))
      for (const at of [1, 2]) {
        const price = (market.mark ?? 0) * (at === 1 ? 5 : 1);
        entry.add({ kind: 'mark', market: market.key, atMs: hour(day * 24 + at), mark: price }, day);
      }
  entry.commit();
  const steps = [...dailyCloses(history, hour(3), (coin) => coin === 'BTC' || coin === 'ETH')];
  const closes = Object.fromEntries(steps.filter((step) => step !== undefined));
  expect(closes['BTC']).toMatchObject({ market: keyOf('bybit', 'BTC'), fromDay: START / MS_PER_DAY - 31 });
  expect(closes['BTC']?.prices).toHaveLength(31);
  expect([...dailyCloses(history, hour(3), () => false)]).toEqual([]);
  const { watch, pass } = watching();
  watch.remember(closes);
  pass(0, 2);
  expect(watch.correlation(BTC, ETH)).toBeCloseTo(1, 9);
});
