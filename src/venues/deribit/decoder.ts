import { isRecord } from '../../domain/codec.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { VenueDecoder } from '../../domain/ports.ts';
import type { AtMs } from '../../domain/units.ts';
import type { Fields } from '../wire-value.ts';
import { shown } from '../wire-value.ts';
import { chainedBookEvents, wholeBookEvents } from './book.ts';
import { perpetualEvents, priceIndexEvents, tickerEvents, touchEvents, tradeEvents } from './frames.ts';
import { refusals } from './instruments.ts';
import { errorText, restEvents } from './rest.ts';
import { DeribitSymbols } from './symbols.ts';

/** Rows read of one trades frame. */
const ROWS_MAX = 10_000;

/** First words of channels that exist and carry nothing used here. */
const UNUSED_CHANNELS: ReadonlySet<string> = new Set([
  'announcements',
  'block_rfq',
  'block_trade_confirmations',
  'chart',
  'deribit_price_ranking',
  'deribit_price_statistics',
  'deribit_volatility_index',
  'estimated_expiration_price',
  'incremental_ticker',
  'instrument_state',
  'markprice',
  'platform_state',
  'rfq',
  'user',
]);

interface Source {
  readonly conn: string;
  readonly atMs: AtMs;
  readonly dir?: 'out';
}

/** Reads Deribit's perpetuals, inverse and linear; options, dated futures, combinations and spot are passed over. */
export class DeribitDecoder implements VenueDecoder {
  readonly #symbols = new DeribitSymbols();

  frame(frame: unknown, { conn, dir }: Source): readonly MarketEvent[] {
    if (dir === 'out') return [refusals.control('outgoing', shown(frame))];
    if (typeof frame === 'string') return [refusals.refuse('frame.not-json', `the text ${shown(frame)}`)];
    if (!isRecord(frame)) return [refusals.refuse('frame.missing-field', `the frame is ${shown(frame)}`)];
    if (frame.method === undefined) return [replyEvent(frame)];
    const params = isRecord(frame.params) ? frame.params : {};
    if (frame.method === 'heartbeat') return [refusals.control('pong', `heartbeat ${shown(params.type)}`)];
    if (frame.method !== 'subscription')
      return [refusals.refuse('frame.unknown-channel', `method ${shown(frame.method)}`)];
    const { channel, data } = params;
    if (typeof channel !== 'string') return [refusals.refuse('frame.missing-field', `channel is ${shown(channel)}`)];
    return this.#notification(channel, data, conn);
  }

  rest(frame: unknown, source: { readonly rest: string; readonly atMs: AtMs }): readonly MarketEvent[] {
    return restEvents(this.#symbols, frame, source.rest);
  }

  lost(conn: string): readonly MarketEvent[] {
    const gaps: MarketEvent[] = [];
    for (const market of this.#symbols.markets()) {
      for (const pulse of [market.mark, market.index, market.funding]) pulse.reset();
      if (market.bookConn !== conn) continue;
      gaps.push(...market.book.lost());
      market.bookChannel = undefined;
    }
    return gaps;
  }

  #notification(channel: string, data: unknown, conn: string): readonly MarketEvent[] {
    const parts = channel.split('.');
    const [topic = '', name = ''] = parts;
    if (topic === 'trades') return this.#trades(channel, data);
    if (UNUSED_CHANNELS.has(topic)) return [refusals.control('unused', channel.slice(0, 80))];
    if (!isRecord(data)) return [refusals.refuse('frame.missing-field', `${channel}: data is ${shown(data)}`)];
    switch (topic) {
      case 'book':
        return this.#symbols.read(name, (market) =>
          // book.NAME.INTERVAL is the incremental one, book.NAME.GROUP.DEPTH.INTERVAL comes whole.
          parts.length === 3
            ? chainedBookEvents(market, data, { channel, conn })
            : wholeBookEvents(market, data, channel),
        );
      case 'ticker':
        return this.#symbols.read(name, (market) => tickerEvents(market, data, channel));
      case 'perpetual':
        return this.#symbols.read(name, (market) => perpetualEvents(market, data, channel));
      case 'quote':
        return this.#symbols.read(name, (market) => touchEvents(market, data, channel));
      case 'deribit_price_index':
        return priceIndexEvents(this.#symbols.ofIndex(name), data);
      default:
        return [refusals.refuse('frame.unknown-channel', `channel ${shown(channel)}`)];
    }
  }

  #trades(channel: string, data: unknown): readonly MarketEvent[] {
    if (!Array.isArray(data)) return [refusals.refuse('frame.missing-field', `${channel}: data is ${shown(data)}`)];
    const rows: readonly unknown[] = data;
    if (rows.length > ROWS_MAX) return [refusals.refuse('frame.too-large', `${channel} has ${rows.length} rows`)];
    return rows.flatMap((row) =>
      isRecord(row)
        ? this.#symbols.read(row.instrument_name, (market) => tradeEvents(market, row, channel))
        : [refusals.refuse('frame.missing-field', `${channel}: a row is ${shown(row)}`)],
    );
  }
}

/** Replies carry `result` or `error`; the former is the list of accepted channels, "ok", a version or a token. */
const replyEvent = (frame: Fields): MarketEvent => {
  if (frame.error !== undefined) return refusals.control('error', errorText(frame.error));
  if (frame.result === undefined) return refusals.refuse('frame.unknown-channel', `a frame of ${shown(frame)}`);
  // A reply to public/auth holds tokens: it is not shown.
  return refusals.control('ack', isRecord(frame.result) ? `id ${shown(frame.id)}` : shown(frame.result));
};
