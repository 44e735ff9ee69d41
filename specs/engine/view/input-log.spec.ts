import { describe, expect, it } from 'vitest';
import { venueId } from '../../../src/domain/ids.ts';
import type { SequencedInput } from '../../../src/domain/input.ts';
import { atMs } from '../../../src/domain/units.ts';
import { InputLog } from '../../../src/engine/view/input-log.ts';

const venue = venueId('alpha');
const frame = (seq: number): SequencedInput => ({
  kind: 'frame',
  seq,
  atMs: atMs(seq),
  venue,
  conn: 'public',
  frame: [seq],
});
const turn = (seq: number): SequencedInput => ({ kind: 'turn', seq, atMs: atMs(seq) });

describe('the input behind a fact', () => {
  it('of a turn comes with the last frames it was the end of, and with none of a turn before', () => {
    const log = new InputLog();
    for (const seq of [1, 2]) log.handled(frame(seq), 'to nothing');
    log.handled(turn(3), 'to nothing');
    for (const seq of [4, 5, 6, 7, 8]) log.handled(frame(seq), 'to nothing');
    log.handled(turn(9), 'to facts');
    log.handled(turn(10), 'to facts');
    expect(log.find(9)?.behind.map(({ seq }) => seq)).toEqual([5, 6, 7, 8]);
    expect(log.find(10)?.behind).toEqual([]);
    expect(log.find(3)).toBeUndefined();
  });

  it('is forgotten after 500 others, and of an answer of REST only the request is kept', () => {
    const log = new InputLog();
    const rest = `GET /list`;
    log.handled({ kind: 'rest', seq: 1, atMs: atMs(1), venue, rest, frame: { list: [1, 2, 3] } }, 'to facts');
    expect(log.find(1)?.input).toEqual({ kind: 'rest', seq: 1, atMs: 1, venue, rest, frame: null });
    for (let seq = 2; seq <= 501; seq += 1) log.handled(frame(seq), 'to facts');
    expect([log.find(1), log.find(2)?.input.seq]).toEqual([undefined, 2]);
  });
});
