import { describe, expect, it } from 'vitest';
import type { FundingObservation } from '../../src/domain/funding.ts';
import { marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import { createSimMarkets } from '../../src/simulator/sim-markets.ts';
import { bybitProfile } from '../../src/venues/bybit/profile.ts';
import { UnknownScenarioError, scenarioNames, scenarioOf } from '../../src/simulator/scenario.ts';

describe('scenarios', () => {
  it('are found by name', () => {
    expect([...scenarioNames].sort((a, b) => (a < b ? -1 : 1))).toEqual(['calm', 'default', 'stress']);
    for (const name of scenarioNames) expect(scenarioOf(name).name).toBe(name);
  });

  it('that do not exist are refused with the names of those that do', () => {
    expect(() => scenarioOf('crash')).toThrow(UnknownScenarioError);
    expect(() => scenarioOf('crash')).toThrow('"crash" is no scenario; there are default, calm, stress');
    expect(() => scenarioOf('constructor')).toThrow(UnknownScenarioError);
  });

  it('tell their paths in order of time', () => {
    for (const name of scenarioNames)
      for (const { path = [] } of Object.values(scenarioOf(name).markets))
        for (const [at, point] of path.entries())
          expect(point.atHours).toBeGreaterThan(path[at - 1]?.atHours ?? -Infinity);
  });
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
