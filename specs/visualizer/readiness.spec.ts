import { describe, expect, it } from 'vitest';
import { venueId } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import { EngineLife, unreadyReasons } from '../../src/visualizer/readiness.ts';

const NOW = atMs(1_000_000);
const feed = (lastFrameAtMs: number | undefined) => ({
  venue: venueId('okx'),
  frames: 1,
  rejected: 0,
  lastFrameAtMs: lastFrameAtMs === undefined ? undefined : atMs(lastFrameAtMs),
  offsetMs: 0,
  markets: {},
});
const reasonsOf = (told: object): readonly string[] =>
  unreadyReasons({
    nowMs: NOW,
    feeds: [feed(NOW - 10)],
    failClosed: [],
    markets: 3,
    guard: 'active',
    ...told,
  } as never);

describe('readiness', () => {
  it('is given while every venue speaks and nothing stops new risk', () => {
    expect(reasonsOf({})).toEqual([]);
  });

  it.each([
    [{ feeds: [] }, 'no venue has been heard yet'],
    [{ markets: 0 }, 'no market is fed yet'],
    [{ feeds: [feed(undefined)] }, 'okx has not been heard yet'],
    [{ feeds: [feed(NOW - 61_000)] }, 'okx has been silent for 61 s'],
    [{ feeds: [{ ...feed(NOW - 10), markets: { stale: 2 } }] }, 'no market of okx is live'],
    [{ failClosed: ['disk-full'] }, 'new risk is stopped: disk-full'],
    [{ failClosed: ['recovering'] }, 'the recovery is not over: not every venue has reported its account'],
    [{ guard: 'paused' }, 'the drawdown guard has paused'],
  ])('is refused with a sentence: %j', (told, sentence) => {
    expect(reasonsOf(told)).toEqual([sentence]);
  });
});

describe('the life of the engine', () => {
  it('is no reason until it ends, and then the only one it has', () => {
    const life = new EngineLife();
    expect(life.reasons()).toEqual([]);
    life.ended('no room for the journal');
    expect(life.reasons()).toEqual(['the engine cannot go on: no room for the journal']);
    life.ended();
    expect(life.reasons()).toEqual(['the engine has stopped']);
  });
});
