import { describe, expect, it } from 'vitest';
import { createConnection, stateWord } from '../../src/connectivity/connection.machine.ts';
import type { ConnectionEvent } from '../../src/connectivity/connection.machine.ts';

const settings = {
  answerMs: 10_000,
  silenceMs: 30_000,
  graceMs: 3000,
  stableMs: 10_000,
  backoff: { baseMs: 250, maxMs: 8000 },
};

const LUCK = 0.999;
const granted = (atMs: number): ConnectionEvent => ({ type: 'granted', atMs, needs: 'nothing' });
const opened = (atMs: number, awaits: 'welcome' | 'nothing' = 'nothing'): ConnectionEvent => ({
  type: 'opened',
  atMs,
  awaits,
});
const subscribed = (atMs: number): ConnectionEvent => ({ type: 'subscribed', atMs });
const lost = (atMs: number, luck = LUCK): ConnectionEvent => ({ type: 'lost', atMs, luck });
const failed = (atMs: number, atLeastMs?: number): ConnectionEvent => ({
  type: 'failed',
  atMs,
  luck: LUCK,
  ...(atLeastMs === undefined ? {} : { atLeastMs }),
});
const tick = (atMs: number, heardAtMs = atMs): ConnectionEvent => ({ type: 'tick', atMs, heardAtMs, luck: LUCK });

const run = (...events: readonly ConnectionEvent[]) => {
  const actor = createConnection(settings).start();
  const states = events.map((event) => {
    actor.send(event);
    return stateWord(actor.getSnapshot());
  });
  return { states, context: actor.getSnapshot().context };
};
const lastState = (...events: readonly ConnectionEvent[]) => run(...events).states.at(-1);

const flowing = [granted(0), opened(100), subscribed(200)];

describe('the life of a connection', () => {
  it('goes from the queue to flowing', () => {
    expect(run(...flowing).states).toEqual(['connecting.dialing', 'open.subscribing', 'open.flowing']);
  });

  it('fetches an address and waits for a welcome where the venue wants that', () => {
    const events: readonly ConnectionEvent[] = [
      { type: 'granted', atMs: 0, needs: 'token' },
      { type: 'resolved', atMs: 50 },
      opened(100, 'welcome'),
      { type: 'welcomed', atMs: 150 },
    ];
    expect(run(...events).states).toEqual([
      'connecting.resolving',
      'connecting.dialing',
      'open.greeting',
      'open.subscribing',
    ]);
  });

  it('gives up what is not answered in time, at each step', () => {
    expect(lastState(granted(0), tick(9999))).toBe('connecting.dialing');
    expect(lastState(granted(0), tick(10_000))).toBe('backing-off');
    expect(lastState({ type: 'granted', atMs: 0, needs: 'token' }, tick(10_000))).toBe('backing-off');
    expect(lastState(granted(0), opened(100, 'welcome'), tick(10_100))).toBe('backing-off');
  });

  it('waits in the queue for as long as it takes', () => {
    expect(lastState(tick(1_000_000, 0))).toBe('connecting.queued');
  });

  it('is stale after silence, heals on any sign of life and is lost without one', () => {
    expect(lastState(...flowing, tick(30_199, 200))).toBe('open.flowing');
    expect(lastState(...flowing, tick(30_200, 200))).toBe('stale');
    expect(lastState(...flowing, tick(30_200, 200), tick(31_000, 30_500))).toBe('open.flowing');
    expect(lastState(...flowing, tick(30_200, 200), tick(33_199, 200))).toBe('stale');
    expect(lastState(...flowing, tick(30_200, 200), tick(33_200, 200))).toBe('backing-off');
  });

  it('wakes up where it was', () => {
    const asleep = [granted(0), opened(100), tick(30_100, 100)];
    expect(lastState(...asleep, tick(31_000, 30_500))).toBe('open.subscribing');
  });

  it('comes back to the queue when its time is over, and not before', () => {
    expect(lastState(...flowing, lost(1000), tick(1248))).toBe('backing-off');
    expect(lastState(...flowing, lost(1000), tick(1249))).toBe('connecting.queued');
  });

  it('is over when closed, from anywhere', () => {
    for (const events of [[], [granted(0)], flowing, [...flowing, lost(1000)], [...flowing, tick(40_000, 200)]])
      expect(lastState(...events, { type: 'close' })).toBe('closed');
  });
});

describe('how long a connection backs off', () => {
  it('grows while it is cut before it is stable, to a limit, and starts anew after a stable life', () => {
    const actor = createConnection(settings).start();
    const waits: number[] = [];
    let nowMs = 0;
    const live = (durationMs: number) => {
      for (const event of [granted(nowMs), opened(nowMs), subscribed(nowMs), lost(nowMs + durationMs)])
        actor.send(event);
      nowMs += durationMs;
      const { deadlineAtMs } = actor.getSnapshot().context;
      waits.push((deadlineAtMs ?? 0) - nowMs);
      nowMs = deadlineAtMs ?? 0;
      actor.send(tick(nowMs));
    };
    for (let life = 0; life < 8; life += 1) live(1000);
    live(10_000);
    live(1000);
    expect(waits).toEqual([249, 499, 999, 1998, 3996, 7992, 7992, 7992, 249, 249]);
  });

  it('is nothing of its own where it could not be made: the venue budget makes all wait', () => {
    expect(run(granted(0), failed(500)).context.deadlineAtMs).toBe(500);
    expect(run(granted(0), failed(500, 60_000)).context.deadlineAtMs).toBe(60_500);
  });

  it('is anything between nothing and the limit', () => {
    expect(run(...flowing, lost(1000, 0)).context.deadlineAtMs).toBe(1000);
    expect(run(...flowing, lost(1000, 0.5)).context.deadlineAtMs).toBe(1125);
  });
});
