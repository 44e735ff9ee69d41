import { describe, expect, it } from 'vitest';
import { retold } from '../../src/simulator/market-voice.ts';
import { Freshness } from '../../src/chaos/freshness.ts';
import { coinId, venueId } from '../../src/domain/ids.ts';
import type { Input } from '../../src/domain/input.ts';
import { atMs } from '../../src/domain/units.ts';
import { createSimMarkets } from '../../src/simulator/sim-markets.ts';
import { knownVenues } from '../../src/venues/registry.ts';
import { chaosConfig } from './support/chaos-config.ts';

const VENUE = venueId('bybit');
const profile = knownVenues.filter(({ venue }) => venue === VENUE);

/** The invented markets of one venue and what a line heard of them. */
const heard = () => {
  const markets = createSimMarkets({ seed: 1, venues: new Set([VENUE]), coins: new Set(['BTC', 'ETH']) });
  const freshness = new Freshness(profile);
  const hear = (inputs: readonly Input[]) => {
    for (const input of inputs) if (input.kind === 'frame' || input.kind === 'rest') freshness.heard(input);
  };
  hear(markets.openingInputs());
  const linear = (coin: string) =>
    markets.instruments().find((one) => one.coin === coinId(coin) && one.kind === 'linear')?.market ?? ('' as never);
  const stale = (coin: string, nowMs: number) => freshness.stale(linear(coin), nowMs, chaosConfig);
  return { markets, freshness, hear, stale };
};

describe('data of a market', () => {
  it('are fresh as they come, and stale a minute later', () => {
    const { markets, stale } = heard();
    const nowMs = markets.nowMs();
    expect(stale('BTC', nowMs)).toEqual([]);
    expect(stale('BTC', nowMs + 60_000)).toHaveLength(2);
  });

  it('are nothing after the connection that brought them was lost, whatever another market says', () => {
    const { markets, freshness, hear, stale } = heard();
    const { inputs, atMs: nowMs } = markets.advance();
    hear(inputs);
    for (const conn of new Set(inputs.flatMap((input) => (input.kind === 'frame' ? [input.conn] : []))))
      freshness.heard({ kind: 'connection', atMs: nowMs, venue: VENUE, conn, status: 'lost' });
    expect(stale('BTC', nowMs).join()).toContain('there is no book');
    const eth = markets.instruments().find(({ coin }) => coin === coinId('ETH'));
    if (eth !== undefined) hear(markets.snapshotInputs(eth.market));
    expect(stale('BTC', nowMs).join()).toContain('there is no book');
  });

  it('are told by a frame that was spoilt on its way only where it can still be read', () => {
    const { markets, freshness, stale } = heard();
    const hearSpoilt = (readable: boolean): void => {
      freshness.begin();
      for (const input of markets.advance(atMs(markets.nowMs() + 60_000)).inputs) {
        if (input.kind !== 'frame') continue;
        const frame = readable ? structuredClone(input.frame) : JSON.stringify(input.frame).slice(0, -1);
        retold(input.frame, frame);
        freshness.heard({ ...input, frame });
      }
    };
    hearSpoilt(false);
    expect(stale('BTC', markets.nowMs())).toHaveLength(2);
    hearSpoilt(true);
    expect(stale('BTC', markets.nowMs())).toEqual([]);
  });
});
