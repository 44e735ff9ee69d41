import type { DoorClient } from './house-under-test.ts';
import { describe, expect, it } from 'vitest';
import { atMs } from '../../../src/domain/units.ts';
import { plainFace } from './plain-face.ts';
import { answerOf, openHouse, request } from './house-under-test.ts';

const BTC = 'btcusdt@depth@500ms';

const depths = (client: DoorClient, stream: string) =>
  client
    .frames()
    .filter((frame) => frame['stream'] === stream)
    .map(({ data }) => data as { readonly U: number; readonly u: number; readonly pu: number });

describe('the house of simulated venues', () => {
  it('sends a frame to those who subscribed its key, and to nobody else', () => {
    const { client, move } = openHouse();
    const [one, other, neither] = [client(), client(), client()];
    one.say({ subscribe: [BTC, 'ethusdt@depth@500ms'] });
    other.say({ subscribe: [BTC] });
    move(1000);
    expect(depths(one, BTC)).toHaveLength(10);
    expect(depths(one, 'ethusdt@depth@500ms')).toHaveLength(10);
    expect(depths(other, BTC)).toEqual(depths(one, BTC));
    expect(depths(other, 'ethusdt@depth@500ms')).toEqual([]);
    expect(neither.frames().filter((frame) => 'stream' in frame)).toEqual([]);
  });

  it('goes on counting while nobody listens: a late subscription follows its snapshot without a gap', () => {
    const { client, move } = openHouse();
    client().say({ subscribe: ['ethusdt@depth@500ms'] });
    move(20_000);
    const late = client();
    late.say({ subscribe: [BTC] });
    move(1000);
    const snapshot = late.frames().find((frame) => 'snapshot' in frame);
    let last = snapshot?.['lastId'];
    expect(depths(late, BTC)).toHaveLength(10);
    for (const { pu, u } of depths(late, BTC)) {
      expect(pu).toBe(last);
      last = u;
    }
  });

  it('makes no frames that nobody wants', () => {
    const { client, move, venue } = openHouse();
    const lone = client();
    lone.say({ subscribe: [BTC] });
    move(10_000);
    const { markets } = venue;
    const heard = markets.filter((market) => venue.wants(market, 'book'));
    expect(heard.map(({ instrument }) => instrument.nativeSymbol)).toEqual(['BTCUSDT']);
    lone.connection.end();
    expect(markets.filter((market) => venue.wants(market, 'book'))).toEqual([]);
  });

  it('looks now and then for the markets behind a key that none was heard under', () => {
    const { client, move, venue } = openHouse();
    client().say({ subscribe: ['nobody@depth'] });
    expect(venue.markets.every((market) => venue.wants(market, 'book'))).toBe(true);
    move(6000);
    const asked = Array.from({ length: 160 }, () => venue.markets[0]).filter(
      (market) => market !== undefined && venue.wants(market, 'book'),
    );
    expect(asked).toHaveLength(10);
  });

  it('sends what only the face makes, for keys that are wanted, and lets sessions speak once a second', () => {
    const { client, move } = openHouse();
    const one = client();
    one.say({ subscribe: ['extra BTCUSDT'] });
    move(1000);
    expect(one.frames().filter((frame) => 'extra' in frame)).not.toEqual([]);
    expect(one.frames().filter((frame) => 'tick' in frame)).toHaveLength(1);
  });

  it('gives a session the form it wants of a frame, and text is the same for all who want it so', () => {
    const plain = plainFace();
    const face = {
      ...plain,
      open: (...asked: Parameters<typeof plain.open>) => {
        const session = plain.open(...asked);
        if ('status' in session) return session;
        return {
          keys: session.keys,
          receive: session.receive.bind(session),
          form: (frame: unknown, key: string) => (key === BTC ? { wrapped: frame } : undefined),
        };
      },
    };
    const { client, move } = openHouse({ faces: [face] });
    const one = client();
    one.say({ subscribe: [BTC, 'ethusdt@depth@500ms'] });
    move(500);
    expect(one.frames().filter((frame) => 'wrapped' in frame)).toHaveLength(5);
    expect(depths(one, 'ethusdt@depth@500ms')).toEqual([]);
  });

  it('posts settlements to the account and tells who subscribed to it', () => {
    const startAtMs = atMs(Date.UTC(2026, 0, 5, 7, 59, 30));
    const { client, move, venue } = openHouse({ startAtMs });
    const watcher = client();
    watcher.say({ subscribe: ['private'] });
    const body = JSON.stringify({ id: 'a1', symbol: 'BTCUSDT', side: 'buy', quantity: '0.1' });
    expect(answerOf(venue, request('/rest/order', { method: 'POST', body })).status).toBe(200);
    move(30_000);
    const [payment] = venue.desk.payments();
    expect(payment).toMatchObject({ market: 'binance:BTC/USDT:USDT', quantity: '0.1', coin: 'USDT' });
    const told = watcher.frames().filter(({ kind }) => kind === 'payment');
    expect(told).toEqual([{ kind: 'payment', payment: JSON.parse(JSON.stringify(payment)) }]);
  });

  it('has venues whose markets do not depend on which others are served', () => {
    const alone = openHouse();
    const beside = openHouse({ faces: [plainFace(), plainFace({}, 'bybit')] });
    const market = 'binance:BTC/USDT:USDT';
    for (const { move } of [alone, beside]) move(5000);
    const idOf = ({ venue }: typeof alone) =>
      venue.markets.find(({ instrument }) => instrument.market === market)?.lastId;
    expect(idOf(alone)).toBeGreaterThan(0);
    expect(idOf(beside)).toBe(idOf(alone));
  });
});
