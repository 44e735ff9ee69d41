import type { FundingObservation } from '../domain/funding.ts';
import type { VenueId } from '../domain/ids.ts';
import { venueId } from '../domain/ids.ts';
import type { MarketEvent } from '../domain/market-event.ts';
import type { AtMs } from '../domain/units.ts';
import { MS_PER_HOUR, atMs } from '../domain/units.ts';
import type { RelayLimits, RelayLookup, RelayMarket } from './relay.ts';
import { relayInstant } from './relay-instant.ts';
import { Refusals, isCrossed, isLevelFault, readLevels, shown, wireInstant, wireNumber } from './wire-value.ts';

/** Where a record says it is from; values as they came. */
export interface RelayName {
  readonly where: string;
  readonly exchange: unknown;
  readonly symbol: unknown;
  readonly kind: 'perpetual' | 'spot';
}

export interface RelayRate {
  readonly rate: unknown;
  readonly next: unknown;
  readonly sourceTime: unknown;
  readonly arrivedAtMs: AtMs;
}

export interface RelayBook {
  readonly bids: unknown;
  readonly asks: unknown;
  readonly sourceTime: unknown;
  readonly arrivedAtMs: AtMs;
}

/** Spellings of venues that relays use beside ours. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['okex', 'okx'],
  ['kucoin-futures', 'kucoin'],
  ['kucoinfutures', 'kucoin'],
  ['binance-futures', 'binance'],
  ['bybit-linear', 'bybit'],
]);
const SYMBOL_LENGTH_MAX = 60;

/** What is believed of a relay's records: a rate with a known interval, within its cap, of now and for soon. */
export class RelayRecords {
  readonly refusals: Refusals;
  readonly limits: RelayLimits;
  readonly #lookup: RelayLookup;

  constructor(relay: VenueId, lookup: RelayLookup, limits: RelayLimits) {
    this.refusals = new Refusals(relay);
    this.#lookup = lookup;
    this.limits = limits;
  }

  /** The market a record speaks of, or why there is none. */
  find({
    where,
    exchange,
    symbol,
    kind,
  }: RelayName): { readonly known: RelayMarket; readonly venue: VenueId } | MarketEvent {
    const { refusals } = this;
    if ((exchange ?? '') === '') return refusals.refuse('frame.missing-field', `${where}: exchange is missing`);
    if ((symbol ?? '') === '') return refusals.refuse('frame.missing-field', `${where}: symbol is missing`);
    if (typeof exchange !== 'string' || !/^[A-Za-z0-9_-]{1,32}$/.test(exchange))
      return refusals.refuse('frame.unknown-symbol', `${where}: exchange is ${shown(exchange)}`);
    if (typeof symbol !== 'string' || symbol.length > SYMBOL_LENGTH_MAX)
      return refusals.refuse('frame.unknown-symbol', `${where}: symbol is ${shown(symbol)}`);
    const name = exchange.toLowerCase();
    const venue = venueId(ALIASES.get(name) ?? name);
    const known = this.#lookup(venue, symbol, kind);
    if (known !== undefined) return { known, venue };
    return refusals.refuse('frame.unknown-symbol', `${where}: ${shown(symbol)} of ${venue} is no market known here`);
  }

  /** A rate for the coming settlement. */
  funding(name: RelayName, record: RelayRate): MarketEvent {
    const found = this.find(name);
    if ('type' in found) return found;
    return this.fundingOf(found.known, name.where, record);
  }

  fundingOf(known: RelayMarket, where: string, { rate: raw, next, sourceTime, arrivedAtMs }: RelayRate): MarketEvent {
    const { refusals } = this;
    const { market, intervalHours } = known;
    // Absent is not 0: a missing rate is no rate.
    if ((raw ?? '') === '') return refusals.refuse('frame.missing-field', `${where}: ${market} has no rate`);
    const rate = wireNumber(raw);
    if (Number.isNaN(rate)) return refusals.number(where, 'rate', raw);
    if (intervalHours === undefined)
      return refusals.refuse(
        'frame.interval-unknown',
        `${where}: the relay states no interval and none is known of ${market}`,
      );
    const cap = known.cap ?? this.limits.rateMaxFraction;
    if (Math.abs(rate) > cap)
      return refusals.refuse('frame.rate-beyond-cap', `${where}: the rate of ${market} is ${rate}, cap ${cap}`);
    const seen = this.instantOf(where, sourceTime, { arrivedAtMs, ageMaxMs: this.limits.fundingAgeMaxMs });
    if (typeof seen === 'object') return seen;
    const settlementAtMs = this.#settlement(known, where, { next, arrivedAtMs });
    if (typeof settlementAtMs !== 'number') return settlementAtMs;
    const funding: FundingObservation = {
      market,
      kind: known.kind ?? 'predicted',
      rate,
      intervalHours,
      // From the venue's own list or schedule; never from the relay.
      intervalSource: 'instrument',
      observedAtMs: seen ?? arrivedAtMs,
      settlementAtMs,
    };
    return { type: 'funding', market, funding };
  }

  price(type: 'mark' | 'index', known: RelayMarket, { where, field, price: raw, venueAtMs }: RelayPrice): MarketEvent {
    const price = wireNumber(raw);
    if (!(price > 0)) return this.refusals.price(where, field, raw);
    return { type, market: known.market, price, venueAtMs };
  }

  /** A whole book; its time is its id, arrival where it has none. */
  book(name: RelayName, { bids: rawBids, asks: rawAsks, sourceTime, arrivedAtMs }: RelayBook): MarketEvent {
    const { refusals } = this;
    const { where } = name;
    const found = this.find(name);
    if ('type' in found) return found;
    const venueAtMs = this.instantOf(where, sourceTime, { arrivedAtMs, ageMaxMs: this.limits.bookAgeMaxMs });
    if (typeof venueAtMs === 'object') return venueAtMs;
    const bids = readLevels(rawBids, `${where}: bids`);
    if (isLevelFault(bids)) return refusals.refuse(bids.code, bids.fault);
    const asks = readLevels(rawAsks, `${where}: asks`);
    if (isLevelFault(asks)) return refusals.refuse(asks.code, asks.fault);
    if (isCrossed(bids, asks))
      return refusals.refuse('frame.crossed-book', `${where}: the book of ${found.known.market} is crossed`);
    const { market } = found.known;
    return { type: 'book.snapshot', market, bids, asks, updateId: venueAtMs ?? arrivedAtMs, venueAtMs };
  }

  /** A record's own time: `undefined` where it has none; a refusal where it is of the future or too old. */
  instantOf(
    where: string,
    raw: unknown,
    { arrivedAtMs, ageMaxMs }: { readonly arrivedAtMs: AtMs; readonly ageMaxMs: number },
  ): AtMs | MarketEvent | undefined {
    if (raw === undefined || raw === null) return undefined;
    const instant = relayInstant(raw);
    if (instant === undefined) return this.refusals.number(where, 'time', raw);
    const ageMs = arrivedAtMs - instant;
    if (-ageMs > this.limits.futureMaxMs)
      return this.refusals.refuse('frame.untimely', `${where}: its time is ${-ageMs} ms in the future`);
    if (ageMs > ageMaxMs)
      return this.refusals.refuse('frame.untimely', `${where}: it is ${ageMs} ms old, at most ${ageMaxMs} are allowed`);
    return instant;
  }

  /** The coming settlement: the record's, else the venue's own, moved on by whole intervals where it has passed. */
  #settlement(
    known: RelayMarket,
    where: string,
    { next, arrivedAtMs }: { readonly next: unknown; readonly arrivedAtMs: AtMs },
  ): AtMs | MarketEvent {
    const { refusals } = this;
    if (next === undefined || next === null || next === '') {
      const rolled = rolledOn(known, arrivedAtMs);
      return rolled ?? refusals.refuse('frame.missing-field', `${where}: no next funding time, and none is known`);
    }
    const settlementAtMs = relayInstant(next);
    if (settlementAtMs === undefined) return refusals.number(where, 'next funding time', next);
    const aheadMs = settlementAtMs - arrivedAtMs;
    if (aheadMs <= 0)
      return refusals.refuse('frame.untimely', `${where}: the next funding time passed ${-aheadMs} ms ago`);
    if (aheadMs > this.limits.settlementAheadMaxMs)
      return refusals.refuse('frame.untimely', `${where}: the next funding time is ${aheadMs} ms ahead`);
    return settlementAtMs;
  }
}

export interface RelayPrice {
  readonly where: string;
  readonly field: string;
  readonly price: unknown;
  readonly venueAtMs: AtMs | undefined;
}

/** A known settlement, or the first one a whole number of intervals after it that is still to come. */
const rolledOn = ({ settlementAtMs, intervalHours }: RelayMarket, nowMs: AtMs): AtMs | undefined => {
  if (settlementAtMs === undefined || intervalHours === undefined) return undefined;
  if (settlementAtMs > nowMs) return settlementAtMs;
  const everyMs = intervalHours * MS_PER_HOUR;
  return wireInstant(atMs(settlementAtMs + (Math.floor((nowMs - settlementAtMs) / everyMs) + 1) * everyMs));
};
