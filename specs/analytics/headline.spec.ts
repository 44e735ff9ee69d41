import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headlineOf, orient, widestPair } from '../../src/analytics/headline.ts';
import { marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { workedRoute } from './route-fixtures.ts';

const market = (venue: string) => marketKey(venueId(venue), symbolId('BTC/USDT:USDT'));

describe('the headline of a route', () => {
  it('is the spread of the rates now', () => {
    const { spreadPer8hBps, aprSpread } = headlineOf(workedRoute());
    expect(spreadPer8hBps).toBeCloseTo(5.4, 10);
    expect(aprSpread).toBeCloseTo(0.5913, 10);
  });

  it('is unknown without both rates', () => {
    const headline = headlineOf(workedRoute({ long: { funding: undefined } }));
    expect(headline).toMatchObject({ spreadPer8hBps: undefined, aprSpread: undefined });
    expect(headline.hourly.long).toBeUndefined();
    expect(headline.hourly.short).toBeCloseTo(0.0000875, 12);
  });
});

const headlineLeg = (venue: string, hourly: number, asShort: number | undefined = hourly) => ({
  market: market(venue),
  hourlyAsLong: hourly,
  hourlyAsShort: asShort,
});

describe('the widest pair of a coin', () => {
  it('is long the lowest and short the highest rate', () => {
    const pair = widestPair([headlineLeg('a', 0.0001), headlineLeg('b', 0.0003), headlineLeg('c', -0.0001)]);
    expect(pair).toMatchObject({ long: market('c'), short: market('b') });
    expect(pair?.spreadPer8hBps).toBeCloseTo(32, 9);
  });

  it('never shorts a market that cannot be short, nor both sides of one', () => {
    const cash = { market: market('cash'), hourlyAsLong: 0, hourlyAsShort: undefined };
    expect(widestPair([cash, headlineLeg('a', -0.001)])).toMatchObject({ long: cash.market, short: market('a') });
    expect(widestPair([cash])).toBeUndefined();
    expect(widestPair([{ ...cash, hourlyAsLong: undefined }, headlineLeg('a', 1)])).toBeUndefined();
  });

  it('is the same in whatever order the markets come, ties included', () => {
    const legs = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.constantFrom(-1, 0, 1, 2)), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(legs, (drawn) => {
        const unique = [...new Map(drawn)].map(([venue, hourly]) => headlineLeg(venue, hourly));
        expect(widestPair([...unique].reverse())).toEqual(widestPair(unique));
      }),
    );
  });
});

describe('orientation', () => {
  it('is long the lower hourly rate, ties by name', () => {
    const at = (venue: string, hourly: number) => ({ market: market(venue), hourly });
    expect(orient(at('a', 0.2), at('b', 0.1))).toEqual({ long: market('b'), short: market('a') });
    expect(orient(at('a', -0.2), at('b', 0.1))).toEqual({ long: market('a'), short: market('b') });
    expect(orient(at('b', 0.1), at('a', 0.1))).toEqual({ long: market('a'), short: market('b') });
  });
});
