import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { venueId } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import { Markets, foldMarkets } from '../../src/market/market.stream.ts';
import type { EventBatch } from '../../src/market/market.stream.ts';
import { instrument } from '../analytics/route-fixtures.ts';
import { BTC, EIGHT, ETH, at, snapshot, touch } from './market-facts.ts';

const folding = () => {
  const markets = new Markets();
  const batches$ = new Subject<EventBatch>();
  const told: string[] = [];
  foldMarkets(markets)(batches$).subscribe({
    next: ({ key }) => told.push(key),
    complete: () => told.push('complete'),
    error: (error: unknown) => told.push(`error ${String(error)}`),
  });
  return { markets, batches$, told };
};

describe('folding events into markets', () => {
  it('passes on each market it touched, in the order of the events', () => {
    const { markets, batches$, told } = folding();
    batches$.next({ events: [snapshot({ market: ETH }), snapshot(), touch(99, 101)], arrival: at(EIGHT) });
    expect(told).toEqual([ETH, BTC, BTC]);
    expect([...markets.all()].map(({ key }) => key)).toEqual([ETH, BTC]);
    expect(markets.find(BTC)?.mid).toBe(100);
  });

  it('makes a market at first sight and finds the same one again', () => {
    const { markets, batches$ } = folding();
    expect(markets.find(BTC)).toBeUndefined();
    batches$.next({ events: [snapshot()], arrival: at(EIGHT) });
    expect(markets.of(BTC)).toBe(markets.find(BTC));
    expect(markets.size).toBe(1);
  });

  it('describes the market an instrument belongs to', () => {
    const { markets, batches$, told } = folding();
    const listed = instrument('alpha', 'BTC/USDT:USDT');
    batches$.next({ events: [{ type: 'instrument', instrument: listed }], arrival: at(EIGHT) });
    expect(told).toEqual([BTC]);
    expect(markets.find(BTC)?.instrument).toBe(listed);
    expect(markets.find(BTC)?.isFed).toBe(false);
  });

  it('lets events of no market pass by', () => {
    const { markets, batches$, told } = folding();
    const venue = venueId('alpha');
    batches$.next({
      events: [
        { type: 'venue.time', venue, venueAtMs: atMs(EIGHT) },
        { type: 'frame.control', venue, what: 'pong', detail: '' },
        { type: 'frame.rejected', venue, code: 'frame.not-json', reason: 'torn' },
      ],
      arrival: at(EIGHT),
    });
    expect([told, markets.size]).toEqual([[], 0]);
  });

  it('ends and fails with its source', () => {
    const ended = folding();
    ended.batches$.complete();
    expect(ended.told).toEqual(['complete']);
    const failed = folding();
    failed.batches$.error('torn');
    expect(failed.told).toEqual(['error torn']);
  });
});
