import { isRecord } from '../../../domain/codec.ts';
import type { SimMarket } from '../../sim-market.ts';
import { parseJson } from '../json-text.ts';
import { levelsOf, marketsOfPair } from '../relay-markets.ts';
import type { Outlet, Session, VenueHouse } from '../venue-face.ts';

/** The server of T1 pings this often, and gives up on a client that has not answered for twice as long. */
const PING_SECONDS = 10;
/** T2's clients ping each second; one that has said nothing for so long is gone. */
const CLIENT_SILENCE_SECONDS = 30;
const TOPICS_MAX = 500;

type Message = Readonly<Record<string, unknown>>;

/** What both descriptions have in common: topics, refusals by code, giving up on the silent. */
abstract class TickDbSession implements Session {
  readonly keys = new Set<string>();
  protected readonly outlet: Outlet;
  protected readonly house: VenueHouse;
  protected silentSeconds = 0;

  constructor(outlet: Outlet, house: VenueHouse) {
    this.outlet = outlet;
    this.house = house;
  }

  receive(text: string): void {
    this.silentSeconds = 0;
    const message = parseJson(text);
    if (!isRecord(message)) this.refuse(4002, 'invalid message');
    else if (message['cmd'] === 'subscribe' || message['cmd'] === 'unsubscribe') this.topics(message);
    else this.command(message);
  }

  abstract tick(): void;
  protected abstract topics(message: Message): void;
  protected abstract command(message: Message): void;

  protected refuse(code: number, message: string): void {
    this.outlet.send({ code, message });
  }

  /** Takes a topic in or out; false where there are too many. */
  protected change(cmd: unknown, key: string): void {
    if (cmd === 'unsubscribe') this.keys.delete(key);
    else if (this.keys.size >= TOPICS_MAX) this.refuse(3004, 'too many subscriptions');
    else this.keys.add(key);
  }

  protected knows(symbol: string, separator: string): boolean {
    return marketsOfPair(this.house.markets, symbol, separator).length > 0;
  }
}

/** T1: channel and symbol beside the command, one of each a message; the server pings. */
export class FlatSession extends TickDbSession {
  #seconds = 0;

  tick(): void {
    this.#seconds += 1;
    this.silentSeconds += 1;
    if (this.silentSeconds > 2 * PING_SECONDS) this.outlet.close(1001, 'no pong');
    else if (this.#seconds % PING_SECONDS === 0) this.outlet.send({ cmd: 'ping' });
  }

  protected topics({ cmd, channel, symbol }: Message): void {
    if (channel !== 'funding' && channel !== 'ticker' && channel !== 'depth')
      return this.refuse(2001, 'unknown channel');
    if (typeof symbol !== 'string' || !this.knows(symbol, '.')) return this.refuse(2002, 'unknown symbol');
    this.change(cmd, `flat ${channel}:${symbol}`);
  }

  protected command({ cmd }: Message): void {
    if (cmd !== 'pong') this.refuse(4001, 'unknown command');
  }
}

/** T2: `data.{channel,symbols}`; the client pings. */
export class NestedSession extends TickDbSession {
  tick(): void {
    this.silentSeconds += 1;
    if (this.silentSeconds > CLIENT_SILENCE_SECONDS) this.outlet.close(1001, 'idle');
  }

  protected topics({ cmd, data }: Message): void {
    const { channel, symbols } = isRecord(data) ? data : {};
    if (!Array.isArray(symbols)) return this.refuse(4002, 'invalid message');
    if (channel === 'trade') return this.refuse(4004, 'trade unavailable');
    if (channel !== 'ticker' && channel !== 'depth') return this.refuse(2001, 'unknown channel');
    for (const symbol of symbols.map(String)) {
      if (this.knows(symbol, '')) this.change(cmd, `nested ${channel}:${symbol}`);
      else this.refuse(2002, `unknown symbol ${symbol.slice(0, 40)}`);
    }
  }

  protected command({ cmd }: Message): void {
    if (cmd === 'ping') this.outlet.send({ cmd: 'pong' });
    else this.refuse(4001, 'unknown command');
  }
}

/** T1's funding frame: the one that names its exchange. */
export const fundingOf = ({ instrument, published }: SimMarket, symbol: string) => ({
  channel: 'funding',
  symbol,
  exchange: instrument.venue,
  rate: Number(published.rate),
  premium: Number(published.mark) / Number(published.index) - 1,
  interest_rate: 0.0001,
  next_funding_time: new Date(published.nextAtMs).toISOString(),
  index_price: Number(published.index),
});

/** T2's payloads: numbers as texts, a time of their own. */
export const depthOf = (
  market: SimMarket,
  symbol: string,
  { timestamp, limit = 10 }: { readonly timestamp: number; readonly limit?: number },
) => ({ symbol, ...levelsOf(market, limit), timestamp });

export const tickerOf = ({ book }: SimMarket, symbol: string, timestamp: number) => ({
  symbol,
  last_price: book.mid.toFixed(8),
  volume_24h: '23737.52989000',
  price_change_24h: '0.00000000',
  price_change_percent_24h: '0.000',
  timestamp,
});
