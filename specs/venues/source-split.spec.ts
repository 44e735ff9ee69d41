import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atMs } from '../../src/domain/units.ts';
import type { SourceSplit, SplitEvent } from '../../src/venues/source-split.ts';
import { ALL_DIRECT, foldSplit, servedBy, sourceOf } from '../../src/venues/source-split.ts';

const symbols = Array.from({ length: 2000 }, (_, at) => `COIN${String(at).padStart(4, '0')}/USDT:USDT`);
const after = (...events: readonly SplitEvent[]): SourceSplit => events.reduce(foldSplit, ALL_DIRECT);

const count = (share: number) => symbols.filter((symbol) => sourceOf(symbol, share) === 'relay').length;

describe('the share of a relay', () => {
  it('is none at 0, all at 1, and about the share between', () => {
    expect(count(0)).toBe(0);
    expect(count(1)).toBe(2000);
    for (const share of [0.1, 0.25, 0.5, 0.9]) expect(Math.abs(count(share) / 2000 - share)).toBeLessThan(0.03);
  });

  it('only adds markets when it rises', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.string(), share, share, (symbol, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        return sourceOf(symbol, low) === 'direct' || sourceOf(symbol, high) === 'relay';
      }),
    );
  });

  it('is by a hash that never changes', () => {
    expect(['BTC/USDT:USDT', 'ETH/USDT:USDT', 'SOL/USDT:USDT', ''].map((symbol) => firstShare(symbol)))
      .toMatchInlineSnapshot(`
      [
        23,
        560,
        89,
        669,
      ]
    `);
  });

  it('is brought into its bounds, and to 0 where it is no number', () => {
    expect(after({ type: 'share.changed', shareFraction: 7 }).shareFraction).toBe(1);
    expect(after({ type: 'share.changed', shareFraction: -1 }).shareFraction).toBe(0);
    expect(after({ type: 'share.changed', shareFraction: NaN }).shareFraction).toBe(0);
  });
});

/** The least share, in thousandths, at which the relay serves a symbol. */
const firstShare = (symbol: string): number =>
  Array.from({ length: 1001 }, (_, at) => at).find((at) => sourceOf(symbol, at / 1000) === 'relay') ?? -1;

describe('who serves a market', () => {
  const SOL = 'SOL/USDT:USDT';
  const all: SplitEvent = { type: 'share.changed', shareFraction: 1 };
  const failed: SplitEvent = { type: 'relay.failed', cause: 'HTTP 502', atMs: atMs(5) };

  it('is the venue until a share is given, and at once again at 0', () => {
    expect(servedBy(ALL_DIRECT, SOL)).toEqual({ source: 'direct', because: 'share' });
    expect(servedBy(after(all), SOL)).toEqual({ source: 'relay', because: 'share' });
    expect(servedBy(after(all, { type: 'share.changed', shareFraction: 0 }), SOL)).toEqual({
      source: 'direct',
      because: 'share',
    });
  });

  it('is the venue while the relay has failed, and the relay when it has recovered', () => {
    expect(servedBy(after(all, failed), SOL)).toEqual({ source: 'direct', because: 'relay-failed' });
    expect(after(all, failed).relay).toEqual({ state: 'failed', cause: 'HTTP 502', sinceMs: 5 });
    expect(servedBy(after(all, failed, { type: 'relay.recovered' }), SOL).source).toBe('relay');
  });

  it('is the venue where one symbol or all of the relay is stale, until fresh records come', () => {
    const one = after(all, { type: 'relay.stale', symbol: SOL, atMs: atMs(5) });
    expect(servedBy(one, SOL)).toEqual({ source: 'direct', because: 'relay-stale' });
    expect(servedBy(one, 'BTC/USDT:USDT').source).toBe('relay');
    expect(servedBy(foldSplit(one, { type: 'relay.recovered', symbol: SOL }), SOL).source).toBe('relay');
    const whole = after(all, { type: 'relay.stale', atMs: atMs(5) });
    expect(servedBy(whole, 'BTC/USDT:USDT')).toEqual({ source: 'direct', because: 'relay-stale' });
  });

  it('keeps a failure over a silence that follows from it, and repeats nothing', () => {
    expect(after(all, failed, { type: 'relay.stale', atMs: atMs(9) }).relay.state).toBe('failed');
    const stale: SplitEvent = { type: 'relay.stale', symbol: SOL, atMs: atMs(5) };
    expect(after(stale, stale).staleSymbols).toEqual([SOL]);
  });
});
