import { describe, expect, it } from 'vitest';
import type { FeedStage, StageOptions } from './support/feed-stage.ts';
import { stageFeed } from './support/feed-stage.ts';
import { instrumentOf } from './support/test-link.ts';

const BTC = instrumentOf('BTC');

/** Numbered frames of both topics, one a second, each to whoever is subscribed. */
const runTalking = async ({ venue, run }: FeedStage, seconds: number, from: number): Promise<number> => {
  for (let n = from; n < from + seconds; n += 1) {
    venue.say('book.BTC', { n });
    venue.say('funding.BTC', { n });
    await run(1000);
  }
  return from + seconds;
};

const begin = async (options: StageOptions): Promise<FeedStage> => {
  const stage = stageFeed(options);
  stage.feed.start();
  stage.feed.want([BTC]);
  await stage.run(1000);
  return stage;
};

const numbers = (stage: FeedStage, topic: string) => stage.frames(topic).map(({ n }) => n);
const range = (to: number) => Array.from({ length: to }, (_, n) => n);
const losses = (stage: FeedStage) => stage.told().filter((line) => line.endsWith('lost'));

describe.each(['switch', 'both'] as const)('a connection that is replaced before the venue cuts it (%s)', (overlap) => {
  it('loses nothing, repeats nothing, and is never told as lost', async () => {
    const stage = await begin({ socket: { overlap, lifetimeMs: 100_000 } });
    await runTalking(stage, 300, 0);
    expect(stage.venue.sockets.length).toBeGreaterThanOrEqual(4);
    expect(numbers(stage, 'book.BTC')).toEqual(range(300));
    expect(numbers(stage, 'funding.BTC')).toEqual(range(300));
    expect(losses(stage)).toEqual([]);
    expect(stage.told().filter((line) => line.includes('connection-renewed')).length).toBeGreaterThanOrEqual(3);
    expect(stage.venue.open).toHaveLength(1);
    const ages = stage.venue.sockets
      .slice(1)
      .map(({ openedAtMs }, i) => openedAtMs - (stage.venue.sockets[i]?.openedAtMs ?? 0));
    expect(Math.max(...ages)).toBeLessThan(96_000);
    expect(Math.min(...ages)).toBeGreaterThan(79_000);
  });

  it('is replaced at once when the venue says that it will leave', async () => {
    const stage = await begin({ socket: { overlap } });
    const next = await runTalking(stage, 5, 0);
    stage.venue.open[0]?.say({ leaving: true });
    await runTalking(stage, 10, next);
    expect(stage.venue.sockets).toHaveLength(2);
    expect(stage.venue.sockets[0]?.state).toBe('closed');
    expect(numbers(stage, 'book.BTC')).toEqual(range(15));
    expect(losses(stage)).toEqual([]);
  });

  it('goes on with the second socket when the first dies during the overlap', async () => {
    const stage = await begin({ socket: { overlap }, settings: { overlapMinMs: 8000 } });
    const next = await runTalking(stage, 5, 0);
    stage.venue.open[0]?.say({ leaving: true });
    const later = await runTalking(stage, 3, next);
    expect(stage.venue.open).toHaveLength(2);
    stage.venue.open[0]?.cut();
    await runTalking(stage, 5, later);
    expect(losses(stage)).toEqual([]);
    expect(numbers(stage, 'book.BTC')).toEqual(range(13));
  });

  it('is an ordinary loss when the first dies before the second stands', async () => {
    const stage = await begin({ socket: { overlap } });
    const next = await runTalking(stage, 5, 0);
    stage.venue.mood = 'ignore';
    stage.venue.open[0]?.say({ leaving: true });
    const later = await runTalking(stage, 3, next);
    stage.venue.mood = 'serve';
    stage.venue.open[0]?.cut();
    await runTalking(stage, 20, later);
    expect(losses(stage)).toHaveLength(1);
    expect(stage.feed.status().connections[0]?.state).toBe('open.flowing');
    expect(stage.feed.status().connections[0]?.successor).toBeUndefined();
  });
});

it('renews many connections each at its own time', async () => {
  const stage = stageFeed({
    socket: {
      lifetimeMs: 1_000_000,
      limits: {
        topicsPerConnection: 2,
        topicsPerMessage: 2,
        messages: { count: 10, perMs: 1000 },
        connects: { count: 300, perMs: 300_000 },
      },
    },
  });
  stage.feed.start();
  stage.feed.want(Array.from({ length: 20 }, (_, i) => instrumentOf(`C${i}`)));
  await stage.run(790_000);
  expect(stage.venue.connects).toHaveLength(20);
  await stage.run(180_000);
  const renewals = stage.venue.connects.slice(20);
  expect(renewals).toHaveLength(20);
  expect(new Set(renewals.map((atMs) => Math.floor(atMs / 10_000))).size).toBeGreaterThan(8);
});

it('subscribes anew on the first socket what a second had taken over before it died', async () => {
  const stage = await begin({
    socket: { overlap: 'switch' },
    settings: { overlapMinMs: 60_000, overlapMaxMs: 60_000 },
  });
  const next = await runTalking(stage, 3, 0);
  stage.venue.open[0]?.say({ leaving: true });
  const later = await runTalking(stage, 3, next);
  stage.venue.open[1]?.cut();
  await runTalking(stage, 3, later);
  const first = stage.venue.sockets[0];
  expect(first?.heard.map(({ text }) => text).filter((text) => text.includes('book.BTC'))).toHaveLength(3);
  expect(losses(stage)).toEqual([]);
});
