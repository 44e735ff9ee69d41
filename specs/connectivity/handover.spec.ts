import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Dedupe } from '../../src/connectivity/dedupe.ts';
import { Handover } from '../../src/connectivity/handover.ts';
import type { Channel } from '../../src/connectivity/venue-link.ts';

const book: Channel = { socket: 's', topic: 'book', carries: 'book', conflation: 'none' };
const trades: Channel = { socket: 's', topic: 'trades', carries: 'trades', conflation: 'none' };

/** Frames as `old 3` and `new 3`; those that count. */
const passed = (handover: Handover, channel: Channel, frames: readonly string[]): readonly string[] =>
  frames.filter((frame) => {
    const [side = '', text = ''] = frame.split(' ');
    return handover.passes(side === 'old' ? 'old' : 'new', channel, text);
  });

describe('two sockets of one stream that begins with a snapshot', () => {
  it('are changed at the first frame of the new one; what the old one says after that does not count', () => {
    const handover = new Handover('switch', 100);
    expect(passed(handover, book, ['old 1', 'old 2', 'new snapshot', 'old 3', 'new 3', 'new 4'])).toEqual([
      'old 1',
      'old 2',
      'new snapshot',
      'new 3',
      'new 4',
    ]);
    expect(handover.isDone(1)).toBe(true);
    expect(handover.isDone(2)).toBe(false);
  });

  it('say what was said already only once', () => {
    expect(passed(new Handover('switch', 100), book, ['old 1', 'new 1', 'new 2', 'old 2'])).toEqual(['old 1', 'new 2']);
  });

  it('lose no trade in between', () => {
    const frames = ['old 1', 'new 2', 'old 2', 'old 3', 'new 3', 'new 4', 'old 4'];
    expect(passed(new Handover('switch', 100), trades, frames)).toEqual(['old 1', 'new 2', 'old 3', 'new 4']);
  });
});

describe('two sockets of one stream of changes', () => {
  it('are heard both, each text once, whatever the order', () => {
    const order = fc.array(fc.boolean(), { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(order, (isOld) => {
        const handover = new Handover('both', 100);
        const counted: number[] = [];
        let old = 0;
        let next = 0;
        for (const side of isOld) {
          const n = side ? old++ : next++;
          if (handover.passes(side ? 'old' : 'new', book, `frame ${n}`)) counted.push(n);
        }
        expect(counted).toEqual(Array.from({ length: Math.max(old, next) }, (_, n) => n));
      }),
    );
  });
});

describe('what tells repeats', () => {
  it('remembers only so many, the newest', () => {
    const dedupe = new Dedupe(10);
    for (let n = 0; n < 1000; n += 1) expect(dedupe.isRepeat(`text ${n}`)).toBe(false);
    expect(dedupe.size).toBe(10);
    expect(dedupe.isRepeat('text 999')).toBe(true);
    expect(dedupe.isRepeat('text 1')).toBe(false);
  });

  it('does not take one text for another in 200,000 that differ in little', () => {
    const dedupe = new Dedupe(1_000_000);
    let repeats = 0;
    for (let n = 0; n < 200_000; n += 1) if (dedupe.isRepeat(`{"u":${n},"b":[["100.5","${n % 7}"]]}`)) repeats += 1;
    expect(repeats).toBe(0);
  });
});
