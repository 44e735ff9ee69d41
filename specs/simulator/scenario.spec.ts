import { describe, expect, it } from 'vitest';
import type { FundingObservation } from '../../src/domain/funding.ts';
import type { MarketKey } from '../../src/domain/ids.ts';
import type { AtMs } from '../../src/domain/units.ts';
import { projectFunding } from '../../src/analytics/funding-schedule.ts';
import { RateHistory } from '../../src/analytics/rate-history.ts';
import { marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { atMs, hours } from '../../src/domain/units.ts';
import { knownVenues } from '../../src/venues/registry.ts';
import { createSimMarkets } from '../../src/simulator/sim-markets.ts';
import { bybitProfile } from '../../src/venues/bybit/profile.ts';
import { UnknownScenarioError, scenarioNames, scenarioOf } from '../../src/simulator/scenario.ts';

describe('scenarios', () => {
  it('are found by name', () => {
    const names = ['calm', 'default', 'rehearsal', 'rolling', 'stress', 'wide', 'wire'];
    expect([...scenarioNames].sort((a, b) => (a < b ? -1 : 1))).toEqual(names);
    for (const name of scenarioNames) expect(scenarioOf(name).name).toBe(name);
  });

  it('that do not exist are refused with the names of those that do', () => {
    expect(() => scenarioOf('crash')).toThrow(UnknownScenarioError);
    expect(() => scenarioOf('crash')).toThrow(
      '"crash" is no scenario; there are default, calm, stress, rolling, rehearsal, wire, wide',
    );
    expect(() => scenarioOf('constructor')).toThrow(UnknownScenarioError);
  });

  it('tell their paths in order of time', () => {
    for (const name of scenarioNames)
      for (const { path = [] } of Object.values(scenarioOf(name).markets))
        for (const [at, point] of path.entries())
          expect(point.atHours).toBeGreaterThan(path[at - 1]?.atHours ?? -Infinity);
  });
});

const perpetual = (venue: string, symbol: string): MarketKey => marketKey(venueId(venue), symbolId(symbol));
const utc = (hour: number, minute: number): AtMs => atMs(Date.UTC(2026, 0, 5, hour, minute));

describe('the scenario default', () => {
  const SOL = perpetual('hyperliquid', 'SOL/USDC:USDC');
  const HEDGE = perpetual('bybit', 'SOL/USDT:USDT');
  const DOGE = perpetual('binance', 'DOGE/USDT:USDT');
  const markets = createSimMarkets({ seed: 7 });
  const histories = new Map<MarketKey, RateHistory>();

  const playTo = (untilMs: AtMs): void => {
    while (markets.nowMs() < untilMs) {
      for (const { market, rate, atMs: at } of markets.advance().settlements) fold(market, Number(rate), at);
    }
  };

  const fold = (market: MarketKey, rate: number, settlementAtMs: AtMs): void => {
    const intervalHours = hours(market === SOL ? 1 : market === DOGE ? 4 : 8);
    const row: FundingObservation = {
      market,
      kind: 'settled',
      rate,
      intervalHours,
      intervalSource: 'venue-rule',
      observedAtMs: settlementAtMs,
      settlementAtMs,
    };
    const history = histories.get(market) ?? new RateHistory();
    history.fold(row);
    histories.set(market, history);
  };

  /** Expected funding of a short leg over 72 h, bps, as the engine projects it. */
  const carryBps = (market: MarketKey): number => {
    const now = markets.nowMs();
    const rate = markets.currentRate(market);
    const history = histories.get(market);
    if (rate === undefined || history === undefined) throw new Error(`no rates of ${market}`);
    const span = { leg: 'short', nowMs: now, horizonHours: 72 } as const;
    const projection = projectFunding(rate, history.statistics(now), span);
    expect(projection?.cautious).toBe(false);
    return (projection?.settlements ?? []).reduce((total, settlement) => total + 1e4 * settlement.rate, 0);
  };

  const rateBps = (market: MarketKey): number => 1e4 * (markets.currentRate(market)?.rate ?? NaN);

  it('begins with a month of rates that remember: SOL pays 9 bps an hour and repays 30 bps of costs many times', () => {
    for (const profile of knownVenues) {
      const decoder = profile.createDecoder();
      for (const input of markets.openingInputs())
        if (input.kind === 'rest' && input.venue === profile.venue)
          for (const event of decoder.rest(input.frame, input))
            if (event.type === 'funding' && event.funding.kind === 'settled')
              fold(event.market, event.funding.rate, event.funding.settlementAtMs);
    }
    const statistics = (histories.get(SOL) ?? new RateHistory()).statistics(markets.nowMs());
    expect(statistics.samples).toBe(90);
    expect(statistics.phi8).toBeGreaterThan(0.8);
    // Under 1 bp an hour over the month.
    expect(Math.abs(1e4 * (statistics.mean8 ?? NaN))).toBeLessThan(8);
    expect(rateBps(SOL)).toBeGreaterThan(8);
    expect(rateBps(SOL)).toBeLessThan(10);
    expect(carryBps(SOL) - carryBps(HEDGE)).toBeGreaterThan(100);
  });

  it('turns at 02:36: at the settlements of 03:00 and 04:00 the route expects to pay', () => {
    playTo(utc(2, 30));
    expect(rateBps(SOL)).toBeGreaterThan(8);
    for (const hour of [3, 4]) {
      playTo(atMs(utc(hour, 0) + 10_000));
      expect(rateBps(SOL)).toBeLessThan(-2);
      expect(carryBps(SOL) - carryBps(HEDGE)).toBeLessThan(0);
    }
  }, 600_000);

  it('makes DOGE dear on Binance from 05:00 on', () => {
    expect(rateBps(DOGE)).toBeCloseTo(0.5, 1);
    playTo(utc(6, 0));
    expect(rateBps(DOGE)).toBeGreaterThan(12);
    expect(carryBps(DOGE)).toBeGreaterThan(100);
  }, 600_000);
});

describe('the scenario stress', () => {
  /** The change comes two hours in: 10:05 UTC, on contracts that settled at 08:00 and are due at 16:00. */
  const START = atMs(Date.UTC(2026, 0, 5, 8, 5));
  const ETH = marketKey(venueId('bybit'), symbolId('ETH/USDT:USDT'));

  it('shortens the interval of one venue from 8 to 4 hours on the way, and its clients hear of it', () => {
    const markets = createSimMarkets({ seed: 5, scenario: 'stress', startAtMs: START });
    while (markets.nowMs() < START + 7_195_000) markets.advance();
    const decoder = bybitProfile.createDecoder();
    const told: FundingObservation[] = [];
    const listed = new Set<number | undefined>();
    const inputs = [...markets.openingInputs()];
    const before = markets.instruments();
    while (markets.nowMs() < START + 7_205_000) inputs.push(...markets.advance().inputs);
    for (const input of inputs) {
      if ((input.kind !== 'frame' && input.kind !== 'rest') || input.venue !== 'bybit') continue;
      const events = input.kind === 'rest' ? decoder.rest(input.frame, input) : decoder.frame(input.frame, input);
      for (const event of events) {
        expect(event.type).not.toBe('frame.rejected');
        if (event.type === 'instrument' && event.instrument.market === ETH)
          listed.add(event.instrument.fundingIntervalHours);
        if (event.type === 'funding' && event.market === ETH && event.funding.kind === 'predicted')
          told.push(event.funding);
      }
    }
    expect([...listed]).toEqual([8, 4]);
    expect(told[0]).toMatchObject({ intervalHours: 8, settlementAtMs: Date.UTC(2026, 0, 5, 16) });
    expect(told.at(-1)).toMatchObject({ intervalHours: 4, settlementAtMs: Date.UTC(2026, 0, 5, 12) });
    expect(markets.currentRate(ETH)).toMatchObject({ intervalHours: 4, settlementAtMs: Date.UTC(2026, 0, 5, 12) });
    expect(markets.instruments()).not.toBe(before);
  });

  it('keeps the changed interval through save and restore, in both directions', () => {
    const markets = createSimMarkets({ seed: 5, scenario: 'stress', startAtMs: START });
    const early = markets.save();
    while (markets.nowMs() < START + 7_260_000) markets.advance();
    const late = markets.save();
    const again = createSimMarkets({ seed: 5, scenario: 'stress' });
    again.restore(late);
    expect(again.currentRate(ETH)).toEqual(markets.currentRate(ETH));
    markets.restore(early);
    expect(markets.currentRate(ETH)?.intervalHours).toBe(8);
  });
});
