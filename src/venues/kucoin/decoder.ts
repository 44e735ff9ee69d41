import { isRecord } from '../../domain/codec.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { VenueDecoder } from '../../domain/ports.ts';
import type { AtMs } from '../../domain/units.ts';
import type { Fields } from '../wire-value.ts';
import { shown } from '../wire-value.ts';
import { classicChangeEvents, classicDepthEvents, spotChangeEvents, unifiedBookEvents } from './book.ts';
import { classicPriceEvents, classicTopEvents, classicTradeEvents, spotTopEvents } from './frames.ts';
import { unifiedPriceEvents, unifiedTopEvents, unifiedTradeEvents } from './frames.ts';
import { announcedEvents, fundingFeeEvents, fundingRateEvents } from './funding.ts';
import { restEvents } from './rest.ts';
import type { KucoinMarket } from './symbols.ts';
import { kucoinSymbols, refusals } from './symbols.ts';

/**
 * KuCoin contracts over the classic and the unified socket, told apart by the frames themselves; spot pairs of the classic
 * socket are read too, for recordings.
 */
export const createKucoinDecoder = (): VenueDecoder => new KucoinDecoder();

const OUTGOING: readonly MarketEvent[] = [refusals.control('outgoing', 'sent by us')];

/** Topics that are known and carry nothing used here; the private ones belong to the order gateway. */
const UNUSED: ReadonlySet<string> = new Set([
  '/contract/crossLeverage',
  '/contract/marginMode',
  '/contract/position',
  '/contract/positionAll',
  '/contractAccount/wallet',
  '/contractMarket/advancedOrders',
  '/contractMarket/candle',
  '/contractMarket/limitCandle',
  '/contractMarket/level3v2',
  '/contractMarket/snapshot',
  '/contractMarket/tradeOrders',
  '/market/candles',
  '/market/snapshot',
  '/spotMarket/level3',
]);

type Read = (market: KucoinMarket, data: Fields) => readonly MarketEvent[];

/** Topics of the classic sockets whose frames all say the same kind of thing. */
const CLASSIC: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['/contractMarket/execution', classicTradeEvents],
  ['/contractMarket/level2Depth5', classicDepthEvents],
  ['/contractMarket/level2Depth50', classicDepthEvents],
  ['/contractMarket/ticker', classicTopEvents],
  ['/contractMarket/tickerV2', classicTopEvents],
  ['/market/match', classicTradeEvents],
  ['/market/ticker', spotTopEvents],
  ['/spotMarket/level1', spotTopEvents],
  ['/spotMarket/level2Depth5', classicDepthEvents],
  ['/spotMarket/level2Depth50', classicDepthEvents],
]);

class KucoinDecoder implements VenueDecoder {
  readonly #symbols = kucoinSymbols();

  frame(frame: unknown, { conn, dir }: { readonly conn: string; readonly dir?: 'out' }): readonly MarketEvent[] {
    if (dir === 'out') return OUTGOING;
    if (typeof frame === 'string') return [refusals.refuse('frame.not-json', shown(frame))];
    if (!isRecord(frame)) return [refusals.refuse('frame.unknown-channel', `a frame of ${shown(frame)}`)];
    if (typeof frame.T === 'string') return this.#unified(frame, frame.T, conn);
    if (typeof frame.topic === 'string') return this.#classic(frame, frame.topic, conn);
    return [controlEvent(frame)];
  }

  rest(frame: unknown, source: { readonly rest: string; readonly atMs: AtMs }): readonly MarketEvent[] {
    return restEvents(this.#symbols, frame, source);
  }

  lost(conn: string): readonly MarketEvent[] {
    const gaps: MarketEvent[] = [];
    for (const market of this.#symbols.markets()) {
      for (const pulse of [market.mark, market.index, market.funding]) pulse.reset();
      if (market.bookConn !== conn) continue;
      gaps.push(...market.book.lost());
      market.bookConn = undefined;
    }
    return gaps;
  }

  /** `T` names the channel, and the kind of market where both kinds have it. */
  #unified(frame: Fields, channel: string, conn: string): readonly MarketEvent[] {
    const { d: data } = frame;
    if (channel.endsWith('.SPOT')) return [refusals.control('unused', `${channel.slice(0, 80)}: a pair`)];
    if (channel === 'funding-fee-all-symbols') return this.#fundingOfAll(frame);
    if (!isRecord(data)) return [refusals.refuse('frame.missing-field', `${shown(channel)}: d is ${shown(data)}`)];
    switch (channel) {
      case 'obu.FUTURES':
        return this.#market(data.s, (market) => {
          market.bookConn = conn;
          return unifiedBookEvents(market, frame, data);
        });
      case 'mark-price':
        return this.#market(data.s, (market) => unifiedPriceEvents(market, data));
      case 'funding-fee':
        return this.#market(data.s, (market) => fundingFeeEvents(market, data, frame.P));
      case 'ticker.FUTURES':
        return this.#market(data.s, (market) => unifiedTopEvents(market, data));
      case 'trade.FUTURES':
        return this.#market(data.s, (market) => unifiedTradeEvents(market, data));
      default:
        return [refusals.refuse('frame.unknown-channel', `the channel ${shown(channel)}`)];
    }
  }

  /** All contracts at once, each minute: those that are listed here are read, no others are made up. */
  #fundingOfAll({ d: rows, P }: Fields): readonly MarketEvent[] {
    const where = 'funding-fee-all-symbols';
    if (!Array.isArray(rows)) return [refusals.refuse('frame.missing-field', `${where}: d is ${shown(rows)}`)];
    const tooMany = refusals.tooMany(where, rows);
    if (tooMany !== undefined) return [tooMany];
    const known = new Map(this.#symbols.markets().map((market) => [market.instrument.nativeSymbol, market]));
    const events: MarketEvent[] = [];
    let passed = 0;
    for (const row of rows as readonly unknown[]) {
      const market = isRecord(row) && typeof row.s === 'string' ? known.get(row.s) : undefined;
      if (isRecord(row) && market !== undefined) events.push(...fundingFeeEvents(market, row, P));
      else passed += 1;
    }
    if (passed > 0) events.push(refusals.control('unused', `${where}: ${passed} contracts that are not listed here`));
    return events;
  }

  /** `topic` is `/kind/channel:symbol`; the symbol of some payloads stands in the topic alone. */
  #classic(frame: Fields, topic: string, conn: string): readonly MarketEvent[] {
    const colon = topic.indexOf(':');
    const channel = colon < 0 ? topic : topic.slice(0, colon);
    const { data } = frame;
    if (UNUSED.has(channel)) return [refusals.control('unused', topic.slice(0, 80))];
    if (!isRecord(data)) return [refusals.refuse('frame.missing-field', `${shown(topic)}: data is ${shown(data)}`)];
    const native = colon < 0 ? data.symbol : nativeOf(topic.slice(colon + 1), frame);
    const read = CLASSIC.get(channel) ?? this.#readerOf(channel, { subject: frame.subject, conn });
    if (read === undefined)
      return [refusals.refuse('frame.unknown-channel', `${shown(topic)} ${shown(frame.subject)}`)];
    return this.#market(native, (market) => read(market, data));
  }

  #readerOf(channel: string, { subject, conn }: { subject: unknown; conn: string }): Read | undefined {
    switch (channel) {
      case '/contract/instrument':
        if (subject === 'mark.index.price') return classicPriceEvents;
        return subject === 'funding.rate' ? fundingRateEvents : undefined;
      case '/contract/announcement':
        return ANNOUNCED.get(subject);
      case '/contractMarket/level2':
        return onConnection(conn, classicChangeEvents);
      case '/market/level2':
        return onConnection(conn, spotChangeEvents);
      default:
        return undefined;
    }
  }

  #market(native: unknown, read: (market: KucoinMarket) => readonly MarketEvent[]): readonly MarketEvent[] {
    const events: MarketEvent[] = [];
    const market = this.#symbols.find(native, events);
    if (market === undefined) return events;
    const told = read(market);
    return events.length === 0 ? told : [...events, ...told];
  }
}

const ANNOUNCED: ReadonlyMap<unknown, Read> = new Map<unknown, Read>([
  ['funding.end', announcedEvents],
  [
    'funding.begin',
    ({ instrument }: KucoinMarket) => [refusals.control('notice', `${instrument.nativeSymbol}: settlement begins`)],
  ],
]);

/** Remembers which socket a book comes over: with it, the book is lost. */
const onConnection =
  (conn: string, read: Read): Read =>
  (market, data) => {
    market.bookConn = conn;
    return read(market, data);
  };

/** Of `/market/ticker:all` the subject is the symbol. */
const nativeOf = (named: string, { subject }: Fields): unknown => (named === 'all' ? subject : named);

/** Welcomes, pongs, acknowledgements and errors of both sockets. */
const controlEvent = (frame: Fields): MarketEvent => {
  const { type, result, message } = frame;
  if (message === 'welcome' || type === 'welcome') return refusals.control('ack', 'welcome');
  if (type === 'pong') return refusals.control('pong', 'pong');
  if (type === 'ack' || result === true || result === 'true') return refusals.control('ack', shown(frame.id));
  if (type === 'error') return refusals.control('error', `${shown(frame.code)} ${shown(frame.data)}`);
  if (result === false || result === 'false') return refusals.control('error', shown(message ?? frame.reason));
  return refusals.refuse('frame.unknown-channel', `a frame of ${shown(frame)}`);
};
