import { describe, expect, it } from 'vitest';
import { START_MS, stageFeed } from './support/feed-stage.ts';
import { instrumentOf } from './support/test-link.ts';

const BTC = instrumentOf('BTC');
const coins = (count: number) => Array.from({ length: count }, (_, i) => instrumentOf(`C${i}`));

/** Most events within any `perMs`. */
const busiest = (atMs: readonly number[], perMs: number): number =>
  Math.max(0, ...atMs.map((fromMs) => atMs.filter((each) => each >= fromMs && each < fromMs + perMs).length));

describe('a lost socket', () => {
  it('is made again, subscribed in full, and told as lost and open', async () => {
    const { feed, run, told, venue } = stageFeed();
    feed.start();
    feed.want([BTC]);
    await run(20_000);
    venue.cutAll();
    await run(2000);
    const ofConnection = told().filter((line) => / public (?:open|lost)$/.test(line));
    expect(ofConnection).toEqual([
      '0.02 public open',
      '20.02 public lost',
      expect.stringMatching(/^20\.\d\d public open$/),
    ]);
    expect([...(venue.open[0]?.topics ?? [])]).toEqual(['book.BTC', 'funding.BTC']);
  });

  it('that is silent is asked with a ping before it is given up', async () => {
    const { feed, run, told, venue } = stageFeed({ socket: { silenceMs: 25_000 } });
    feed.start();
    feed.want([BTC]);
    await run(60_000);
    expect(venue.sockets).toHaveLength(1);
    venue.pongs = 'ignored';
    await run(14_000);
    expect(feed.status().connections[0]?.state).toBe('open.flowing');
    await run(2000);
    expect(feed.status().connections[0]?.state).toBe('stale');
    expect(told().some((line) => line.endsWith('public lost'))).toBe(false);
    venue.say('book.BTC');
    await run(1000);
    expect(feed.status().connections[0]?.state).toBe('open.flowing');
    await run(29_500);
    expect(told().filter((line) => line.endsWith('public lost'))).toHaveLength(1);
    expect(venue.sockets).toHaveLength(2);
  });

  it('that is cut as soon as it stands is tried ever more seldom', async () => {
    const { feed, run, venue } = stageFeed();
    feed.start();
    feed.want([BTC]);
    for (let second = 0; second < 300; second += 1) {
      await run(1000);
      venue.cutAll();
    }
    const lastMinute = venue.connects.filter((atMs) => atMs > START_MS + 240_000).length;
    expect(lastMinute).toBeGreaterThan(5);
    expect(lastMinute).toBeLessThan(25);
  });

  it('that is cut whatever is asked for costs no topic: all are back when the venue is', async () => {
    const { feed, run, told, venue } = stageFeed();
    venue.onSubscribe = (socket) => {
      socket.cut();
      return 'handled';
    };
    feed.start();
    feed.want(coins(12));
    await run(120_000);
    venue.onSubscribe = undefined;
    await run(20_000);
    expect(venue.open.map(({ topics }) => topics.size)).toEqual([24]);
    expect(told().filter((line) => line.includes('channel-refused'))).toEqual([]);
  });
});

describe('a venue that is down', () => {
  it('is tried by one socket at a time however many wait, ever more seldom, and told at the 1st and 10th failure', async () => {
    const { feed, run, told, venue } = stageFeed({
      socket: {
        limits: {
          topicsPerConnection: 2,
          topicsPerMessage: 2,
          messages: { count: 10, perMs: 1000 },
          connects: { count: 300, perMs: 300_000 },
        },
      },
    });
    feed.start();
    feed.want(coins(50));
    await run(20_000);
    expect(venue.open).toHaveLength(50);
    venue.mood = 'refuse';
    venue.cutAll();
    await run(60_000);
    const tries = venue.connects.filter((atMs) => atMs > START_MS + 20_000);
    // 50 sockets that back off for themselves would be some 500.
    expect(tries.length).toBeLessThan(5 + 60);
    expect(busiest(tries.slice(5), 1000)).toBeLessThanOrEqual(3);
    const failing = told().flatMap((line) => / connection-failing public\S* (\d+) /.exec(line)?.[1] ?? []);
    expect(failing.slice(0, 2)).toEqual(['1', '10']);
    venue.mood = 'serve';
    await run(10_000);
    expect(venue.open).toHaveLength(50);
    expect(venue.open.every(({ topics }) => topics.size === 2)).toBe(true);
  });

  it('stays within its own rate of new connections when 50 sockets are lost again and again', async () => {
    const connects = { count: 300, perMs: 300_000 };
    const { feed, run, venue } = stageFeed({
      socket: {
        limits: { topicsPerConnection: 2, topicsPerMessage: 2, messages: { count: 10, perMs: 1000 }, connects },
      },
    });
    feed.start();
    feed.want(coins(50));
    for (let drop = 0; drop < 20; drop += 1) {
      await run(15_000);
      venue.cutAll();
    }
    await run(15_000);
    expect(venue.connects.length).toBeGreaterThan(200);
    expect(busiest(venue.connects, connects.perMs)).toBeLessThanOrEqual(0.8 * connects.count);
    // The budget is used up; as it comes back, so do the sockets.
    await run(300_000);
    expect(venue.open).toHaveLength(50);
  });

  it('that does not answer at all is given up after the time to open, and one that blocks us is left alone', async () => {
    const { feed, run, told, venue } = stageFeed();
    venue.mood = 'ignore';
    feed.start();
    feed.want([BTC]);
    await run(60_000);
    expect(venue.connects.length).toBeGreaterThan(2);
    expect(told().some((line) => line.includes('connection-failing public 1 no answer in time'))).toBe(true);
    venue.mood = 'refuse';
    venue.refusal = { cause: 'http', message: 'Forbidden', status: 403, body: '<html>blocked</html>' };
    await run(30_000);
    const before = venue.connects.length;
    await run(240_000);
    expect(venue.connects).toHaveLength(before);
    expect(told().some((line) => line.includes('venue-blocked public 403 a page that says "blocked"'))).toBe(true);
  });

  it('that names a wait is not tried before', async () => {
    const { feed, run, venue } = stageFeed();
    venue.mood = 'refuse';
    venue.refusal = { cause: 'http', message: 'Too Many', status: 429, body: '', retryAfterMs: 40_000 };
    feed.start();
    feed.want([BTC]);
    await run(39_000);
    expect(venue.connects).toHaveLength(1);
    venue.mood = 'serve';
    await run(3000);
    expect(venue.open).toHaveLength(1);
  });
});

describe('a buffer that overflowed', () => {
  it('resets the connection: it is told as lost and everything on it is subscribed anew', async () => {
    const { feed, run, told, venue } = stageFeed({ socket: { overlap: 'both' } });
    feed.start();
    feed.want([BTC]);
    await run(1000);
    venue.say('book.BTC');
    await run(1000);
    feed.overflowed('public', 1234);
    await run(100);
    venue.say('book.BTC');
    await run(2000);
    expect(told().slice(-4)).toEqual([
      '2.00 frames-dropped public 1234',
      '2.00 public lost',
      '2.00 public open',
      expect.stringContaining('GET /depth?symbol=BTC'),
    ]);
    expect(venue.sockets).toHaveLength(1);
    expect(venue.open[0]?.heard.map(({ text }) => (JSON.parse(text) as { op: string }).op)).toEqual([
      'subscribe',
      'unsubscribe',
      'subscribe',
    ]);
  });
});
