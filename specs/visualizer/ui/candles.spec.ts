import { describe, expect, it } from 'vitest';
import { byMinutes, joined, withPrice } from '../../../src/visualizer/ui/candles.ts';
import type { Candle } from '../../../src/visualizer/ui/candles.ts';

const at = (minute: number, [open = 0, high = 0, low = 0, close = 0]: readonly number[]): Candle => ({
  startMs: minute * 60_000,
  open,
  high,
  low,
  close,
});

describe('candles', () => {
  it('are put together by minutes of the clock', () => {
    const minutes = [at(4, [1, 5, 1, 2]), at(5, [2, 3, 2, 3]), at(6, [3, 9, 1, 4])];
    expect(byMinutes(minutes, 5)).toEqual([at(0, [1, 5, 1, 2]), at(5, [2, 9, 1, 4])]);
    expect(byMinutes(minutes, 1)).toEqual(minutes);
  });

  it('grow with the price of now, and never backwards', () => {
    const held = [at(1, [2, 2, 2, 2])];
    expect(withPrice(held, 90_000, 5)).toEqual([at(1, [2, 5, 2, 5])]);
    expect(withPrice(held, 120_000, 1)).toEqual([...held, at(2, [1, 1, 1, 1])]);
    expect(withPrice(held, 30_000, 9)).toBe(held);
  });

  it('take what came in place of what is held from its first minute on', () => {
    const held = [at(1, [1, 1, 1, 1]), at(2, [2, 2, 2, 2])];
    const came = [at(2, [2, 4, 2, 4]), at(3, [4, 4, 4, 4])];
    expect(joined(held, came)).toEqual([held[0], ...came]);
    expect(joined(held, [])).toBe(held);
  });
});
