import { isRecord } from '../../domain/codec.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { VenueDecoder } from '../../domain/ports.ts';
import type { AtMs } from '../../domain/units.ts';
import type { Fields } from '../wire-value.ts';
import { shown } from '../wire-value.ts';
import type { HyperliquidMarket } from './coins.ts';
import { CoinTable, refusals } from './coins.ts';
import { bookEvents, contextEvents, touchEvent, tradeEvent } from './frames.ts';
import { historyEvents, infoRequest, metaEvents, timeEvent } from './rest.ts';
import { SeenTrades } from './seen-trades.ts';

/** Rows read of one trades frame. */
const TRADES_PER_FRAME_MAX = 10_000;

/** Channels that exist and carry nothing the engine needs, or nothing it can trust. */
const UNUSED_CHANNELS: ReadonlySet<string> = new Set([
  'activeSpotAssetCtx',
  'allDexsAssetCtxs',
  'allMids',
  'assetCtxs',
  'candle',
  'fastAssetCtxs',
  'notification',
  'post',
  'user',
  'userEvents',
  'userFills',
  'userFundings',
  'orderUpdates',
  'webData2',
  'webData3',
]);
const UNUSED_REQUESTS: ReadonlySet<string> = new Set([
  'allMids',
  'allPerpMetas',
  'candleSnapshot',
  'perpDexs',
  'predictedFundings',
  'recentTrades',
  'spotMeta',
  'spotMetaAndAssetCtxs',
]);
/** Sent by some servers right after the socket opens. */
const GREETING = 'Websocket connection established.';

/** Reads Hyperliquid's perpetuals of the first dex. Every book frame is a whole book: nothing to resync. */
export class HyperliquidDecoder implements VenueDecoder {
  readonly #coins = new CoinTable();
  readonly #trades = new SeenTrades();

  frame(
    frame: unknown,
    source: { readonly conn: string; readonly atMs: AtMs; readonly dir?: 'out' },
  ): readonly MarketEvent[] {
    if (source.dir === 'out') return [refusals.control('outgoing', shown(frame))];
    if (typeof frame === 'string')
      return [
        frame === GREETING
          ? refusals.control('notice', frame)
          : refusals.refuse('frame.not-json', `the text ${shown(frame)}`),
      ];
    if (!isRecord(frame)) return [refusals.refuse('frame.missing-field', `the frame is ${shown(frame)}`)];
    const { channel, data } = frame;
    switch (channel) {
      case 'l2Book':
        return this.#ofCoin(data, channel, (market, fields) => {
          market.bookConn = source.conn;
          return bookEvents(market, fields);
        });
      case 'bbo':
        return this.#ofCoin(data, channel, (market, fields) => [touchEvent(market, fields)]);
      case 'activeAssetCtx':
        return this.#ofCoin(data, channel, (market, { ctx }) =>
          isRecord(ctx)
            ? contextEvents(market, ctx, source.atMs)
            : [refusals.refuse('frame.missing-field', `activeAssetCtx: ctx is ${shown(ctx)}`)],
        );
      case 'trades':
        return this.#tradeRows(data);
      default:
        return [control(channel, data)];
    }
  }

  rest(frame: unknown, source: { readonly rest: string; readonly atMs: AtMs }): readonly MarketEvent[] {
    const request = infoRequest(source.rest);
    if (request === undefined) return [refusals.refuse('frame.unknown-channel', `request ${shown(source.rest)}`)];
    const { type, coin } = request;
    const dex = request['dex'] ?? '';
    if (typeof type === 'string' && UNUSED_REQUESTS.has(type)) return [refusals.control('unused', type)];
    if (dex !== '') return [refusals.control('unused', `${shown(type)} of the builder-deployed dex ${shown(dex)}`)];
    if (frame === null || typeof frame === 'string')
      return [
        refusals.refuse('frame.venue-error', `${shown(type)} of ${shown(coin)} was answered with ${shown(frame)}`),
      ];
    switch (type) {
      case 'meta':
      case 'metaAndAssetCtxs':
        return metaEvents(this.#coins, frame, source.atMs);
      case 'exchangeStatus':
        return [timeEvent(isRecord(frame) ? frame : {})];
      case 'l2Book':
        return this.#ofCoin(frame, 'l2Book', bookEvents);
      case 'fundingHistory':
        return this.#ofCoin({ coin }, 'fundingHistory', (market) => historyEvents(market, frame));
      default:
        return [refusals.refuse('frame.unknown-channel', `request type ${shown(type)}`)];
    }
  }

  lost(conn: string): readonly MarketEvent[] {
    for (const market of this.#coins.markets()) {
      for (const pulse of [market.mark, market.index, market.funding]) pulse.reset();
      if (market.bookConn !== conn) continue;
      market.bookAtMs = undefined;
      market.touch = undefined;
    }
    return [];
  }

  #ofCoin(
    data: unknown,
    channel: string,
    read: (market: HyperliquidMarket, data: Fields) => readonly MarketEvent[],
  ): readonly MarketEvent[] {
    if (!isRecord(data)) return [refusals.refuse('frame.missing-field', `${channel}: data is ${shown(data)}`)];
    const found = this.#coins.find(data['coin']);
    if ('type' in found) return [found];
    const events = read(found.market, data);
    return found.assumed === undefined ? events : [{ type: 'instrument', instrument: found.assumed }, ...events];
  }

  #tradeRows(data: unknown): readonly MarketEvent[] {
    if (!Array.isArray(data)) return [refusals.refuse('frame.missing-field', `trades: data is ${shown(data)}`)];
    if (data.length > TRADES_PER_FRAME_MAX)
      return [refusals.refuse('frame.too-large', `trades has ${data.length} rows`)];
    return data.flatMap((row: unknown) =>
      this.#ofCoin(row, 'trades', (market, fields) => {
        const event = tradeEvent(market, fields);
        if (event.type !== 'trade') return [event];
        return this.#trades.isNew(market.instrument.nativeSymbol, event.tradeId) ? [event] : [];
      }),
    );
  }
}

const control = (channel: unknown, data: unknown): MarketEvent => {
  if (channel === 'pong') return refusals.control('pong', 'pong');
  if (channel === 'subscriptionResponse') return refusals.control('ack', shown(data));
  if (channel === 'error')
    return refusals.control('error', typeof data === 'string' ? data.slice(0, 300) : shown(data));
  if (typeof channel === 'string' && UNUSED_CHANNELS.has(channel)) return refusals.control('unused', channel);
  return refusals.refuse('frame.unknown-channel', `channel ${shown(channel)}`);
};
