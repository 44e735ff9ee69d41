import { describe, expect, it } from 'vitest';
import { KeptFrames } from '../../src/past/kept-frames.ts';

const filled = (instants: number, { keptMax, bytes }: { readonly keptMax: number; readonly bytes: number }) => {
  const frames = new KeptFrames<{ readonly seq: number; readonly bytes: number }>(keptMax);
  for (let at = 0; at < instants; at += 1) if (frames.isDue(at)) frames.keep(at, { seq: 10 * at + 1, bytes });
  const kept = Array.from({ length: instants }, (_, at) => at).filter((at) => frames.of(10 * at + 1) !== undefined);
  return { frames, kept };
};

describe('kept instants', () => {
  it('are all there while they are few', () => {
    expect(filled(16, { keptMax: 16, bytes: 1 }).kept).toHaveLength(16);
  });

  it('are spread over all of a long run, evenly, and bounded in number and in size', () => {
    const many = filled(1000, { keptMax: 16, bytes: 1 }).kept;
    expect(many.length).toBeLessThanOrEqual(16);
    expect(new Set(many.slice(1).map((at, n) => at - (many[n] ?? 0))).size).toBe(1);
    expect(many.at(-1)).toBeGreaterThan(900);
    expect(filled(100, { keptMax: 1000, bytes: 20_000_000 }).kept.length).toBeLessThanOrEqual(12);
  });

  it('know which one is before another, and hold a stretch between them, the last of it', () => {
    const { frames } = filled(64, { keptMax: 16, bytes: 1 });
    expect(frames.seqBefore(41)).toBe(1);
    expect(frames.seqBefore(100)).toBe(81);
    for (let seq = 1000; seq < 1500; seq += 1) frames.keepNear({ seq, bytes: 1 });
    expect(frames.of(1499)?.seq).toBe(1499);
    expect(frames.of(1300)?.seq).toBe(1300);
    expect(frames.of(1299)).toBeUndefined();
    expect(frames.of(81)?.seq).toBe(81);
  });
});
