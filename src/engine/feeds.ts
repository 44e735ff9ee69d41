import { Subject, map } from 'rxjs';
import type { Observable } from 'rxjs';
import { ClockOffset } from '../connectivity/clock-offset.ts';
import type { SequencedInput } from '../domain/input.ts';
import type { MarketEvent } from '../domain/market-event.ts';
import type { MarketKey, VenueId } from '../domain/ids.ts';
import type { MarketLoan, RelaySources, VenueDecoder, VenueProfile } from '../domain/ports.ts';
import { ms } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';
import { fundingDifference } from './money/funding-check.ts';
import type { FundingDifference } from './money/funding-check.ts';
import { conflateByKey } from '../market/conflate.stream.ts';
import { Markets, foldMarkets } from '../market/market.stream.ts';
import type { EventBatch } from '../market/market.stream.ts';
import type { Market, Pulse } from '../market/market.ts';

export type FeedInput = Extract<SequencedInput, { kind: 'frame' | 'rest' | 'connection' }>;

/** What a frame or an answer told, and when it arrived. */
export type HeardEvents = (events: readonly MarketEvent[], atMs: AtMs) => void;

/** Counts since the start, for health and summaries. */
export interface FeedCounts {
  frames: number;
  events: number;
  rejected: number;
  gaps: number;
  readonly byType: Map<string, number>;
  readonly rejectedByCode: Map<string, number>;
}

interface VenueFeed {
  /** Absent for a relay: it has no markets of its own. */
  readonly profile: VenueProfile | undefined;
  readonly decoder: VenueDecoder;
  readonly offset: ClockOffset;
  measuredOffsetMs: number | undefined;
  readonly pulses: Map<string, Pulse>;
  lastFrameAtMs: AtMs | undefined;
  frames: number;
  rejected: number;
}

/**
 * Where frames enter: decoded by their venue, folded into their market at full rate, and handed over at most once a turn
 * through `views$`. Events that concern more than one market's numbers (gaps, rejections) go out on `notable$` at once.
 */
export class Feeds {
  readonly markets = new Markets();
  readonly counts: FeedCounts = {
    frames: 0,
    events: 0,
    rejected: 0,
    gaps: 0,
    byType: new Map(),
    rejectedByCode: new Map(),
  };
  readonly views$: Observable<Market>;
  readonly notable$ = new Subject<MarketEvent>();
  /** Markets whose connection was lost. */
  readonly lost$ = new Subject<Market>();
  /** Where a venue's REST answer and its stream do not agree. */
  readonly differences$ = new Subject<FundingDifference>();
  readonly #venues: ReadonlyMap<VenueId, VenueFeed>;
  readonly #inputs$ = new Subject<FeedInput>();
  readonly #turns$ = new Subject<AtMs>();

  readonly #sources: RelaySources | undefined;
  #heard: HeardEvents = () => undefined;

  constructor(profiles: readonly VenueProfile[], sources?: RelaySources) {
    this.#sources = sources;
    const relays = sources?.relays ?? [];
    this.#venues = new Map([
      ...profiles.map((profile) => [profile.venue, venueFeed(profile.createDecoder(), profile)] as const),
      ...relays.map((relay) => [relay, venueFeed(relayDecoder(relay, sources))] as const),
    ]);
    this.views$ = this.#inputs$.pipe(
      map((input) => this.#decode(input)),
      foldMarkets(this.markets),
      conflateByKey((market) => market.key, this.#turns$),
    );
  }

  /** Told what counts of every frame, once it is decoded. Nothing may be decided by it. */
  onHeard(heard: HeardEvents): void {
    this.#heard = heard;
  }

  accept(input: FeedInput): void {
    if (input.kind === 'connection') {
      if (input.status === 'lost') this.#lose(input);
      this.#sources?.connection(input.venue, input.status, input.atMs);
    }
    this.#inputs$.next(input);
  }

  turn(atMs: AtMs): void {
    this.#turns$.next(atMs);
  }

  /** A measured offset (venue minus ours) outranks the one learnt from frames. */
  measureOffset(venue: VenueId, offsetMs: number): void {
    const feed = this.#venues.get(venue);
    if (feed !== undefined) feed.measuredOffsetMs = offsetMs;
  }

  /** The venue's clock minus ours; `undefined` while unknown. */
  offsetMs(venue: VenueId): number | undefined {
    const feed = this.#venues.get(venue);
    if (feed?.measuredOffsetMs !== undefined) return feed.measuredOffsetMs;
    const lagMs = feed?.offset.minLagMs;
    return lagMs === undefined ? undefined : ms(0 - lagMs);
  }

  profile(venue: VenueId): VenueProfile | undefined {
    return this.#venues.get(venue)?.profile;
  }

  /** What a world that matches orders against the markets of the engine may see of them. */
  loan(): Required<MarketLoan> {
    const find = (market: MarketKey): Market | undefined => this.markets.find(market);
    return {
      books: (market) => find(market)?.depth(),
      instruments: (market) => find(market)?.instrument,
      marks: (market) => find(market)?.mark ?? find(market)?.mid,
      indices: (market) => find(market)?.index,
      funding: (market) => find(market)?.funding,
    };
  }

  /** Feed health, one row a venue. */
  health(): readonly {
    readonly venue: VenueId;
    readonly frames: number;
    readonly rejected: number;
    readonly lastFrameAtMs: AtMs | undefined;
    readonly offsetMs: number | undefined;
  }[] {
    return [...this.#venues].map(([venue, { frames, rejected, lastFrameAtMs }]) => ({
      venue,
      frames,
      rejected,
      lastFrameAtMs,
      offsetMs: this.offsetMs(venue),
    }));
  }

  #decode(input: FeedInput): EventBatch {
    const feed = this.#venues.get(input.venue);
    if (feed === undefined || input.kind === 'connection') return { events: [], arrival: { atMs: input.atMs } };
    this.counts.frames += 1;
    feed.frames += 1;
    feed.lastFrameAtMs = input.atMs;
    const pulse = input.kind === 'frame' ? pulseOf(feed, input.conn, input.atMs) : undefined;
    const events = decodeInput(feed.decoder, input);
    this.#count(feed, events, input);
    if (input.kind === 'rest') this.#compare(events, input.atMs);
    const counting = this.#sources?.admit(input.venue, events, input.atMs) ?? events;
    this.#heard(counting, input.atMs);
    return { events: counting, arrival: pulse === undefined ? { atMs: input.atMs } : { atMs: input.atMs, pulse } };
  }

  #count(feed: VenueFeed, events: readonly MarketEvent[], input: FeedInput): void {
    const { counts } = this;
    counts.events += events.length;
    for (const event of events) {
      counts.byType.set(event.type, (counts.byType.get(event.type) ?? 0) + 1);
      if (event.type === 'frame.rejected') {
        counts.rejected += 1;
        feed.rejected += 1;
        counts.rejectedByCode.set(event.code, (counts.rejectedByCode.get(event.code) ?? 0) + 1);
        this.notable$.next(event);
      } else if (event.type === 'book.gap') {
        counts.gaps += 1;
        this.notable$.next(event);
      } else if (input.kind === 'frame' && 'venueAtMs' in event && event.venueAtMs !== undefined)
        feed.offset.sample(input.atMs, event.venueAtMs);
    }
  }

  /** Before they are folded: what REST says of rates that a stream feeds. */
  #compare(events: readonly MarketEvent[], nowMs: AtMs): void {
    for (const event of events) {
      if (event.type !== 'funding') continue;
      const market = this.markets.find(event.market);
      const difference = market === undefined ? undefined : fundingDifference(market, event.funding, nowMs);
      if (difference !== undefined) this.differences$.next(difference);
    }
  }

  /** What stood on the connection is gone: books by the decoder's word, rates and prices by the pulse they came with. */
  #lose({ venue, conn }: Extract<FeedInput, { kind: 'connection' }>): void {
    const feed = this.#venues.get(venue);
    if (feed === undefined) return;
    const pulse = feed.pulses.get(conn);
    feed.pulses.delete(conn);
    const bookless = new Set<Market>();
    for (const event of feed.decoder.lost(conn)) {
      const market = event.type === 'book.gap' ? this.markets.find(event.market) : undefined;
      if (market !== undefined) bookless.add(market);
    }
    for (const market of this.markets.all()) {
      if (pulse !== undefined && market.bookPulse === pulse) bookless.add(market);
      if (pulse !== undefined && market.fundingPulse === pulse) market.loseRates();
    }
    for (const market of bookless) {
      market.loseBook();
      this.lost$.next(market);
    }
  }
}

const venueFeed = (decoder: VenueDecoder, profile?: VenueProfile): VenueFeed => ({
  profile,
  decoder,
  offset: new ClockOffset(),
  measuredOffsetMs: undefined,
  pulses: new Map(),
  lastFrameAtMs: undefined,
  frames: 0,
  rejected: 0,
});

/** A relay's decoder belongs to the sources, which feed it what the venues say. */
const relayDecoder = (venue: VenueId, sources: RelaySources | undefined): VenueDecoder => ({
  frame: (frame, source) => sources?.decode({ kind: 'frame', venue, frame, ...source }) ?? [],
  rest: (frame, source) => sources?.decode({ kind: 'rest', venue, frame, ...source }) ?? [],
  lost: () => [],
});

const pulseOf = (feed: VenueFeed, conn: string, atMs: AtMs): Pulse => {
  const known = feed.pulses.get(conn);
  if (known !== undefined) {
    known.heardAtMs = atMs;
    return known;
  }
  const pulse = { conn, heardAtMs: atMs };
  feed.pulses.set(conn, pulse);
  return pulse;
};

const decodeInput = (decoder: VenueDecoder, input: FeedInput): readonly MarketEvent[] => {
  if (input.kind === 'rest') return decoder.rest(input.frame, { rest: input.rest, atMs: input.atMs });
  if (input.kind !== 'frame') return [];
  const source = { conn: input.conn, atMs: input.atMs };
  return decoder.frame(input.frame, input.dir === undefined ? source : { ...source, dir: input.dir });
};
