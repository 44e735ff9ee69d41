import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUFFERED_DELTAS_MAX, BookSequence, REPEATS_MAX } from '../../src/connectivity/book-sequence.ts';
import type { BookChange, BookImage, SequenceRule } from '../../src/connectivity/book-sequence.ts';
import { marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import type { MarketEvent } from '../../src/domain/market-event.ts';
import { atMs } from '../../src/domain/units.ts';

const book = (rule: SequenceRule) => new BookSequence(marketKey(venueId('venue'), symbolId('SUSHI/USDT:USDT')), rule);
const image = (updateId: number): BookImage => ({ bids: [1, 1], asks: [2, 1], updateId, venueAtMs: atMs(1) });
const change = (firstId: number, lastId = firstId, previousId?: number): BookChange => ({
  bids: [1, 2],
  asks: [],
  firstId,
  lastId,
  previousId,
  venueAtMs: atMs(2),
});

/** `snapshot 5`, `delta 7`, `gap 7>9`: an event as one short text. */
const told = (events: readonly MarketEvent[]): readonly string[] =>
  events.map((event) => {
    if (event.type === 'book.snapshot') return `snapshot ${event.updateId}`;
    if (event.type === 'book.delta') return `delta ${event.updateId}`;
    return event.type === 'book.gap' ? `gap ${event.expected}>${event.received}` : event.type;
  });

describe('a book whose deltas name their predecessor', () => {
  it('keeps deltas for a late REST snapshot, drops those before it and bridges it', () => {
    const sequence = book('previous-id');
    expect(sequence.delta(change(600859599090, 600859600917, 600859598061))).toEqual([]);
    expect(sequence.delta(change(600859603343, 600859604824, 600859602861))).toEqual([]);
    expect(sequence.delta(change(600859605926, 600859607423, 600859604824))).toEqual([]);
    expect(sequence.lastId).toBeUndefined();
    expect(told(sequence.snapshot(image(600859605926)))).toEqual(['snapshot 600859605926', 'delta 600859607423']);
    expect(told(sequence.delta(change(600859607950, 600859609417, 600859607423)))).toEqual(['delta 600859609417']);
    expect(sequence.lastId).toBe(600859609417);
  });

  it('takes a first delta that ends at the snapshot, and one that follows it', () => {
    const ending = book('previous-id');
    ending.snapshot(image(100));
    expect(told(ending.delta(change(90, 100, 80)))).toEqual(['delta 100']);
    expect(told(ending.delta(change(140, 150, 100)))).toEqual(['delta 150']);
    const following = book('previous-id');
    following.snapshot(image(100));
    expect(told(following.delta(change(140, 150, 100)))).toEqual(['delta 150']);
  });

  it('asks for a newer snapshot when the kept deltas begin after it', () => {
    const sequence = book('previous-id');
    sequence.delta(change(140, 150, 130));
    expect(told(sequence.snapshot(image(100)))).toEqual(['gap 100>130']);
    expect(told(sequence.snapshot(image(145)))).toEqual(['snapshot 145', 'delta 150']);
  });

  it('reports one gap for one break, and goes on from the deltas kept since', () => {
    const sequence = book('previous-id');
    sequence.snapshot(image(100));
    sequence.delta(change(95, 110, 90));
    expect(sequence.delta(change(131, 140, 130))).toEqual([
      { type: 'book.gap', market: sequence.market, expected: 110, received: 130, recovery: 'rest-snapshot' },
    ]);
    expect(sequence.delta(change(141, 150, 140))).toEqual([]);
    expect(sequence.delta(change(171, 180, 170))).toEqual([]);
    // The second break lies among the kept deltas: a snapshot before it cannot heal the book, one after it can.
    expect(told(sequence.snapshot(image(135)))).toEqual(['gap 150>170']);
    expect(told(sequence.snapshot(image(175)))).toEqual(['snapshot 175', 'delta 180']);
  });

  it('ignores a REST snapshot older than the book in step, and repeats of old deltas', () => {
    const sequence = book('previous-id');
    sequence.snapshot(image(100));
    sequence.delta(change(95, 110, 90));
    expect(sequence.snapshot(image(105))).toEqual([]);
    expect(sequence.delta(change(95, 110, 90))).toEqual([]);
    expect(told(sequence.delta(change(115, 120, 110)))).toEqual(['delta 120']);
  });

  it('breaks when old ids go on coming: the ids of the venue began anew', () => {
    const sequence = book('previous-id');
    sequence.snapshot(image(1_000_000));
    sequence.delta(change(999_999, 1_000_010, 999_990));
    const gaps = Array.from({ length: REPEATS_MAX + 1 }, (_, i) =>
      told(sequence.delta(change(i + 1, i + 1, i))),
    ).flat();
    expect(gaps).toEqual([`gap 1000010>${REPEATS_MAX}`]);
  });

  it(`keeps at most ${BUFFERED_DELTAS_MAX} deltas before a snapshot, the newest`, () => {
    const sequence = book('previous-id');
    for (let id = 1; id <= BUFFERED_DELTAS_MAX + 5; id += 1) sequence.delta(change(id, id, id - 1));
    expect(told(sequence.snapshot(image(3)))).toEqual(['gap 3>5']);
    const events = sequence.snapshot(image(6));
    expect(events).toHaveLength(1 + BUFFERED_DELTAS_MAX);
  });
});

describe('a book with dense ids', () => {
  it('drops what the snapshot holds and goes on at the next id', () => {
    const sequence = book('dense-ids');
    sequence.delta(change(259345540, 259345543));
    sequence.delta(change(259345544, 259345545));
    sequence.delta(change(259345546, 259345546));
    expect(told(sequence.snapshot(image(259345543)))).toEqual([
      'snapshot 259345543',
      'delta 259345545',
      'delta 259345546',
    ]);
  });

  it('takes a delta that overlaps the last id and breaks on one that leaves a hole', () => {
    const sequence = book('dense-ids');
    sequence.snapshot(image(10));
    expect(told(sequence.delta(change(9, 12)))).toEqual(['delta 12']);
    expect(told(sequence.delta(change(14, 15)))).toEqual(['gap 13>14']);
  });

  it('never applies out of sequence and breaks exactly when something was lost', () => {
    const run = fc.array(fc.record({ length: fc.integer({ min: 1, max: 5 }), isLost: fc.boolean() }), { minLength: 1 });
    fc.assert(
      fc.property(run, (deltas) => {
        const sequence = book('dense-ids');
        sequence.snapshot(image(100));
        let next = 101;
        let isBroken = false;
        let hasHole = false;
        for (const { length, isLost } of deltas) {
          const delta = change(next, next + length - 1);
          next += length;
          if (isLost) hasHole = true;
          else {
            const events = told(sequence.delta(delta));
            const expected = hasHole ? `gap` : `delta ${delta.lastId}`;
            if (isBroken) expect(events).toEqual([]);
            else expect(events[0]?.startsWith(expected)).toBe(true);
            isBroken ||= hasHole;
          }
        }
      }),
    );
  });
});

describe('a book with snapshots on the stream and ids that grow by one', () => {
  it('takes a snapshot at any time and breaks where an id is missing', () => {
    const sequence = book('next-id');
    expect(sequence.delta(change(7))).toEqual([]);
    expect(told(sequence.snapshot(image(10)))).toEqual(['snapshot 10']);
    expect(told(sequence.delta(change(11)))).toEqual(['delta 11']);
    expect(sequence.delta(change(11))).toEqual([]);
    expect(sequence.delta(change(13))).toEqual([
      { type: 'book.gap', market: sequence.market, expected: 12, received: 13, recovery: 'resubscribe' },
    ]);
    expect(sequence.delta(change(14))).toEqual([]);
    expect(told(sequence.snapshot(image(9)))).toEqual(['snapshot 9']);
    expect(told(sequence.snapshot(image(8)))).toEqual(['snapshot 8']);
  });

  it('reads id 1 as the snapshot after a restart of the service', () => {
    const sequence = book('next-id');
    sequence.snapshot(image(500));
    expect(told(sequence.delta(change(1)))).toEqual(['snapshot 1']);
    expect(told(sequence.delta(change(2)))).toEqual(['delta 2']);
  });

  it('asks for another snapshot when one could not be believed', () => {
    const sequence = book('next-id');
    sequence.snapshot(image(10));
    expect(told(sequence.refuse(20))).toEqual(['gap 10>20']);
    expect(sequence.delta(change(21))).toEqual([]);
  });
});

describe('a book whose deltas are linked', () => {
  it('lets ids jump, stand still and fall as long as the link holds', () => {
    const sequence = book('linked-ids');
    sequence.snapshot(image(10));
    expect(told(sequence.delta(change(25, 25, 10)))).toEqual(['delta 25']);
    expect(told(sequence.delta({ ...change(25, 25, 25), bids: [] }))).toEqual(['delta 25']);
    expect(told(sequence.delta(change(3, 3, 25)))).toEqual(['delta 3']);
    expect(told(sequence.delta(change(5, 5, 3)))).toEqual(['delta 5']);
  });

  it('breaks on a wrong link but not on the repeat of the last delta', () => {
    const sequence = book('linked-ids');
    sequence.snapshot(image(10));
    sequence.delta(change(12, 12, 10));
    expect(sequence.delta(change(12, 12, 10))).toEqual([]);
    expect(told(sequence.delta(change(20, 20, 15)))).toEqual(['gap 12>15']);
    expect(sequence.delta(change(21, 21, 20))).toEqual([]);
  });

  it('takes deltas without ids in order of arrival, once there is a snapshot', () => {
    const sequence = book('linked-ids');
    expect(sequence.delta(change(1))).toEqual([]);
    sequence.snapshot(image(10));
    expect(told(sequence.delta(change(11)))).toEqual(['delta 11']);
    expect(told(sequence.delta(change(99)))).toEqual(['delta 99']);
  });
});

it('forgets the book when its stream ends', () => {
  const sequence = book('previous-id');
  sequence.snapshot(image(10));
  sequence.reset();
  expect(sequence.lastId).toBeUndefined();
  expect(sequence.delta(change(11, 12, 10))).toEqual([]);
  expect(told(sequence.snapshot(image(12)))).toEqual(['snapshot 12', 'delta 12']);
});
