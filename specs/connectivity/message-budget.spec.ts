import { describe, expect, it } from 'vitest';
import { stageFeed } from './support/feed-stage.ts';
import { instrumentOf } from './support/test-link.ts';

const SHARED = { count: 20, perMs: 1000 };

describe('messages that a venue counts over all connections of an address', () => {
  it('stay within four fifths of its limit however many connections ask, heartbeats included', async () => {
    const { feed, run, venue } = stageFeed({
      socket: {
        heartbeat: { kind: 'text', everyMs: 500, text: () => 'ping' },
        limits: {
          topicsPerConnection: 25,
          topicsPerMessage: 1,
          messages: SHARED,
          messagesShared: SHARED,
          connects: { count: 100, perMs: 60_000 },
        },
      },
    });
    feed.start();
    feed.want(Array.from({ length: 50 }, (_, i) => instrumentOf(`C${i}`)));
    await run(20_000);
    expect(venue.open.map(({ topics }) => topics.size)).toEqual([25, 25, 25, 25]);
    const sent = venue.sockets.flatMap(({ heard }) => heard.map(({ atMs }) => atMs)).toSorted((a, b) => a - b);
    const busiest = Math.max(...sent.map((from) => sent.filter((at) => at >= from && at < from + 1000).length));
    expect(busiest).toBeGreaterThan(8);
    // What must be said at once, a heartbeat, is not held back: one a connection at the most.
    expect(busiest).toBeLessThanOrEqual(20);
  });

  it('leave all of it to the one connection that needs it', async () => {
    const { feed, run, venue } = stageFeed({
      socket: {
        limits: {
          topicsPerConnection: 100,
          topicsPerMessage: 1,
          messages: SHARED,
          messagesShared: SHARED,
          connects: { count: 100, perMs: 60_000 },
        },
      },
    });
    feed.start();
    feed.want(Array.from({ length: 20 }, (_, i) => instrumentOf(`C${i}`)));
    await run(3500);
    expect(venue.open.map(({ topics }) => topics.size)).toEqual([40]);
  });
});
