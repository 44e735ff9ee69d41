import { isRecord } from '../../domain/codec.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { VenueDecoder } from '../../domain/ports.ts';
import type { AtMs } from '../../domain/units.ts';
import type { Fields } from '../wire-value.ts';
import { shown } from '../wire-value.ts';
import { chainedBookEvents, touchEvent, wholeBookEvent } from './book.ts';
import { indexEvents, liquidationEvents, markEvents, tradeEvent } from './frames.ts';
import { fundingEvents } from './funding.ts';
import { refusals } from './instruments.ts';
import { instrumentEvents, restEvents } from './rest.ts';
import { OkxSymbols } from './symbols.ts';

/** Channels that exist and carry nothing used here; prices are read from books, the private ones belong to orders. */
const UNUSED_CHANNELS: ReadonlySet<string> = new Set([
  'account',
  'balance_and_position',
  'books-elp',
  'books-rpi',
  'books5-elp',
  'estimated-price',
  'fills',
  'index-candle1m',
  'mark-price-candle1m',
  'open-interest',
  'opt-summary',
  'orders',
  'positions',
  'price-limit',
  'status',
  'tickers',
]);
const OUTGOING: readonly MarketEvent[] = [refusals.control('outgoing', 'sent by us')];

interface At {
  readonly conn: string;
  readonly atMs: AtMs;
}

/** Reads OKX perpetual swaps and spot pairs; dated contracts are refused by name. */
export class OkxDecoder implements VenueDecoder {
  readonly #symbols = new OkxSymbols();

  frame(frame: unknown, source: At & { readonly dir?: 'out' }): readonly MarketEvent[] {
    if (source.dir === 'out') return OUTGOING;
    if (frame === 'pong') return [refusals.control('pong', 'pong')];
    if (typeof frame === 'string') return [refusals.refuse('frame.not-json', `the text ${shown(frame)}`)];
    if (!isRecord(frame)) return [refusals.refuse('frame.missing-field', `the frame is ${shown(frame)}`)];
    if (frame.event !== undefined) return [notice(frame)];
    const { arg, data } = frame;
    if (!isRecord(arg)) return [refusals.refuse('frame.missing-field', `arg is ${shown(arg)}`)];
    const { channel } = arg;
    if (typeof channel !== 'string') return [refusals.refuse('frame.missing-field', `channel is ${shown(channel)}`)];
    if (isUnused(channel)) return [refusals.control('unused', channel)];
    if (!Array.isArray(data)) return [refusals.refuse('frame.missing-field', `${channel}: data is ${shown(data)}`)];
    const rows: readonly unknown[] = data;
    const tooMany = refusals.tooMany(channel, rows);
    if (tooMany !== undefined) return [tooMany];
    const only = rows.length === 1 ? rows[0] : undefined;
    if (isRecord(only)) return this.#row(only, { channel, arg, action: frame.action, source });
    return rows.flatMap((row) =>
      isRecord(row)
        ? this.#row(row, { channel, arg, action: frame.action, source })
        : [refusals.refuse('frame.missing-field', `${channel}: a row is ${shown(row)}`)],
    );
  }

  rest(frame: unknown, source: { readonly rest: string; readonly atMs: AtMs }): readonly MarketEvent[] {
    return restEvents(this.#symbols, frame, source);
  }

  lost(conn: string): readonly MarketEvent[] {
    const gaps: MarketEvent[] = [];
    for (const market of this.#symbols.markets()) {
      for (const pulse of [market.mark, market.index, market.funding]) pulse.reset();
      if (market.bookConn === conn) gaps.push(...market.book.lost());
    }
    return gaps;
  }

  #row(row: Fields, frame: FrameOfRow): readonly MarketEvent[] {
    const { channel, arg, action, source } = frame;
    switch (channel) {
      case 'books':
      case 'books-l2-tbt':
      case 'books50-l2-tbt':
        return this.#symbols.read(arg.instId, (market) => {
          market.bookConn = source.conn;
          return chainedBookEvents(market, row, { channel, action });
        });
      case 'books5':
        return this.#symbols.read(arg.instId, (market) => [wholeBookEvent(market, row, channel)]);
      case 'bbo-tbt':
        return this.#symbols.read(arg.instId, (market) => [touchEvent(market, row)]);
      case 'trades':
      case 'trades-all':
        return this.#symbols.read(arg.instId, (market) => [tradeEvent(market, row)]);
      case 'mark-price':
        return this.#symbols.read(row.instId ?? arg.instId, (market) => markEvents(market, row));
      case 'index-tickers':
        return indexEvents(typeof row.instId === 'string' ? this.#symbols.ofIndex(row.instId) : [], row);
      case 'funding-rate':
        return this.#symbols.read(row.instId ?? arg.instId, (market) => fundingEvents(market, row, source.atMs));
      case 'liquidation-orders':
        return this.#symbols.read(row.instId, (market) => liquidationEvents(market, row));
      case 'instruments':
        return instrumentEvents(this.#symbols, [row]);
      default:
        return [refusals.refuse('frame.unknown-channel', `channel ${shown(channel)}`)];
    }
  }
}

interface FrameOfRow {
  readonly channel: string;
  readonly arg: Fields;
  readonly action: unknown;
  readonly source: At;
}

const isUnused = (channel: string): boolean =>
  UNUSED_CHANNELS.has(channel) || channel.startsWith('candle') || channel.includes('-candle');

/** Acknowledgements, refused requests and the announcement of a restart (64008). */
const notice = ({ event, code, msg, arg, channel }: Fields): MarketEvent => {
  const detail = `${typeof code === 'string' ? code : ''} ${typeof msg === 'string' ? msg : shown(arg ?? channel)}`
    .trim()
    .slice(0, 300);
  switch (event) {
    case 'subscribe':
    case 'unsubscribe':
    case 'login':
    case 'channel-conn-count':
      return refusals.control('ack', `${event} ${detail}`);
    case 'error':
    case 'channel-conn-count-error':
      return refusals.control('error', detail);
    case 'notice':
      return refusals.control('notice', detail);
    default:
      return refusals.refuse('frame.unknown-channel', `event ${shown(event)}`);
  }
};
