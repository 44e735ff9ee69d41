import { describe, expect, it } from 'vitest';
import { Checkpoints } from '../../src/past/checkpoints.ts';

describe('checkpoints', () => {
  it('stay few however long the journal, and are spread over all of it', () => {
    const checkpoints = new Checkpoints<number>();
    checkpoints.keep(0, 0);
    for (let seq = 1; seq <= 200_000; seq += 1) if (checkpoints.isDue(seq)) checkpoints.keep(seq, seq);
    const places = new Set<number>();
    for (let seq = 0; seq <= 200_000; seq += 100) places.add(checkpoints.before(seq)?.seq ?? -1);
    expect(places.size).toBeLessThanOrEqual(25);
    expect(places.size).toBeGreaterThan(10);
    const apart = [...places].sort((a, b) => a - b).map((seq, at, all) => seq - (all[at - 1] ?? 0));
    expect(Math.max(...apart)).toBeLessThanOrEqual(20_000);
    expect(places.has(-1)).toBe(false);
  });

  it('give the state at or before a seq', () => {
    const checkpoints = new Checkpoints<string>();
    checkpoints.keep(0, 'birth');
    checkpoints.keep(500, 'later');
    expect(checkpoints.before(499)?.state).toBe('birth');
    expect(checkpoints.before(500)?.state).toBe('later');
  });
});
