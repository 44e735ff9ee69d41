import { beforeEach, describe, expect, it } from 'vitest';
import type { RestCall, SocketKind } from '../../../../src/connectivity/venue-link.ts';
import { lineOf } from '../../../../src/connectivity/venue-link.ts';
import type { Instrument } from '../../../../src/domain/instrument.ts';
import type { MarketEvent } from '../../../../src/domain/market-event.ts';
import { atMs } from '../../../../src/domain/units.ts';
import { createKucoinDecoder } from '../../../../src/venues/kucoin/decoder.ts';
import { kucoinLink } from '../../../../src/venues/kucoin/link.ts';
import { printEvent } from '../../../venues/printed-events.ts';
import { ReferenceBook } from '../../../venues/reference-book.ts';
import { KucoinRoom } from './room.ts';

const HOUR = 3_600_000;

let room: KucoinRoom;
let decoder: ReturnType<typeof createKucoinDecoder>;
let events: MarketEvent[];
beforeEach(() => {
  room = new KucoinRoom();
  decoder = createKucoinDecoder();
  events = [];
});

/** Asks as our link does; the answer goes to the decoder. */
const ask = (call: RestCall | undefined): unknown => {
  if (call === undefined) throw new Error('no such call');
  const answer = room.call(call);
  events.push(...decoder.rest(answer, { rest: lineOf(call), atMs: atMs(room.now) }));
  return answer;
};

/** Every contract there is. */
const listed = (): readonly Instrument[] => {
  kucoinLink.rest.instruments().forEach(ask);
  return events.flatMap((event) => (event.type === 'instrument' ? [event.instrument] : []));
};

/** A socket of our link with everything subscribed that it carries. */
const subscribe = (kind: SocketKind, instruments: readonly Instrument[]) => {
  const client = room.open(kind);
  expect(client.take().map((frame) => kind.read(frame))).toEqual([{ kind: 'welcome' }]);
  const channels = instruments.flatMap((one) => kucoinLink.channels(one)).filter(({ socket }) => socket === kind.name);
  const topics = [...new Set(channels.map(({ topic }) => topic))];
  const { topicsPerMessage } = kind.limits;
  for (let at = 0; at < topics.length; at += topicsPerMessage)
    client.say(kind.subscribe(topics.slice(at, at + topicsPerMessage), at + 1));
  const heard = new Set<string>();
  const listen = (): void => {
    for (const frame of client.take()) {
      const word = kind.read(frame);
      expect(word.kind).not.toBe('refused');
      if (word.kind === 'data') heard.add(word.topic);
      events.push(...decoder.frame(frame, { conn: kind.name, atMs: atMs(room.now) }));
    }
  };
  const beat = (): void => {
    if (kind.heartbeat.kind === 'text') client.say(kind.heartbeat.text(900, room.now));
  };
  return { client, topics, heard, listen, beat };
};

const gaps = (): number => events.filter(({ type }) => type === 'book.gap').length;

describe('our own link at the simulated KuCoin', () => {
  it('gets everything that it wants, mends what it missed, and asks for nothing that is refused', () => {
    const instruments = listed();
    expect(instruments.length).toBe(9);
    const sockets = kucoinLink.sockets.map((kind) => subscribe(kind, instruments));
    for (let second = 0; second < 70; second += 14) {
      for (const { beat } of sockets) beat();
      room.move(14_000);
      for (const { listen } of sockets) listen();
    }
    for (const { topics, heard } of sockets) expect([...heard].sort()).toEqual([...topics].sort());
    expect(events.filter(({ type }) => type === 'frame.rejected').map(printEvent)).toEqual([]);
    // Half a second of everything is lost on the way.
    room.move(500);
    for (const { client } of sockets) client.take();
    room.move(500);
    for (const { listen } of sockets) listen();
    expect(gaps()).toBe(9);
    for (const instrument of instruments) ask(kucoinLink.rest.bookSnapshot(instrument));
    room.move(500);
    for (const { listen } of sockets) listen();
    expect(gaps()).toBe(9);
    for (const { instrument, book, priceTexts } of room.venue.markets) {
      const own = new ReferenceBook();
      for (const event of events) if ('market' in event && event.market === instrument.market) own.apply(event);
      const [bid, , ask] = own.top();
      expect([bid, ask]).toEqual([Number(priceTexts.of(book.bidTicks)), Number(priceTexts.of(book.askTicks))]);
      expect(own.levels()).toEqual([20, 20]);
    }
  });

  it('pages settled rates until nothing is left', () => {
    const [instrument] = listed();
    if (instrument === undefined) throw new Error('no instrument');
    let call = kucoinLink.rest.fundingHistory(instrument, { fromMs: room.now - 10 * 24 * HOUR, toMs: room.now });
    const sizes: number[] = [];
    while (call !== undefined) {
      events = [];
      const answer = ask(call);
      sizes.push(events.filter(({ type }) => type === 'funding').length);
      call = kucoinLink.rest.nextPage(call, answer);
    }
    expect(sizes).toEqual([30, 0]);
  });

  it('reads the budget off the headers', () => {
    const [call] = kucoinLink.rest.instruments();
    if (call === undefined) throw new Error('no call');
    const { headers = {} } = room.answered(call.path);
    expect(kucoinLink.rest.used(headers, call)).toEqual([{ bucket: 'public', weight: call.weight }]);
  });
});
