import { describe, expect, it } from 'vitest';
import { marketKey, venueId } from '../../src/domain/ids.ts';
import type { MarketKey } from '../../src/domain/ids.ts';
import type { MarketEvent } from '../../src/domain/market-event.ts';
import type { VenueDecoder } from '../../src/domain/ports.ts';
import { atMs, hours } from '../../src/domain/units.ts';
import { BookSequence } from '../../src/connectivity/book-sequence.ts';
import { Feeds } from '../../src/engine/feeds.ts';
import type { Market } from '../../src/market/market.ts';
import { symbolId } from '../../src/domain/ids.ts';
import { bybitProfile } from '../../src/venues/bybit/profile.ts';

const ALPHA = venueId('alpha');
const BTC = marketKey(ALPHA, symbolId('BTC/USDT:USDT'));
const NOON = Date.UTC(2026, 8, 1, 12);

/** A venue with a socket of changes and one of rates, and books that begin with an answer over REST. */
class TwoSockets implements VenueDecoder {
  readonly #book = new BookSequence(BTC, 'dense-ids');

  frame(frame: unknown, { conn }: { readonly conn: string }): readonly MarketEvent[] {
    if (conn === 'rates') return [rate(BTC)];
    const id = Number(frame);
    return this.#book.delta({ bids: [99, id], asks: [], firstId: id, lastId: id, venueAtMs: undefined });
  }

  rest(frame: unknown): readonly MarketEvent[] {
    return this.#book.snapshot({ bids: [98, 1, 97, 1], asks: [101, 1], updateId: Number(frame), venueAtMs: undefined });
  }

  lost(conn: string): readonly MarketEvent[] {
    return conn === 'books' ? this.#book.lost() : [];
  }
}

const rate = (market: MarketKey): MarketEvent => ({
  type: 'funding',
  market,
  funding: {
    market,
    kind: 'predicted',
    rate: 0.0001,
    intervalHours: hours(8),
    intervalSource: 'frame',
    observedAtMs: atMs(NOON),
    settlementAtMs: atMs(NOON + 3_600_000),
  },
});

const stage = () => {
  const feeds = new Feeds([{ ...bybitProfile, venue: ALPHA, createDecoder: () => new TwoSockets() }]);
  const down: MarketKey[] = [];
  feeds.lost$.subscribe(({ key }) => down.push(key));
  // somebody must listen for frames to be folded
  feeds.views$.subscribe();
  let seq = 0;
  const at = () => ({ seq: (seq += 1), atMs: atMs(NOON + seq), venue: ALPHA });
  return {
    market: (): Market => feeds.markets.of(BTC),
    down,
    frame: (conn: string, frame: unknown) => feeds.accept({ kind: 'frame', ...at(), conn, frame }),
    answer: (frame: unknown) => feeds.accept({ kind: 'rest', ...at(), rest: 'GET /depth', frame }),
    lose: (conn: string) => feeds.accept({ kind: 'connection', ...at(), conn, status: 'lost' }),
  };
};

describe('a lost connection', () => {
  it('of rates leaves the book alone, which goes on from where it was, and takes the rate', () => {
    const { market, down, frame, answer, lose } = stage();
    answer(10);
    frame('books', 11);
    frame('rates', {});
    lose('rates');
    expect([market().funding, market().mid, down]).toEqual([undefined, 100, []]);
    frame('books', 12);
    expect(market().depth()?.bids.count).toBe(3);
  });

  it('of books takes the book and leaves the rate alone', () => {
    const { market, down, frame, answer, lose } = stage();
    answer(10);
    frame('books', 11);
    frame('rates', {});
    lose('books');
    expect([market().mid, market().funding?.rate, down]).toEqual([undefined, 0.0001, [BTC]]);
  });

  it('takes every price with it but the memory of the last, by which what is naked is repaired', () => {
    const { market, answer, frame, lose } = stage();
    expect(market().lastPrice).toBeUndefined();
    answer(10);
    frame('books', 11);
    lose('books');
    expect([market().mid, market().mark, market().lastPrice]).toEqual([undefined, undefined, 100]);
    frame('books', 13);
    lose('rates');
    expect(market().lastPrice).toBe(100);
  });

  it('takes a book too that was answered over REST and that no change has followed yet', () => {
    const { market, down, answer, lose } = stage();
    answer(10);
    expect(market().mid).toBe(99.5);
    lose('books');
    expect([market().mid, down]).toEqual([undefined, [BTC]]);
  });
});
