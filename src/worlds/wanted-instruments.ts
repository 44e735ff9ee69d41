import type { MarketKey, MarketKind, VenueId } from '../domain/ids.ts';
import { symbolParts, venueOf } from '../domain/ids.ts';
import type { Input } from '../domain/input.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { VenueDecoder, VenueProfile } from '../domain/ports.ts';
import type { Config } from '../engine/config/config.ts';
import { isAskedFor, pairingSettings } from '../engine/config/config-settings.ts';
import { universeOf } from '../market/universe.ts';

/** Which of the listed markets are looked at at all. */
export interface FollowedMarkets {
  /** Coins that two markets share, which is what routes are made of; or every coin, to record or check a venue by itself. */
  readonly coins?: 'shared' | 'every';
  /** Of one venue; all kinds when absent. */
  readonly kindsOf?: (venue: VenueId) => readonly MarketKind[];
}

/**
 * What the venues list, read from the REST answers that come by, and which of it is worth a subscription: the markets of
 * coins that two markets share, within what the configuration asks for. The engine reads the same answers by itself.
 */
export class WantedInstruments {
  readonly #follow: FollowedMarkets;
  readonly #config: Config;
  readonly #decoders: ReadonlyMap<VenueId, VenueDecoder>;
  readonly #listed = new Map<MarketKey, Instrument>();

  constructor(profiles: readonly VenueProfile[], config: Config, follow: FollowedMarkets = {}) {
    this.#config = config;
    this.#follow = follow;
    this.#decoders = new Map(profiles.map((profile) => [profile.venue, profile.createDecoder()]));
  }

  /** Reads an answer; true when it listed a market or changed one. */
  read({ venue, rest, frame, atMs }: Extract<Input, { kind: 'rest' }>): boolean {
    let isNew = false;
    for (const event of this.#decoders.get(venue)?.rest(frame, { rest, atMs }) ?? []) {
      if (event.type !== 'instrument') continue;
      const { instrument } = event;
      isNew ||= isChanged(this.#listed.get(instrument.market), instrument);
      this.#listed.set(instrument.market, instrument);
    }
    return isNew;
  }

  get listed(): ReadonlyMap<MarketKey, Instrument> {
    return this.#listed;
  }

  /** By venue, in the order of their symbols; a venue that shares no coin with another has none. */
  wanted(): ReadonlyMap<VenueId, readonly Instrument[]> {
    const wanted = new Map<VenueId, Instrument[]>();
    const asked = [...this.#listed.values()].filter((instrument) => this.#isAskedFor(instrument));
    const markets =
      (this.#follow.coins ?? 'shared') === 'shared' ? this.#ofSharedCoins(asked) : this.#ofEveryCoin(asked);
    for (const market of [...markets].sort()) {
      const instrument = this.#listed.get(market);
      if (instrument === undefined) continue;
      const ofVenue = wanted.get(instrument.venue);
      if (ofVenue === undefined) wanted.set(instrument.venue, [instrument]);
      else ofVenue.push(instrument);
    }
    return wanted;
  }

  #ofSharedCoins(asked: readonly Instrument[]): ReadonlySet<MarketKey> {
    const markets = new Set<MarketKey>();
    for (const pairs of this.#universe(asked).values())
      for (const { routes } of pairs) for (const { long, short } of routes) markets.add(long).add(short);
    if (markets.size > 0) for (const { market } of asked.filter((one) => this.#isOfPegs(one))) markets.add(market);
    return markets;
  }

  /** One dollar coin priced in another: no route has it, the watch over their pegs does. */
  #isOfPegs({ kind, symbol }: Instrument): boolean {
    const { dollarQuotes } = this.#config.universe;
    const { base, quote } = symbolParts(symbol);
    return kind === 'spot' && dollarQuotes.includes(base) && dollarQuotes.includes(quote);
  }

  /** As many coins a venue as the configuration watches, by name. */
  #ofEveryCoin(asked: readonly Instrument[]): ReadonlySet<MarketKey> {
    const { maxCoins } = this.#config.engine;
    const coinsOf = new Map<VenueId, Set<string>>();
    const markets = new Set<MarketKey>();
    for (const { venue, coin, market } of [...asked].sort((a, b) => (a.market < b.market ? -1 : 1))) {
      const coins = coinsOf.get(venue) ?? new Set();
      coinsOf.set(venue, coins);
      if (!coins.has(coin) && maxCoins !== 'all' && coins.size >= maxCoins) continue;
      coins.add(coin);
      markets.add(market);
    }
    return markets;
  }

  #universe(instruments: readonly Instrument[]) {
    const { coins, excludeCoins, spotLegs } = this.#config.universe;
    const { maxCoins } = this.#config.engine;
    return universeOf(instruments, {
      coins,
      excludeCoins,
      coinsMax: maxCoins === 'all' ? Infinity : maxCoins,
      spotLegs: spotLegs ? 'on' : 'off',
      pairing: pairingSettings(this.#config),
    });
  }

  #isAskedFor({ market, status, kind }: Instrument): boolean {
    if (this.#follow.kindsOf?.(venueOf(market)).includes(kind) === false) return false;
    return status === 'trading' && isAskedFor(this.#config, market);
  }
}

/** Decimals are compared as text; everything else is plain. */
const isChanged = (known: Instrument | undefined, now: Instrument): boolean =>
  known === undefined || JSON.stringify(known) !== JSON.stringify(now);
