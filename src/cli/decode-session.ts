import { EngineError } from '../domain/errors.ts';
import type { MarketKey } from '../domain/ids.ts';
import type { Input } from '../domain/input.ts';
import type { MarketEvent, RejectionCode } from '../domain/market-event.ts';
import type { VenueDecoder, VenueProfile } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';
import { OrderBook } from '../market/order-book.ts';
import { RecordingCutShortError } from '../replay/recording-errors.ts';
import type { TextLine } from '../replay/recording.ts';
import { isAbout, isEnvelope, recordedInput } from '../replay/recording.ts';
import { recordLine } from './output.ts';

interface SessionOptions {
  /** The name of what is read, for messages. */
  readonly source: string;
  readonly tops: 'print' | 'omit';
  now(): AtMs;
}

/** One run of `decode`: lines of text in, printed events out, and what the summary counts. */
export class DecodeSession {
  /** Raw frames and REST answers of the venue seen so far. */
  frames = 0;
  /** Other venues whose lines were passed over. */
  readonly skippedVenues: string[] = [];
  readonly #profile: VenueProfile;
  readonly #options: SessionOptions;
  readonly #decoder: VenueDecoder;
  readonly #books = new Map<MarketKey, OrderBook>();
  readonly #byType = new Map<string, number>();
  readonly #rejectedByCode = new Map<RejectionCode, number>();
  #events = 0;
  #skipped = 0;
  /** Whether lines have envelopes; told by the first line. */
  #format: 'unknown' | 'recording' | 'bare' = 'unknown';

  constructor(profile: VenueProfile, options: SessionOptions) {
    this.#profile = profile;
    this.#options = options;
    this.#decoder = profile.createDecoder();
  }

  /** What one line prints. Throws RecordingCutShortError when it is the last, and half written. */
  line(line: TextLine): string {
    let value: unknown;
    try {
      value = JSON.parse(line.text);
    } catch {
      return this.#notJson(line);
    }
    if (this.#format === 'unknown') {
      const hasAbout = isAbout(value);
      this.#format = hasAbout || isEnvelope(value) ? 'recording' : 'bare';
      if (hasAbout) return '';
    }
    return this.#format === 'bare' ? this.#bare(value) : this.#enveloped(value, line);
  }

  summary(): string {
    const rejected = [...this.#rejectedByCode.values()].reduce((sum, count) => sum + count, 0);
    return `${JSON.stringify({
      type: 'summary',
      frames: this.frames,
      events: this.#events,
      rejected,
      byType: sortedCounts(this.#byType),
      rejectedByCode: sortedCounts(this.#rejectedByCode),
      gaps: this.#byType.get('book.gap') ?? 0,
      ...(this.#skipped === 0 ? {} : { skipped: this.#skipped }),
    })}\n`;
  }

  #notJson(line: TextLine): string {
    const place = { file: this.#options.source, line: line.line };
    const isHalf = line.end === 'end-of-file' && (this.#format === 'recording' || /^[[{]/.test(line.text));
    if (isHalf) throw new RecordingCutShortError(place);
    if (this.#format !== 'recording') return this.#bare(line.text);
    return this.#rejectedLine('frame.not-json', `line ${line.line} is not JSON`);
  }

  #bare(frame: unknown): string {
    this.frames += 1;
    return this.#print(this.#decoder.frame(frame, { conn: '', atMs: this.#options.now() }));
  }

  #enveloped(value: unknown, line: TextLine): string {
    let input: Input;
    try {
      input = recordedInput(value, { file: this.#options.source, line: line.line });
    } catch (error) {
      if (error instanceof EngineError) return this.#rejectedLine('frame.missing-field', error.message);
      throw error;
    }
    if (input.kind !== 'frame' && input.kind !== 'rest' && input.kind !== 'connection') return '';
    if (input.venue !== this.#profile.venue) return this.#skip(input.venue);
    if (input.kind === 'connection') return input.status === 'lost' ? this.#print(this.#decoder.lost(input.conn)) : '';
    this.frames += 1;
    return this.#print(
      input.kind === 'rest' ? this.#decoder.rest(input.frame, input) : this.#decoder.frame(input.frame, input),
    );
  }

  #skip(venue: string): string {
    this.#skipped += 1;
    if (this.skippedVenues.length < 10 && !this.skippedVenues.includes(venue)) this.skippedVenues.push(venue);
    return '';
  }

  #rejectedLine(code: RejectionCode, reason: string): string {
    this.frames += 1;
    return this.#print([{ type: 'frame.rejected', venue: this.#profile.venue, code, reason }]);
  }

  #print(events: readonly MarketEvent[]): string {
    let printed = '';
    for (const event of events) {
      this.#events += 1;
      count(this.#byType, event.type);
      if (event.type === 'frame.rejected') count(this.#rejectedByCode, event.code);
      printed += recordLine(event);
      if (this.#options.tops === 'print') printed += this.#top(event);
    }
    return printed;
  }

  /** Keeps the book and prints its touch; touches that are no books do not change it: they may be older than it. */
  #top(event: MarketEvent): string {
    if (event.type === 'book.gap') this.#books.delete(event.market);
    if (event.type !== 'book.snapshot' && event.type !== 'book.delta') return '';
    const { market, updateId, venueAtMs } = event;
    const book = this.#books.get(market) ?? new OrderBook();
    this.#books.set(market, book);
    if (event.type === 'book.snapshot') book.applySnapshot(event.bids, event.asks);
    else book.applyDelta(event.bids, event.asks);
    const { bid = null, bidSize = null, ask = null, askSize = null } = book.top() ?? {};
    const line = { type: 'tops', market, bid, bidSize, ask, askSize, updateId, venueAtMs: venueAtMs ?? null };
    return `${JSON.stringify(line)}\n`;
  }
}

const count = <Key>(counts: Map<Key, number>, key: Key): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

const sortedCounts = (counts: ReadonlyMap<string, number>): Readonly<Record<string, number>> =>
  Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
