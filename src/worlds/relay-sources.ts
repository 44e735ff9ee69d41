import type { Json } from '../domain/codec.ts';
import { asJson } from '../domain/codec.ts';
import { symbolOf, venueOf } from '../domain/ids.ts';
import type { MarketKey, VenueId } from '../domain/ids.ts';
import type { FeedNotice, Input } from '../domain/input.ts';
import type { MarketEvent } from '../domain/market-event.ts';
import type { RelaySources, SourceFact, SourceShare, VenueDecoder } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';
import { RelayDirectory } from '../venues/relay-directory.ts';
import { RelayLatency, relayAgeMs } from '../venues/relay-latency.ts';
import type { RelayProfile } from '../venues/relay.ts';
import { SourceShadow } from '../venues/source-shadow.ts';
import { ALL_DIRECT, foldSplit, servedBy } from '../venues/source-split.ts';
import type { SourceSplit, SplitEvent } from '../venues/source-split.ts';

/** One venue that a relay speaks of. */
export interface RelayedVenue {
  readonly venue: VenueId;
  readonly relay: VenueId;
  readonly shareFraction: number;
  readonly shadow: 'on' | 'off';
}

interface RelayState {
  readonly decoder: VenueDecoder;
  readonly latency: RelayLatency;
  /** Of its last record; before the first, since when one is awaited. */
  recordAtMs: AtMs | undefined;
}

interface VenueState extends RelayedVenue {
  split: SourceSplit;
  /** The venue's own last word on what the relay serves, by market and kind of event. */
  readonly withheld: Map<string, DividedEvent>;
}

type DividedEvent = Extract<MarketEvent, { readonly type: 'funding' | 'mark' | 'index' }>;

/** A relay that has told nothing for so long serves nothing. */
const STALE_AFTER_MS = 30_000;
/** Records older than this on arrival, at the 95th percentile, are worth a fact. */
const LATENCY_MAX_MS = 100;

/** The relays of a configuration beside its venues. */
export class DividedSources implements RelaySources {
  readonly relays: readonly VenueId[];
  readonly #directory = new RelayDirectory();
  readonly #relays = new Map<VenueId, RelayState>();
  readonly #venues = new Map<VenueId, VenueState>();
  readonly #shadow = new SourceShadow();
  #due: MarketEvent[] = [];
  #facts: SourceFact[] = [];

  constructor(profiles: readonly RelayProfile[], venues: readonly RelayedVenue[]) {
    for (const profile of profiles)
      this.#relays.set(profile.relay, {
        decoder: profile.createDecoder(this.#directory.lookup),
        latency: new RelayLatency(),
        recordAtMs: undefined,
      });
    for (const venue of venues) {
      const split = foldSplit(ALL_DIRECT, { type: 'share.changed', shareFraction: venue.shareFraction });
      this.#venues.set(venue.venue, { ...venue, split, withheld: new Map() });
    }
    this.relays = [...this.#relays.keys()];
  }

  decode(input: Extract<Input, { kind: 'frame' | 'rest' }>): readonly MarketEvent[] {
    const decoder = this.#relays.get(input.venue)?.decoder;
    if (decoder === undefined) return [];
    return input.kind === 'rest' ? decoder.rest(input.frame, input) : decoder.frame(input.frame, input);
  }

  admit(source: VenueId, events: readonly MarketEvent[], nowMs: AtMs): readonly MarketEvent[] {
    const relay = this.#relays.get(source);
    const admitted = events.filter((event) =>
      relay === undefined ? this.#admitsDirect(event, nowMs) : this.#admitsRelayed(event, { source, relay, nowMs }),
    );
    if (this.#due.length === 0) return admitted;
    return [...this.#due.splice(0), ...admitted];
  }

  connection(source: VenueId, status: 'open' | 'lost', nowMs: AtMs): void {
    if (this.#relays.has(source)) {
      if (status === 'lost') this.#failed(source, 'its connection was lost', nowMs);
      return;
    }
    if (status === 'lost') this.#venues.get(source)?.withheld.clear();
  }

  notice(source: VenueId, notice: FeedNotice, nowMs: AtMs): void {
    if (this.#relays.has(source) && FAILURES.has(notice.type)) this.#failed(source, notice.type, nowMs);
  }

  split(venue: VenueId, shareFraction: number): void {
    const state = this.#venues.get(venue);
    if (state === undefined) return this.#fact('source.split-refused', venue, { reason: 'no relay speaks of it' });
    this.#fold(state, { type: 'share.changed', shareFraction });
    this.#fact('source.split', venue, { relay: state.relay, shareFraction: state.split.shareFraction });
  }

  shareOf(venue: VenueId): SourceShare | undefined {
    const state = this.#venues.get(venue);
    if (state === undefined) return undefined;
    return { relay: state.relay, shareFraction: state.split.shareFraction, state: state.split.relay.state };
  }

  watch(nowMs: AtMs): void {
    for (const [relay, { latency }] of this.#relays) {
      const p95Ms = latency.p95Ms(nowMs);
      if (p95Ms !== undefined && p95Ms > LATENCY_MAX_MS) this.#fact('feed.relay-latency', relay, { p95Ms });
    }
  }

  takeFacts(): readonly SourceFact[] {
    return this.#facts.length === 0 ? this.#facts : this.#facts.splice(0);
  }

  /** The venue's own word: taken, or kept for when the relay fails. */
  #admitsDirect(event: MarketEvent, nowMs: AtMs): boolean {
    this.#directory.learn(event);
    if (!isDivided(event)) return true;
    const state = this.#venues.get(venueOf(event.market));
    if (state === undefined) return true;
    this.#lookForSilence(state, nowMs);
    this.#compare('direct', event, { state, nowMs });
    if (servedBy(state.split, symbolOf(event.market)).source === 'direct') return true;
    state.withheld.set(`${event.market} ${event.type}`, event);
    return false;
  }

  #admitsRelayed(
    event: MarketEvent,
    { source, relay, nowMs }: { readonly source: VenueId; readonly relay: RelayState; readonly nowMs: AtMs },
  ): boolean {
    const ageMs = relayAgeMs(event, nowMs);
    if (ageMs !== undefined) relay.latency.add(ageMs, nowMs);
    // what the relay itself says of its frames (rejections, acknowledgements) is counted under its own name
    if (event.type === 'frame.control' || event.type === 'frame.rejected') return true;
    if (!isDivided(event)) return false;
    relay.recordAtMs = nowMs;
    const state = this.#venues.get(venueOf(event.market));
    if (state === undefined || state.relay !== source) return false;
    if (state.split.relay.state !== 'well') this.#recovered(source);
    this.#compare('relay', event, { state, nowMs });
    return servedBy(state.split, symbolOf(event.market)).source === 'relay';
  }

  #compare(
    source: 'direct' | 'relay',
    event: DividedEvent,
    { state, nowMs }: { readonly state: VenueState; readonly nowMs: AtMs },
  ): void {
    if (event.type !== 'funding' || state.shadow === 'off') return;
    const divergence = this.#shadow.hear(source, event.funding, nowMs);
    if (divergence !== undefined) this.#fact('source.diverged', event.market, { ...divergence, relay: state.relay });
  }

  #lookForSilence(state: VenueState, nowMs: AtMs): void {
    if (state.split.relay.state !== 'well' || state.split.shareFraction === 0) return;
    const relay = this.#relays.get(state.relay);
    if (relay === undefined) return;
    relay.recordAtMs ??= nowMs;
    if (nowMs - relay.recordAtMs <= STALE_AFTER_MS) return;
    for (const one of this.#of(state.relay)) this.#fold(one, { type: 'relay.stale', atMs: nowMs });
    this.#fact('source.fell-back', state.relay, { cause: `nothing came for ${STALE_AFTER_MS / 1000} s` });
  }

  #failed(relay: VenueId, cause: string, nowMs: AtMs): void {
    const affected = this.#of(relay).filter(({ split }) => split.relay.state !== 'failed');
    for (const state of affected) this.#fold(state, { type: 'relay.failed', cause, atMs: nowMs });
    this.#shadow.lose('relay');
    if (affected.length > 0) this.#fact('source.fell-back', relay, { cause });
  }

  #recovered(relay: VenueId): void {
    for (const state of this.#of(relay)) this.#fold(state, { type: 'relay.recovered' });
    this.#fact('source.recovered', relay, {});
  }

  /** Markets that go back to the venue get what it said last at once. */
  #fold(state: VenueState, event: SplitEvent): void {
    state.split = foldSplit(state.split, event);
    for (const [key, withheld] of state.withheld) {
      if (servedBy(state.split, symbolOf(withheld.market)).source === 'relay') continue;
      state.withheld.delete(key);
      this.#due.push(withheld);
    }
  }

  #of(relay: VenueId): readonly VenueState[] {
    return [...this.#venues.values()].filter((state) => state.relay === relay);
  }

  #fact(type: string, about: VenueId | MarketKey, body: object): void {
    this.#facts.push({ type, about, body: asJson(body) as { readonly [key: string]: Json } });
  }
}

const isDivided = (event: MarketEvent): event is DividedEvent =>
  (event.type === 'funding' && event.funding.kind !== 'settled') || event.type === 'mark' || event.type === 'index';

const FAILURES: ReadonlySet<FeedNotice['type']> = new Set([
  'authentication-failed',
  'venue-blocked',
  'rate-limited',
  'connection-failing',
]);
