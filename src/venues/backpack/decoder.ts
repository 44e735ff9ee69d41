import { isRecord } from '../../domain/codec.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { VenueDecoder } from '../../domain/ports.ts';
import type { AtMs } from '../../domain/units.ts';
import type { Fields } from '../wire-value.ts';
import { shown } from '../wire-value.ts';
import { depthEvents, frameTime, liquidationEvent, touchEvent, tradeEvent } from './frames.ts';
import { priceEvents } from './funding.ts';
import { refusals } from './instruments.ts';
import { restEvents } from './rest.ts';
import type { BackpackMarket } from './symbols.ts';
import { BackpackSymbols } from './symbols.ts';

const OUTGOING: readonly MarketEvent[] = [refusals.control('outgoing', 'sent by us')];
/** Channels that exist and carry nothing used here. */
const UNUSED_CHANNELS: ReadonlySet<string> = new Set(['account', 'kline', 'openInterest', 'ticker']);

interface At {
  readonly conn: string;
  readonly atMs: AtMs;
}

/** Reads Backpack perpetuals and spot pairs: frames of the one socket address, and REST. */
export class BackpackDecoder implements VenueDecoder {
  readonly #symbols = new BackpackSymbols();

  frame(frame: unknown, source: At & { readonly dir?: 'out' }): readonly MarketEvent[] {
    if (source.dir === 'out') return OUTGOING;
    if (typeof frame === 'string') return [refusals.refuse('frame.not-json', `the text ${shown(frame)}`)];
    if (!isRecord(frame)) return [refusals.refuse('frame.missing-field', `the frame is ${shown(frame)}`)];
    const { stream, data } = frame;
    if (typeof stream !== 'string') return [notice(frame)];
    if (!isRecord(data)) return [refusals.refuse('frame.missing-field', `${shown(stream)}: data is ${shown(data)}`)];
    return this.#channel(stream, data, source);
  }

  rest(frame: unknown, source: { readonly rest: string; readonly atMs: AtMs }): readonly MarketEvent[] {
    return restEvents(this.#symbols, frame, source);
  }

  lost(conn: string): readonly MarketEvent[] {
    const gaps: MarketEvent[] = [];
    for (const market of this.#symbols.markets()) {
      if (market.bookConn === conn) gaps.push(...market.book.lost());
      if (market.pricesConn !== conn) continue;
      market.schedule.settlementAtMs = undefined;
      for (const pulse of [market.mark, market.index, market.funding]) pulse.reset();
    }
    return gaps;
  }

  /** `depth.200ms.SOL_USDC_PERP`: channel, sometimes a window, symbol. Symbols may hold points themselves. */
  #channel(stream: string, data: Fields, source: At): readonly MarketEvent[] {
    const point = stream.indexOf('.');
    const channel = point < 0 ? stream : stream.slice(0, point);
    if (UNUSED_CHANNELS.has(channel)) return [refusals.control('unused', channel)];
    if (data.e !== channel)
      return [refusals.refuse('frame.unknown-channel', `${shown(stream)} carries ${shown(data.e)}`)];
    const name = point < 0 ? undefined : symbolOf(stream, point + 1);
    if (name !== undefined && name !== data.s)
      return [refusals.refuse('frame.unknown-symbol', `${shown(stream)} carries ${shown(data.s)}`)];
    switch (channel) {
      case 'depth':
        return this.#symbols.read(data.s, (market) => depthEvents(market, data, source.conn));
      case 'markPrice':
        return this.#symbols.read(data.s, (market) => markPriceEvents(market, data, source.conn));
      case 'bookTicker':
        return this.#symbols.read(data.s, (market) => [touchEvent(market, data)]);
      case 'trade':
        return this.#symbols.read(data.s, (market) => [tradeEvent(market, data)]);
      case 'liquidation':
        return this.#symbols.read(data.s, (market) => [liquidationEvent(market, data)]);
      default:
        return [refusals.refuse('frame.unknown-channel', `the stream ${shown(stream)}`)];
    }
  }
}

/** What follows the channel, without a window such as `200ms.`. */
const symbolOf = (stream: string, from: number): string => stream.slice(from).replace(/^\d+ms\./, '');

const markPriceEvents = (market: BackpackMarket, data: Fields, conn: string): readonly MarketEvent[] => {
  market.pricesConn = conn;
  const where = `markPrice ${market.instrument.nativeSymbol}`;
  const venueAtMs = frameTime(data);
  if (venueAtMs === undefined) return [refusals.number(where, 'T', data.T ?? data.E)];
  const { p: mark, i: index, f: rate, n: settlement } = data;
  return priceEvents(market, {
    where,
    mark,
    index,
    rate,
    settlement,
    venueAtMs,
    observedAtMs: venueAtMs,
    isLive: true,
  });
};

/** Frames without a stream: errors. Successful subscriptions are not answered, whatever some clients' tests say. */
const notice = (frame: Fields): MarketEvent => {
  const { error } = frame;
  if (isRecord(error))
    return refusals.control('error', `${shown(error.code)} ${shown(error.message).replaceAll('"', '')}`);
  if ('result' in frame) return refusals.control('ack', `request ${shown(frame.id)}`);
  return refusals.refuse('frame.missing-field', `stream is ${shown(frame.stream)}`);
};
