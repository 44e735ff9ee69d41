import { describe, expect, it } from 'vitest';
import { reasonText } from '../../../src/visualizer/ui/reason-text.ts';

describe('a refusal in words', () => {
  it('says what there was, what it needs and by how much it missed', () => {
    expect(reasonText({ code: 'below-screen', limit: 5, actual: 1.25 })).toEqual({
      text: 'spread below the screen',
      figures: '1.25 bps, needs 5.00 bps',
      by: '3.75 bps short',
      missed: 0.25,
    });
    expect(reasonText({ code: 'stale-book', leg: 'long', limit: 100, actual: 180 })).toMatchObject({
      text: 'book too old (long)',
      figures: '180 ms, at most 100 ms',
      by: '80 ms over',
      missed: undefined,
    });
  });

  it('reads the reasons of the gate as the journal holds them, words and unknown figures too', () => {
    const margin = { code: 'free-margin', limit: 800, actual: 1000, venue: 'alpha' };
    expect(reasonText(margin)).toMatchObject({ figures: '1,000 USD, at most 800 USD', by: '200 USD over' });
    expect(reasonText({ code: 'guard-paused', limit: 'active', actual: 'paused' })).toMatchObject({
      text: 'guard paused',
      figures: 'paused, needs active',
      by: '',
    });
    expect(reasonText({ code: 'net-below-minimum', limit: 5, actual: 'unknown' }).by).toBe('');
    expect(reasonText({ code: 'no-funding', leg: 'short' })).toMatchObject({ text: 'no funding (short)', figures: '' });
  });
});
