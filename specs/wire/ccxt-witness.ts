import type { Exchange } from 'ccxt';
import { isRecord } from '../../src/domain/codec.ts';
import type { FundingObservation } from '../../src/domain/funding.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import type { MarketEvent } from '../../src/domain/market-event.ts';
import type { VenueDecoder } from '../../src/domain/ports.ts';
import { atMs } from '../../src/domain/units.ts';

type Level = readonly [price: number, size: number];

/**
 * Reads along with a ccxt client: every answer and every frame that ccxt gets goes through our own decoder first, so that
 * both speak of the same bytes. What the decoder last said of each market is kept.
 */
export class CcxtWitness {
  readonly events: MarketEvent[] = [];
  readonly #decoder: VenueDecoder;
  readonly #connOf: (url: string) => string;
  readonly #books = new Map<string, { bids: Map<number, number>; asks: Map<number, number> }>();

  /** `connOf` names the socket behind an address as the decoder knows it. */
  constructor(decoder: VenueDecoder, connOf: (url: string) => string) {
    this.#decoder = decoder;
    this.#connOf = connOf;
  }

  /** Begins to read along; before the client's first request. */
  beside<Client extends Exchange>(client: Client): Client {
    const fetched = client.fetch.bind(client);
    client.fetch = async (url: string, method = 'GET', headers?: unknown, body?: unknown) => {
      const answer: unknown = await fetched(url, method, headers, body);
      const target = url.slice(url.indexOf('/', url.indexOf('://') + 3));
      const rest = `${method} ${target}${method === 'POST' && typeof body === 'string' ? ` ${body}` : ''}`;
      // Private answers are none of the decoder's.
      if (headers === undefined || !isSigned(headers)) this.#take(this.#decoder.rest(answer, { rest, atMs: NOW }));
      return answer;
    };
    // Members of the streaming classes, which ccxt's types do not declare on their base.
    const streaming = client as unknown as { handleMessage(socket: unknown, message: unknown): unknown };
    const handled = streaming.handleMessage.bind(client);
    streaming.handleMessage = (socket, message) => {
      const url = isRecord(socket) && typeof socket['url'] === 'string' ? socket['url'] : '';
      this.#take(this.#decoder.frame(message, { conn: this.#connOf(url), atMs: NOW }));
      return handled(socket, message);
    };
    return client;
  }

  instruments(): readonly Instrument[] {
    const told = new Map<string, Instrument>();
    for (const event of this.events)
      if (event.type === 'instrument') told.set(event.instrument.market, event.instrument);
    return [...told.values()];
  }

  /** The running estimate last said of a market. */
  predicted(market: string): FundingObservation | undefined {
    return this.#funding(market, 'predicted').at(-1);
  }

  /** Settled rates in the order in which they were said. */
  settled(market: string): readonly FundingObservation[] {
    return this.#funding(market, 'settled');
  }

  last<Type extends MarketEvent['type']>(type: Type, market: string): Extract<MarketEvent, { type: Type }> | undefined {
    return this.events.findLast(
      (event): event is Extract<MarketEvent, { type: Type }> =>
        event.type === type && 'market' in event && event.market === market,
    );
  }

  /** The book as our decoder's events build it, best first. */
  book(market: string): { readonly bids: readonly Level[]; readonly asks: readonly Level[] } {
    const { bids = new Map<number, number>(), asks = new Map<number, number>() } = this.#books.get(market) ?? {};
    return {
      bids: [...bids].sort(([a], [b]) => b - a),
      asks: [...asks].sort(([a], [b]) => a - b),
    };
  }

  /** Frames that the decoder refused, and books that broke. */
  faults(): readonly MarketEvent[] {
    return this.events.filter(({ type }) => type === 'frame.rejected' || type === 'book.gap');
  }

  #funding(market: string, kind: FundingObservation['kind']): readonly FundingObservation[] {
    return this.events.flatMap((event) =>
      event.type === 'funding' && event.market === market && event.funding.kind === kind ? [event.funding] : [],
    );
  }

  #take(events: readonly MarketEvent[]): void {
    for (const event of events) {
      this.events.push(event);
      if (event.type !== 'book.snapshot' && event.type !== 'book.delta') continue;
      const known = event.type === 'book.snapshot' ? undefined : this.#books.get(event.market);
      const book = known ?? { bids: new Map<number, number>(), asks: new Map<number, number>() };
      this.#books.set(event.market, book);
      for (const side of ['bids', 'asks'] as const)
        for (let at = 0; at < event[side].length; at += 2) {
          const [price = NaN, size = NaN] = event[side].slice(at, at + 2);
          if (size === 0) book[side].delete(price);
          else book[side].set(price, size);
        }
    }
  }
}

/** Answers are read at once: nothing here depends on when they came. */
const NOW = atMs(Date.UTC(2026, 0, 5));

const isSigned = (headers: unknown): boolean =>
  isRecord(headers) && Object.keys(headers).some((name) => /key|sign|token/i.test(name));
