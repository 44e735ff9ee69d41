import { beforeAll, describe, expect, it } from 'vitest';
import type { Input } from '../../../../src/domain/input.ts';
import type { Instrument } from '../../../../src/domain/instrument.ts';
import type { MarketEvent } from '../../../../src/domain/market-event.ts';
import { atMs } from '../../../../src/domain/units.ts';
import type { SimMarkets, SimSettlement } from '../../../../src/simulator/sim-markets.ts';
import { createSimMarkets } from '../../../../src/simulator/sim-markets.ts';
import { binanceLink } from '../../../../src/venues/binance/link.ts';
import { binanceProfile } from '../../../../src/venues/binance/profile.ts';
import { printEvent } from '../../../venues/printed-events.ts';
import { ReferenceBook } from '../../../venues/reference-book.ts';
import { BinanceRoom } from './room.ts';

/** Seven minutes before a settlement. */
const START = atMs(Date.UTC(2026, 0, 5, 7, 53));

const byKey = (a: Instrument, b: Instrument): number => (a.market < b.market ? -1 : 1);

/** Every event that the real decoder makes of what a client hears. */
const reader = () => {
  const decoder = binanceProfile.createDecoder();
  const heard: MarketEvent[] = [];
  const read = (inputs: readonly Input[]): void => {
    for (const input of inputs) {
      if (input.kind === 'rest') heard.push(...decoder.rest(input.frame, input));
      else if (input.kind === 'frame') heard.push(...decoder.frame(input.frame, input));
    }
  };
  const faults = () =>
    heard.flatMap((event) => (event.type === 'frame.rejected' || event.type === 'book.gap' ? [printEvent(event)] : []));
  return { decoder, heard, read, faults };
};

/** As last announced: terms may come after the list. */
const instrumentsIn = (events: readonly MarketEvent[]): readonly Instrument[] => {
  const told = events.flatMap((event) => (event.type === 'instrument' ? [event.instrument] : []));
  return [...new Map(told.map((one) => [one.market, one])).values()];
};

const expectBooks = (events: readonly MarketEvent[], markets: Pick<SimMarkets, 'instruments' | 'book'>): void => {
  for (const { market } of markets.instruments()) {
    const book = new ReferenceBook();
    for (const event of events) if ('market' in event && event.market === market) book.apply(event);
    const depth = markets.book(market);
    expect([market, ...book.top()]).toEqual([
      market,
      depth?.bids.prices[0],
      depth?.bids.sizes[0],
      depth?.asks.prices[0],
      depth?.asks.sizes[0],
    ]);
    expect(book.levels()).toEqual([depth?.bids.count, depth?.asks.count]);
  }
};

describe('a quarter of an hour of the simulated Binance in the scenario wire, read by the real decoder', () => {
  const markets = createSimMarkets({
    seed: 11,
    scenario: 'wire',
    startAtMs: START,
    venues: new Set([binanceProfile.venue]),
  });
  const { heard, read, faults } = reader();
  const settlements: SimSettlement[] = [];

  beforeAll(() => {
    read(markets.openingInputs());
    for (let step = 0; step < 1800; step += 1) {
      const { inputs, settlements: now } = markets.advance();
      settlements.push(...now);
      read(inputs);
    }
  }, 120_000);

  it('has no frame that is refused and no gap in a book', () => {
    expect(faults()).toEqual([]);
  });

  it('lists USD-M on every coin, COIN-M on two and spot on three, as the markets know them', () => {
    const told = instrumentsIn(heard);
    expect([...told].sort(byKey)).toEqual([...markets.instruments()].sort(byKey));
    const inverse = told.filter(({ kind }) => kind === 'inverse');
    expect(inverse.map(({ symbol, contractSize }) => `${symbol} ${contractSize.toString()}`)).toEqual([
      'BTC/USD:BTC 100',
      'ETH/USD:ETH 10',
    ]);
    expect(told.find(({ nativeSymbol }) => nativeSymbol === '1000PEPEUSDT')).toMatchObject({
      coin: 'PEPE',
      multiplier: 1000,
    });
    expect(told.filter(({ kind }) => kind === 'spot').length).toBe(3);
  });

  it('has the books that orders meet', () => expectBooks(heard, markets));

  it('tells each settled rate as it was charged, and predicts the next', () => {
    expect(settlements.length).toBe(9);
    for (const { market, rate, atMs: at } of settlements) {
      const funding = heard.flatMap((event) =>
        event.type === 'funding' && event.market === market ? [event.funding] : [],
      );
      const told = funding.filter(({ kind, settlementAtMs }) => kind === 'settled' && settlementAtMs === at);
      expect(new Set(told.map((one) => one.rate))).toEqual(new Set([Number(rate)]));
      const now = markets.currentRate(market);
      expect(funding.findLast(({ kind }) => kind === 'predicted')).toMatchObject({
        settlementAtMs: now?.settlementAtMs,
        intervalHours: now?.intervalHours,
      });
    }
  });

  it('trades on every market of it', () => {
    const traded = heard.flatMap((event) => (event.type === 'trade' ? [event.market] : []));
    expect(new Set(traded)).toEqual(new Set(markets.instruments().map(({ market }) => market)));
  });
});

describe('the link at the simulated Binance', () => {
  it('gets what it asks for on every channel, under the topics it asked by, and books from its snapshots', () => {
    const room = new BinanceRoom();
    const { decoder, heard, read, faults } = reader();
    const rest = (call: { readonly method: 'GET' | 'POST'; readonly path: string } | undefined): void => {
      if (call === undefined) throw new Error('no call');
      const { status, body } = room.request(call.method, call.path);
      expect([call.path, status]).toEqual([call.path, 200]);
      heard.push(...decoder.rest(body, { rest: `${call.method} ${call.path}`, atMs: atMs(room.now) }));
    };
    for (const call of binanceLink.rest.instruments()) rest(call);
    const instruments = instrumentsIn(heard);
    expect(instruments.length).toBe(12);
    const channels = instruments.flatMap((instrument) => binanceLink.channels(instrument));
    const sockets = binanceLink.sockets.map((kind) => {
      const client = room.socket(`/${kind.host}${kind.path}`);
      const topics = channels.filter(({ socket }) => socket === kind.name).map(({ topic }) => topic);
      client.say(kind.subscribe(topics, 1));
      return { kind, client, topics, seen: new Set<string>() };
    });
    const hear = () => {
      for (const { kind, client, seen } of sockets)
        for (const frame of client.take()) {
          const word = kind.read(frame);
          if (word.kind === 'data') seen.add(word.topic);
          else expect(word).toEqual({ kind: 'confirmed', id: 1 });
          read([{ kind: 'frame', atMs: atMs(room.now), venue: binanceLink.venue, conn: kind.name, frame }]);
        }
    };
    room.advance(1000);
    hear();
    for (const instrument of instruments) rest(binanceLink.rest.bookSnapshot(instrument));
    for (const call of binanceLink.rest.funding(instruments)) rest(call);
    for (let n = 0; n < 60; n += 1) {
      room.advance(1000);
      hear();
    }
    expect(faults()).toEqual([]);
    const rare = /@(aggTrade|forceOrder)$/;
    for (const { topics, seen } of sockets)
      expect([...seen].filter((topic) => !rare.test(topic)).sort()).toEqual(
        topics.filter((topic) => !rare.test(topic)).sort(),
      );
    const traded = sockets.filter(({ seen }) => [...seen].some((topic) => topic.endsWith('@aggTrade')));
    expect(traded.map(({ kind }) => kind.name)).toEqual(['usdm-market', 'coinm', 'spot']);
    expectBooks(heard, {
      instruments: () => instruments,
      book: (market) => room.venue.markets.find(({ instrument }) => instrument.market === market)?.book.depth,
    });
  });
});
