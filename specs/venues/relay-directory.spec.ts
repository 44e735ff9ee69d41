import { describe, expect, it } from 'vitest';
import { venueId } from '../../src/domain/ids.ts';
import { atMs, hours } from '../../src/domain/units.ts';
import { RelayDirectory } from '../../src/venues/relay-directory.ts';
import { knownVenues } from '../../src/venues/registry.ts';
import { createSimMarkets } from '../../src/simulator/sim-markets.ts';

/** Everything the invented venues list, as a relay's consumer would hear of it. */
const listed = () => {
  const directory = new RelayDirectory();
  const markets = createSimMarkets({ seed: 7 });
  for (const instrument of markets.instruments()) directory.learn({ type: 'instrument', instrument });
  return { directory, markets };
};

const BINANCE = venueId('binance');

describe('what relays are told of the venues’ markets', () => {
  it('finds a contract by its native symbol, and by base and quote however they are joined', () => {
    const { directory } = listed();
    for (const symbol of ['SOLUSDT', 'SOL.USDT', 'SOL-USDT', 'SOL/USDT', 'sol_usdt'])
      expect(directory.lookup(BINANCE, symbol)?.market).toBe('binance:SOL/USDT:USDT');
    expect(directory.lookup(venueId('okx'), 'SOL-USDT-SWAP')?.market).toBe('okx:SOL/USDT:USDT');
    expect(directory.lookup(venueId('hyperliquid'), 'SOL')?.market).toBe('hyperliquid:SOL/USDC:USDC');
  });

  it('tells spot from perpetual where both have one name', () => {
    const { directory } = listed();
    expect(directory.lookup(BINANCE, 'SOLUSDT', 'spot')?.market).toBe('binance:SOL/USDT');
    expect(directory.lookup(BINANCE, 'DOGEUSDT', 'spot')).toBeUndefined();
  });

  it('knows nothing of other venues and symbols', () => {
    const { directory } = listed();
    expect(directory.lookup(venueId('kraken'), 'SOLUSDT')).toBeUndefined();
    expect(directory.lookup(BINANCE, '__proto__')).toBeUndefined();
  });

  it('has interval and cap from the list, and rather the interval and settlement that the venue last told', () => {
    const { directory, markets } = listed();
    const [market] = markets.instruments().filter(({ market: key }) => key === 'bybit:DOGE/USDT:USDT');
    expect(directory.lookup(venueId('bybit'), 'DOGEUSDT')).toMatchObject({ intervalHours: 4 });
    expect(directory.lookup(venueId('bybit'), 'DOGEUSDT')).not.toHaveProperty('settlementAtMs');
    const key = market?.market;
    if (key === undefined) throw new Error('the scenario lists no DOGE on Bybit');
    const funding = {
      market: key,
      kind: 'predicted',
      rate: 0.0001,
      intervalHours: hours(1),
      intervalSource: 'frame',
      observedAtMs: atMs(1000),
      settlementAtMs: atMs(3_600_000),
    } as const;
    directory.learn({ type: 'funding', market: key, funding });
    // A settled row of the past says nothing about today.
    directory.learn({
      type: 'funding',
      market: key,
      funding: { ...funding, kind: 'settled', intervalHours: hours(8) },
    });
    expect(directory.lookup(venueId('bybit'), 'DOGEUSDT')).toMatchObject({
      intervalHours: 1,
      settlementAtMs: 3_600_000,
    });
  });

  it('calls no relay a venue', () => {
    expect(knownVenues.map(({ venue }) => venue)).not.toEqual(expect.arrayContaining(['holysheep', 'tickdb']));
  });
});
