import { describe, expect, it } from 'vitest';
import type { FeedInput } from '../../src/connectivity/feed-input.ts';
import { createInbox } from '../../src/connectivity/inbox.ts';
import { venueId } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';

const VENUE = venueId('testing');
const frame = (n: number, conn = 'a'): FeedInput => ({ kind: 'frame', atMs: atMs(n), venue: VENUE, conn, frame: n });
const lost = (conn: string): FeedInput => ({ kind: 'connection', atMs: atMs(0), venue: VENUE, conn, status: 'lost' });
const shown = (inputs: readonly object[]) =>
  inputs.map((input) => ('frame' in input ? input.frame : 'status' in input ? input.status : '?'));

describe('the inbox', () => {
  it('hands on in order, at most so many at a time', () => {
    const inbox = createInbox();
    for (let n = 0; n < 5; n += 1) inbox.push(frame(n));
    expect(inbox.size).toBe(5);
    expect(shown(inbox.take(2))).toEqual([0, 1]);
    expect(shown(inbox.take(10))).toEqual([2, 3, 4]);
    expect(inbox.take(10)).toEqual([]);
    expect(inbox.size).toBe(0);
  });

  it('keeps only the newest of what says all there is, in the place of the oldest', () => {
    const inbox = createInbox();
    inbox.push(frame(1), 'mark');
    inbox.push(frame(2));
    for (let n = 3; n < 1000; n += 1) inbox.push(frame(n), 'mark');
    expect(inbox.size).toBe(2);
    expect(shown(inbox.take(10))).toEqual([999, 2]);
    inbox.push(frame(1000), 'mark');
    expect(shown(inbox.take(10))).toEqual([1000]);
  });

  it('does not let what comes after a loss slip in before it', () => {
    const inbox = createInbox();
    inbox.push(frame(1), 'mark');
    inbox.push(lost('a'));
    inbox.push(frame(2), 'mark');
    inbox.push(frame(3), 'mark');
    expect(shown(inbox.take(10))).toEqual([1, 'lost', 3]);
  });

  it('drops all frames of the connection that has most of them, tells it, and keeps everything else', () => {
    const inbox = createInbox(100);
    const told: unknown[] = [];
    inbox.onOverflow((...what) => told.push(what));
    inbox.push(lost('a'));
    for (let n = 0; n < 40; n += 1) inbox.push(frame(n, 'quiet'));
    for (let n = 0; n < 60; n += 1) inbox.push(frame(n, 'loud'));
    expect(inbox.fill).toBe(1);
    expect(told).toEqual([]);
    inbox.push(frame(60, 'quiet'));
    expect(told).toEqual([[VENUE, 'loud', 60]]);
    expect(inbox.fill).toBe(0.41);
    const left = inbox.take(1000);
    expect(left).toHaveLength(42);
    expect(left.some((input) => 'conn' in input && input.conn === 'loud')).toBe(false);
  });

  it('never holds more frames than it may, whatever comes', () => {
    const inbox = createInbox(1000);
    for (let n = 0; n < 20_000; n += 1) {
      inbox.push(frame(n, `c${n % 7}`));
      expect(inbox.size).toBeLessThanOrEqual(1000);
      if (n % 50 === 0) inbox.take(3);
    }
  });
});
