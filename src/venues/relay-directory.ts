import type { VenueId } from '../domain/ids.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { FundingObservation } from '../domain/funding.ts';
import type { MarketEvent } from '../domain/market-event.ts';
import type { RelayLookup, RelayMarket } from './relay.ts';

interface Entry {
  instrument: Instrument;
  /** The last estimate or current rate the venue itself told: its interval outranks the list's. */
  heard: FundingObservation | undefined;
}

/** Markets kept: every contract of every venue, several times over. */
const MARKETS_MAX = 50_000;

/**
 * What relays are told of the venues' markets, learnt from the venues' own events: the interval, the coming settlement and
 * the cap. A market is found by its native symbol, or by base and quote in any of the usual spellings.
 */
export class RelayDirectory {
  readonly #byMarket = new Map<string, Entry>();
  readonly #byName = new Map<string, Entry>();

  /** Instruments and running rates; every other event says nothing here. */
  learn(event: MarketEvent): void {
    if (event.type === 'instrument') this.#list(event.instrument);
    if (event.type !== 'funding' || event.funding.kind === 'settled') return;
    const entry = this.#byMarket.get(event.market);
    if (entry !== undefined) entry.heard = event.funding;
  }

  readonly lookup: RelayLookup = (venue, symbol, kind = 'perpetual') => {
    const entry =
      this.#byName.get(nameKey(venue, kind, symbol)) ?? this.#byName.get(nameKey(venue, kind, compact(symbol)));
    return entry === undefined ? undefined : relayMarket(entry);
  };

  #list(instrument: Instrument): void {
    const known = this.#byMarket.get(instrument.market);
    if (known !== undefined) {
      known.instrument = instrument;
      return;
    }
    if (this.#byMarket.size >= MARKETS_MAX) return;
    const entry: Entry = { instrument, heard: undefined };
    this.#byMarket.set(instrument.market, entry);
    const { venue, nativeSymbol } = instrument;
    const kind = instrument.kind === 'spot' ? 'spot' : 'perpetual';
    this.#byName.set(nameKey(venue, kind, nativeSymbol), entry);
    // A pair may name a linear and an inverse contract: the linear one, whichever comes first, has it.
    const pair = nameKey(venue, kind, pairOf(instrument));
    const holder = this.#byName.get(pair);
    if (holder === undefined || (holder.instrument.kind === 'inverse' && instrument.kind !== 'inverse'))
      this.#byName.set(pair, entry);
  }
}

/** Base and quote in one word, `BTCUSDT`, whatever the venue writes between them. */
export const pairOf = ({ symbol, quote }: Pick<Instrument, 'symbol' | 'quote'>): string => `${baseOf(symbol)}${quote}`;

/** The base as the symbol has it: `1000PEPE`, not `PEPE`. */
export const baseOf = (symbol: string): string => symbol.slice(0, symbol.indexOf('/'));

const compact = (symbol: string): string => symbol.replaceAll(/[-_./:]/g, '').toUpperCase();

const nameKey = (venue: VenueId, kind: 'perpetual' | 'spot', name: string): string => `${venue} ${kind} ${name}`;

const relayMarket = ({ instrument, heard }: Entry): RelayMarket => {
  const { market, fundingIntervalHours, fundingCap } = instrument;
  const intervalHours = heard?.intervalHours ?? fundingIntervalHours;
  return {
    market,
    ...(intervalHours === undefined ? {} : { intervalHours }),
    ...(heard === undefined ? {} : { settlementAtMs: heard.settlementAtMs }),
    ...(fundingCap === undefined ? {} : { cap: fundingCap }),
    ...(heard?.kind === 'current' ? { kind: 'current' } : {}),
  };
};
