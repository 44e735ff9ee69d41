import { describe, expect, it } from 'vitest';
import { hours } from '../../src/domain/units.ts';
import type { FeedStage, StageOptions } from './support/feed-stage.ts';
import { stageFeed } from './support/feed-stage.ts';
import { instrumentOf } from './support/test-link.ts';
import { json } from './support/test-venue.ts';

const BTC = instrumentOf('BTC');
const ETH = instrumentOf('ETH');

const begin = async (options: StageOptions, durationMs = 1000): Promise<FeedStage> => {
  const stage = stageFeed(options);
  stage.feed.start();
  stage.feed.want([BTC, ETH]);
  await stage.run(durationMs);
  return stage;
};

const said = (stage: FeedStage, what: string) => stage.told().filter((line) => line.includes(what));

describe('a channel that is silent', () => {
  it('is subscribed anew, then on another socket that is made beside this one, then ever more seldom', async () => {
    const stage = await begin({ fundingSilenceMs: 20_000 });
    for (let second = 0; second < 600; second += 1) {
      stage.venue.say('funding.ETH', { second });
      // Subscribed, confirmed, and nothing comes: funding.BTC.
      await stage.run(1000);
    }
    const notices = said(stage, 'channel-silent');
    expect(notices.every((line) => line.includes('public funding.BTC'))).toBe(true);
    // After 20 s, 20 s, then 40 s, 80 s, 160 s …
    expect(notices.length).toBe(5);
    const [first, second] = stage.venue.sockets;
    const resubscribed = first?.heard.filter(({ text }) => text.includes('["funding.BTC"]')).map(({ text }) => text);
    expect(resubscribed).toEqual([
      '{"op":"unsubscribe","topics":["funding.BTC"],"id":2}',
      '{"op":"subscribe","topics":["funding.BTC"],"id":3}',
    ]);
    expect(stage.venue.sockets).toHaveLength(2);
    expect(second?.state).toBe('open');
    expect(said(stage, 'public lost')).toEqual([]);
  });

  it('among others that are silent too, of those that may not be, is followed on another socket at once', async () => {
    const stage = stageFeed({ bookSilenceMs: 10_000, socket: { overlap: 'both' } });
    stage.feed.start();
    stage.feed.want(['BTC', 'ETH', 'SOL'].map((coin) => instrumentOf(coin)));
    await stage.run(1000);
    for (const coin of ['BTC', 'ETH', 'SOL']) stage.venue.say(`book.${coin}`);
    // The socket is open and answers pings; books, rates and acknowledgements do not come any more.
    const [stalled] = stage.venue.sockets;
    stage.venue.onSubscribe = (socket) => (socket === stalled ? 'handled' : 'serve');
    await stage.run(12_000);
    expect(stage.venue.sockets).toHaveLength(2);
    expect(stage.venue.sockets[1]?.topics.size).toBe(6);
    expect(stalled?.heard.filter(({ text }) => text.includes('unsubscribe'))).toEqual([]);
  });

  it('is forgiven once it speaks', async () => {
    const stage = await begin({ fundingSilenceMs: 20_000 }, 15_000);
    stage.venue.say('funding.ETH');
    await stage.run(6500);
    stage.venue.say('funding.BTC');
    stage.venue.say('funding.ETH');
    await stage.run(19_000);
    stage.venue.say('funding.BTC');
    stage.venue.say('funding.ETH');
    await stage.run(19_000);
    expect(stage.venue.sockets).toHaveLength(1);
    // It was subscribed anew once, before it spoke.
    expect(said(stage, 'channel-silent').map((line) => line.split(' ')[0])).toEqual(['20.25']);
  });
});

describe('a book whose stream is changes only', () => {
  it('gets one snapshot after its first change, and another after each loss', async () => {
    const stage = await begin({ socket: { overlap: 'both' } });
    expect(stage.venue.asked('/depth')).toEqual([]);
    for (let n = 0; n < 20; n += 1) stage.venue.say('book.BTC', { n });
    await stage.run(200);
    expect(stage.venue.asked('/depth')).toEqual(['/depth?symbol=BTC']);
    const told = stage.inputs.map((input) => (input.kind === 'rest' ? input.rest : input.kind));
    expect(told.indexOf('GET /depth?symbol=BTC')).toBeGreaterThan(told.indexOf('frame'));
    stage.venue.cutAll();
    await stage.run(2500);
    stage.venue.say('book.BTC');
    await stage.run(500);
    expect(stage.venue.asked('/depth?symbol=BTC')).toHaveLength(2);
  });

  it('that does not move gets its snapshot all the same', async () => {
    const stage = await begin({ socket: { overlap: 'both' } }, 12_000);
    expect(stage.venue.asked('/depth')).toEqual(['/depth?symbol=BTC', '/depth?symbol=ETH']);
  });

  it('takes no snapshot whose stream was lost on the way', async () => {
    const stage = await begin({ socket: { overlap: 'both' } });
    stage.venue.say('book.BTC');
    await stage.run(25);
    expect(stage.venue.asked('/depth')).toHaveLength(1);
    stage.venue.mood = 'refuse';
    stage.venue.cutAll();
    await stage.run(5000);
    expect(said(stage, 'GET /depth')).toEqual([]);
  });

  it('is asked for again when the snapshot could not be had', async () => {
    const stage = await begin({ socket: { overlap: 'both' } });
    stage.venue.answer = ({ url }) =>
      url.includes('/depth') ? { kind: 'answer', status: 502, headers: {}, body: 'bad gateway' } : undefined;
    stage.venue.say('book.BTC');
    await stage.run(3000);
    expect(said(stage, 'GET /depth')).toEqual([]);
    stage.venue.answer = undefined;
    await stage.run(5000);
    expect(said(stage, 'GET /depth')).toHaveLength(1);
  });

  it('is asked for again at the engine wish, at most every 2 s, and no wish is lost', async () => {
    const stage = await begin({ socket: { overlap: 'both' } });
    stage.feed.resync(BTC.market, 'rest-snapshot');
    stage.feed.resync(BTC.market, 'rest-snapshot');
    await stage.run(500);
    stage.feed.resync(BTC.market, 'rest-snapshot');
    await stage.run(500);
    expect(stage.venue.asked('/depth?symbol=BTC')).toHaveLength(1);
    await stage.run(2000);
    expect(stage.venue.asked('/depth?symbol=BTC')).toHaveLength(2);
  });

  it('of a stream with snapshots of its own is subscribed anew instead', async () => {
    const stage = await begin({});
    stage.venue.say('book.BTC');
    stage.feed.resync(BTC.market, 'resubscribe');
    await stage.run(500);
    expect(stage.venue.asked('/depth')).toEqual([]);
    expect(stage.venue.open[0]?.heard.map(({ text }) => text).slice(-2)).toEqual([
      '{"op":"unsubscribe","topics":["book.BTC"],"id":2}',
      '{"op":"subscribe","topics":["book.BTC"],"id":3}',
    ]);
  });
});

describe('REST in the place of a socket', () => {
  it('begins some seconds after the loss, asks for rates only, and ends once each stream has spoken again', async () => {
    const stage = await begin({});
    stage.venue.mood = 'refuse';
    stage.venue.cutAll();
    const before = stage.venue.asked('/funding').length;
    await stage.run(2000);
    expect(stage.venue.asked('/funding')).toHaveLength(before);
    await stage.run(20_000);
    const during = stage.venue.asked('/funding').slice(before);
    expect(during).toEqual(Array.from({ length: 4 }, () => '/funding?symbols=BTC,ETH'));
    expect(stage.venue.asked('/depth')).toEqual([]);
    expect(stage.feed.status().fallback).toEqual(['public']);
    stage.venue.mood = 'serve';
    await stage.run(10_000);
    expect(stage.feed.status().connections[0]?.state).toBe('open.flowing');
    stage.venue.say('funding.BTC');
    await stage.run(6000);
    expect(stage.venue.asked('/funding').at(-1)).toBe('/funding?symbols=ETH');
    stage.venue.say('funding.ETH');
    await stage.run(1000);
    const after = stage.venue.asked('/funding').length;
    await stage.run(20_000);
    expect(stage.venue.asked('/funding')).toHaveLength(after);
    expect(said(stage, 'fallback').map((line) => line.slice(line.indexOf('fallback')))).toEqual([
      'fallback begins public',
      'fallback ends public',
    ]);
  });

  it('does not begin for a loss that is mended at once', async () => {
    const stage = await begin({}, 20_000);
    stage.venue.cutAll();
    await stage.run(10_000);
    expect(said(stage, 'fallback')).toEqual([]);
  });
});

describe('what is asked by the clock', () => {
  it('is the rates of all every five minutes, and settled rates minutes after each settlement', async () => {
    // 00:30; the next settlement of an 8 h market is at 08:00.
    const stage = await begin({}, 1000);
    await stage.run(900_000);
    expect(stage.venue.asked('/funding')).toHaveLength(4);
    expect(stage.venue.asked('/history?symbol=BTC')).toHaveLength(1);
    stage.clock.moveTo(Date.UTC(2026, 0, 1, 8, 1));
    await stage.run(1000);
    expect(stage.venue.asked('/history?symbol=BTC')).toHaveLength(1);
    await stage.run(300_000);
    const asked = stage.venue.asked('/history?symbol=BTC');
    expect(asked).toHaveLength(2);
    const from = Number(new URLSearchParams(asked[1]?.split('?')[1]).get('from'));
    expect(from).toBeLessThan(Date.UTC(2026, 0, 1));
    expect(from).toBeGreaterThan(Date.UTC(2025, 11, 31, 20));
  });

  it('follows an interval that has changed', async () => {
    const stage = await begin({}, 1000);
    stage.feed.want([{ ...BTC, fundingIntervalHours: hours(1) }, ETH]);
    stage.clock.moveTo(Date.UTC(2026, 0, 1, 8, 5));
    await stage.run(1000);
    stage.clock.moveTo(Date.UTC(2026, 0, 1, 9, 5));
    await stage.run(1000);
    // At the start, after 08:00 and, for the one of an hour, after 09:00.
    expect(new Set(stage.venue.asked('/history?symbol=BTC')).size).toBe(3);
    expect(new Set(stage.venue.asked('/history?symbol=ETH')).size).toBe(2);
  });

  it("is the venue's time every minute: what is told is the venue's clock minus ours", async () => {
    const stage = stageFeed();
    stage.venue.skewMs = -1270;
    stage.feed.start();
    await stage.run(61_000);
    expect(said(stage, 'offset').map((line) => line.split(' ')[2])).toEqual(['-1270', '-1270']);
    expect(stage.feed.status().offsetMs).toBe(-1270);
    // One reading that contradicts the last is left out, a second one that agrees with it counts.
    stage.venue.skewMs = 5000;
    await stage.run(60_000);
    expect(stage.feed.status().offsetMs).toBe(-1270);
    await stage.run(60_000);
    expect(stage.feed.status().offsetMs).toBe(5000);
  });
});

it('asks for a page again until it has it, and never repeats what it has', async () => {
  const stage = stageFeed();
  let failures = 0;
  stage.venue.answer = ({ url }) => {
    if (!url.includes('page=2') || failures === 3) return undefined;
    failures += 1;
    return json({ code: 3001 });
  };
  stage.feed.start();
  await stage.run(120_000);
  expect(said(stage, '/instruments').map((line) => line.split(' ').slice(1).join(' '))).toEqual([
    'GET /instruments?page=1',
    'rate-limited GET /instruments 200 7000',
    'GET /instruments?page=2',
  ]);
});
