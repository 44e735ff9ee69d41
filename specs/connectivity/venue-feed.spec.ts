import { describe, expect, it } from 'vitest';
import { stageFeed } from './support/feed-stage.ts';
import { instrumentOf } from './support/test-link.ts';
import { json } from './support/test-venue.ts';

const BTC = instrumentOf('BTC');
const ETH = instrumentOf('ETH');

describe('a feed', () => {
  it('asks for the lists first, page by page, and opens no socket before something is wanted', async () => {
    const { feed, run, told, venue } = stageFeed();
    feed.start();
    await run(5000);
    expect(told()).toEqual(['0.04 GET /instruments?page=1', '0.08 GET /instruments?page=2', '0.12 offset 0']);
    expect(venue.connects).toEqual([]);
  });

  it('subscribes what is wanted, hands frames on under the logical name, and asks for rates and their history', async () => {
    const { feed, inputs, run, told, venue } = stageFeed();
    feed.start();
    feed.want([BTC, ETH]);
    await run(2000);
    venue.say('funding.BTC', { rate: '0.0001' });
    venue.open[0]?.say('not json');
    await run(100);
    expect(told().slice(0, 2)).toEqual(['0.02 public open', '0.04 GET /instruments?page=1']);
    expect(venue.asked('/funding')).toEqual(['/funding?symbols=BTC,ETH']);
    expect(venue.asked('/history?symbol=BTC')).toHaveLength(1);
    expect(inputs.filter(({ kind }) => kind === 'frame').slice(-2)).toMatchObject([
      { venue: 'testing', conn: 'public', frame: { topic: 'funding.BTC', rate: '0.0001' } },
      { venue: 'testing', conn: 'public', frame: 'not json' },
    ]);
    expect(feed.status().connections).toMatchObject([
      { conn: 'public', state: 'open.flowing', topics: 4, confirmed: 4 },
    ]);
  });

  it('follows a changed wish at run time with the difference only', async () => {
    const { feed, run, venue } = stageFeed();
    feed.start();
    feed.want([BTC, ETH]);
    await run(1000);
    feed.want([ETH, instrumentOf('SOL')]);
    await run(1000);
    expect(venue.open).toHaveLength(1);
    expect([...(venue.open[0]?.topics ?? [])]).toEqual(['book.ETH', 'funding.ETH', 'book.SOL', 'funding.SOL']);
    expect(venue.open[0]?.heard.map(({ text }) => text).filter((text) => text.startsWith('{'))).toEqual([
      '{"op":"subscribe","topics":["book.BTC","funding.BTC","book.ETH","funding.ETH"],"id":1}',
      '{"op":"unsubscribe","topics":["book.BTC","funding.BTC"],"id":2}',
      '{"op":"subscribe","topics":["book.SOL","funding.SOL"],"id":3}',
    ]);
    feed.want([]);
    await run(100);
    expect(venue.open).toEqual([]);
    expect(feed.status().connections).toEqual([]);
  });

  it('spreads topics over connections and keeps messages within size and pace', async () => {
    const coins = Array.from({ length: 60 }, (_, i) => instrumentOf(`C${i}`));
    const { feed, run, venue } = stageFeed({
      socket: {
        limits: {
          topicsPerConnection: 50,
          topicsPerMessage: 5,
          messages: { count: 5, perMs: 1000 },
          connects: { count: 100, perMs: 60_000 },
        },
      },
    });
    feed.start();
    feed.want(coins);
    await run(10_000);
    expect(venue.open.map(({ topics }) => topics.size)).toEqual([50, 50, 20]);
    expect(feed.status().connections.map(({ conn }) => conn)).toEqual(['public', 'public#2', 'public#3']);
    for (const { heard } of venue.open) {
      const sent = heard.map(({ atMs }) => atMs);
      for (const fromMs of sent)
        expect(sent.filter((atMs) => atMs >= fromMs && atMs < fromMs + 1000).length).toBeLessThanOrEqual(4);
      for (const { text } of heard.filter((each) => each.text.startsWith('{')))
        expect((JSON.parse(text) as { topics: string[] }).topics.length).toBeLessThanOrEqual(5);
    }
  });

  it('beats its heart, answers what it is asked, and greets once it is welcome', async () => {
    const { feed, run, venue } = stageFeed({
      socket: {
        awaitsWelcome: true,
        greeting: ['hello'],
        heartbeat: { kind: 'text', everyMs: 10_000, text: () => 'ping' },
      },
    });
    feed.start();
    feed.want([BTC]);
    await run(3000);
    expect(venue.open[0]?.heard).toEqual([]);
    venue.open[0]?.say({ welcome: true });
    await run(100);
    venue.open[0]?.say({ ask: '7' });
    await run(20_400);
    expect(venue.open[0]?.heard.map(({ text }) => (text.startsWith('{') ? 'subscribe' : text))).toEqual([
      'hello',
      'subscribe',
      'answer 7',
      'ping',
      'ping',
    ]);
  });

  it('fetches an address for each connection where the venue wants it, and beats at the pace that comes with it', async () => {
    const { feed, run, venue } = stageFeed({
      socket: {
        token: {
          call: { method: 'GET', host: 'rest', path: '/token', bucket: 'weight', weight: 10 },
          url: (answer, connectId) =>
            JSON.stringify(answer).includes('/token')
              ? { url: `wss://given.testing?id=${connectId.length > 0 ? 'x' : ''}`, pingEveryMs: 5000 }
              : undefined,
        },
      },
    });
    feed.start();
    feed.want([BTC]);
    await run(6000);
    expect(venue.open[0]?.url).toBe('wss://given.testing?id=x');
    expect(venue.open[0]?.heard.map(({ text }) => text)).toContain('ping');
    venue.cutAll();
    await run(3000);
    expect(venue.asked('/token')).toHaveLength(2);
    expect(venue.open).toHaveLength(1);
  });

  it('says nothing after it was stopped', async () => {
    const { feed, inputs, run, venue } = stageFeed();
    feed.start();
    feed.want([BTC]);
    await run(1000);
    feed.stop();
    const before = inputs.length;
    venue.say('book.BTC');
    await run(60_000);
    expect(inputs).toHaveLength(before);
    expect(venue.open).toEqual([]);
  });
});

describe('what the venue refuses', () => {
  it('gives up a topic that the venue does not know, tells it, and keeps the others', async () => {
    const { feed, run, told, venue } = stageFeed();
    venue.onSubscribe = (socket, topics, id) => {
      if (!topics.includes('book.BTC')) return 'serve';
      // The whole message is refused, without saying which topic it was.
      socket.say({ because: 'unknown', id });
      return 'handled';
    };
    feed.start();
    feed.want([BTC, ETH]);
    await run(5000);
    expect([...(venue.open[0]?.topics ?? [])].toSorted()).toEqual(['book.ETH', 'funding.BTC', 'funding.ETH']);
    expect(told().filter((line) => line.includes('refused'))).toEqual([
      expect.stringContaining('channel-refused public book.BTC told so'),
    ]);
    venue.cutAll();
    await run(5000);
    expect(venue.open[0]?.heard.some(({ text }) => text.includes('book.BTC'))).toBe(false);
    expect(feed.status().connections).toMatchObject([{ refused: ['book.BTC'], confirmed: 3, state: 'open.flowing' }]);
  });

  it('asks later when it asked too fast', async () => {
    const { feed, run, told, venue } = stageFeed();
    let refusals = 0;
    venue.onSubscribe = (socket, _topics, id) => {
      if (refusals === 1) return 'serve';
      refusals += 1;
      socket.say({ because: 'rate-limited', id });
      return 'handled';
    };
    feed.start();
    feed.want([BTC]);
    await run(4000);
    expect(venue.open[0]?.topics.size).toBe(0);
    expect(told().some((line) => line.includes('rate-limited public 5000'))).toBe(true);
    await run(2000);
    expect(venue.open[0]?.topics.size).toBe(2);
  });

  it('makes another connection where this one is of no use, and waits long where the key is refused', async () => {
    const { feed, run, told, venue } = stageFeed();
    feed.start();
    feed.want([BTC]);
    await run(1000);
    venue.open[0]?.say({ because: 'fatal' });
    await run(3000);
    expect(venue.sockets).toHaveLength(2);
    venue.open[0]?.say({ because: 'authentication' });
    await run(250_000);
    expect(venue.sockets).toHaveLength(2);
    expect(told().some((line) => line.includes('authentication-failed public told so'))).toBe(true);
    await run(60_000);
    expect(venue.sockets).toHaveLength(3);
  });

  it('takes silence about subscriptions for consent where the venue never answers any', async () => {
    const { feed, run, venue } = stageFeed();
    venue.onSubscribe = (socket, topics) => {
      for (const topic of topics) socket.topics.add(topic);
      return 'handled';
    };
    feed.start();
    feed.want([BTC]);
    await run(60_000);
    expect(venue.sockets).toHaveLength(1);
    expect(feed.status().connections).toMatchObject([{ state: 'open.flowing', confirmed: 2 }]);
  });

  it('asks again for a subscription that is not answered, and then on another socket', async () => {
    const { feed, run, venue } = stageFeed();
    venue.onSubscribe = (socket, topics, id) => {
      if (topics.includes('book.ETH')) return 'handled';
      for (const topic of topics) socket.topics.add(topic);
      socket.say({ ack: id });
      return 'handled';
    };
    feed.start();
    feed.want([BTC]);
    await run(1000);
    feed.want([BTC, ETH]);
    await run(45_000);
    const asked = venue.sockets[0]?.heard.filter(({ text }) => text.includes('book.ETH'));
    expect(asked).toHaveLength(3);
    expect(venue.sockets.length).toBeGreaterThan(1);
  });
});

describe('a notice', () => {
  it('is not told again within a minute of the same place', async () => {
    const { feed, run, told, venue } = stageFeed();
    venue.answer = ({ url }) => (url.includes('/instruments') ? { ...html, status: 451 } : json({ now: 0 }));
    feed.start();
    await run(5000);
    expect(told().filter((line) => line.includes('venue-blocked'))).toEqual([
      expect.stringMatching(
        /venue-blocked GET \/instruments 451 a page that says "This service is not available here"/,
      ),
    ]);
    expect(feed.status().breaker).toBe('open');
  });
});

const html = { kind: 'answer', headers: {}, body: '<html>This service is not available here</html>' } as const;
