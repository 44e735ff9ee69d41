import type { ClientOrderId, MarketKey, VenueId } from '../domain/ids.ts';
import type { Input } from '../domain/input.ts';
import type { AccountTransfer, AccountTruth } from '../domain/order.ts';
import type { VenueProfile, WorldRequest } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';
import type { Account, CoinAmounts } from './account.ts';
import type { FaultSettings } from './faults.ts';
import type { LatencySettings } from './latency.ts';
import type { MarginRules } from './margin.ts';
import type { SimSettlement } from './sim-markets.ts';
import type { VenueItem, VenueMarkets } from './venue-context.ts';
import type { StoreRow } from './venue-store.ts';
import { marketKey, symbolId, venueOf } from '../domain/ids.ts';
import { EngineError } from '../domain/errors.ts';
import { text } from '../domain/money.ts';
import { Agenda } from './agenda.ts';
import { NO_FAULTS } from './faults.ts';
import { keyedDraw } from './keyed-draw.ts';
import { LATENCY } from './latency.ts';
import { MARGIN_RULES } from './margin.ts';
import { SimVenue } from './sim-venue.ts';

export interface SimExchangeOptions {
  readonly profiles: readonly VenueProfile[];
  readonly markets: VenueMarkets;
  readonly seed: number;
  readonly nowMs: AtMs;
  /** Opening balance of each venue, or of those named, in its own stable coin, default 100,000; 1 BTC and 20 ETH more where inverse contracts are listed. */
  readonly capitalUsd?: number | Readonly<Record<string, number>>;
  /** Opening balances of single venues, coin to amount, in place of the default. */
  readonly openings?: Readonly<Record<string, CoinAmounts>>;
  readonly faults?: FaultSettings;
  readonly latency?: Partial<LatencySettings>;
  readonly margin?: MarginRules;
  /** What a store kept of an earlier life. */
  readonly rows?: readonly StoreRow[];
  /** Counts connections over all lives of the store. */
  readonly session?: number;
}

/** A request named a venue that this world does not have. */
export class SimVenueUnknownError extends EngineError<{ venue: VenueId }> {
  readonly code = 'simulator.venue-unknown';
}

/** All venues' order entry over one agenda: what a world needs besides market data. */
export class SimExchange {
  readonly #venues = new Map<VenueId, SimVenue>();
  readonly #agenda = new Agenda<VenueItem>();
  #session: number;

  constructor(options: SimExchangeOptions) {
    const { profiles, markets, seed, nowMs, faults = NO_FAULTS, latency, margin = MARGIN_RULES, rows = [] } = options;
    this.#session = options.session ?? 0;
    const settings = { latency: { ...LATENCY, ...latency }, faults, margin, draw: keyedDraw(seed) };
    const agenda = this.#agenda;
    const session = this.#session;
    for (const profile of [...profiles].sort((a, b) => (a.venue < b.venue ? -1 : 1))) {
      const opening = openingOf(profile.venue, options);
      const venue = new SimVenue({ profile, markets, agenda, settings, opening, rows, session, nowMs });
      this.#venues.set(profile.venue, venue);
    }
  }

  /** Takes a request; what it leads to is in the agenda. A resync is not the exchange's to answer. */
  perform(request: Exclude<WorldRequest, { kind: 'resync' }>, nowMs: AtMs): void {
    this.#venue(request.kind === 'account' ? request.venue : venueOf(marketIn(request))).request(request, nowMs);
  }

  /** When something is due next; Infinity when nothing is. */
  nextAtMs(): number {
    return this.#agenda.nextAtMs();
  }

  /** Does everything due by `atMs` and returns what the engine hears of it, in the order of design 4. */
  advanceTo(atMs: AtMs): Input[] {
    const told: Input[] = [];
    for (;;) {
      const due = this.#agenda.take(atMs);
      if (due === undefined) return told;
      if (due.item.kind === 'tell') told.push(due.item.input);
      else this.#venue(due.venue).act(due.item, due.atMs);
    }
  }

  /** Posts settlements to what is held now; the payments, by venue and symbol. */
  settle(settlements: readonly SimSettlement[]): Input[] {
    return [...settlements]
      .sort((a, b) => (a.market < b.market ? -1 : 1))
      .flatMap((settlement) => {
        const venue = this.#venues.get(venueOf(settlement.market));
        return venue?.settle(settlement) ?? [];
      });
  }

  followBooks(atMs: AtMs): void {
    for (const venue of this.#venues.values()) venue.followBooks(atMs);
  }

  takeAway(market: MarketKey, why: 'liquidation' | 'delisting', nowMs: AtMs): void {
    this.#venue(venueOf(market)).takeAway(market, why, nowMs);
  }

  account(venue: VenueId): Account {
    return this.#venue(venue).account();
  }

  transfer(venue: VenueId, { coin, amount }: Pick<AccountTransfer, 'coin' | 'amount'>, nowMs: AtMs): void {
    this.#venue(venue).transfer(coin, amount, nowMs);
  }

  truth(venue: VenueId): AccountTruth {
    return this.#venue(venue).truth();
  }

  /** How often each client id was sent, over all venues and lives; more than once is a fault of the sender. */
  receivedClientIds(): ReadonlyMap<ClientOrderId, number> {
    const received = new Map<ClientOrderId, number>();
    for (const venue of this.#venues.values())
      for (const [id, times] of venue.sends()) received.set(id, (received.get(id) ?? 0) + times);
    return received;
  }

  /** How many orders all venues refused as duplicates. */
  duplicates(): number {
    return [...this.#venues.values()].reduce((count, venue) => count + venue.duplicates(), 0);
  }

  /** The engine's connection was lost: what was on the wire to it is gone, what it sent still arrives. */
  startSession(): number {
    this.#session += 1;
    this.#agenda.keep(({ kind }) => kind === 'arrive' || kind === 'cancel');
    for (const venue of this.#venues.values()) venue.startSession(this.#session);
    return this.#session;
  }

  takeRows(): StoreRow[] {
    const rows: StoreRow[] = [];
    for (const venue of this.#venues.values()) for (const row of venue.takeRows()) rows.push(row);
    return rows;
  }

  #venue(id: VenueId): SimVenue {
    const venue = this.#venues.get(id);
    if (venue === undefined) throw new SimVenueUnknownError(`no venue "${id}" in this world`, { venue: id });
    return venue;
  }
}

const marketIn = (request: Exclude<WorldRequest, { kind: 'resync' | 'account' }>): Parameters<typeof venueOf>[0] =>
  request.kind === 'submit' ? request.order.market : request.market;

/** Venues whose perpetuals settle in another coin than USDT. */
const OPENING_COIN: Readonly<Record<string, string>> = { backpack: 'USDC', deribit: 'USDC', hyperliquid: 'USDC' };

const CAPITAL_USD = 100_000;

/** Venues with inverse contracts, and the coins that margin them where a scenario lists such contracts. */
const INVERSE_VENUES: ReadonlySet<string> = new Set(['binance', 'bybit', 'deribit', 'kucoin', 'okx']);
const INVERSE_MARGIN: CoinAmounts = { BTC: text(1), ETH: text(20) };

const openingOf = (venue: VenueId, { openings, markets, capitalUsd = CAPITAL_USD }: SimExchangeOptions): CoinAmounts =>
  openings?.[venue] ?? { ...openingDollars(venue, capitalOf(venue, capitalUsd)), ...inverseMargin(venue, markets) };

const capitalOf = (venue: VenueId, capitalUsd: number | Readonly<Record<string, number>>): number =>
  typeof capitalUsd === 'number' ? capitalUsd : (capitalUsd[venue] ?? CAPITAL_USD);

/** In the dollar coin that a venue's own contracts settle in. */
export const openingDollars = (venue: VenueId, capitalUsd: number): CoinAmounts => ({
  [OPENING_COIN[venue] ?? 'USDT']: text(capitalUsd),
});

const inverseMargin = (venue: VenueId, markets: VenueMarkets): CoinAmounts =>
  Object.fromEntries(
    Object.entries(INVERSE_MARGIN).filter(
      ([coin]) =>
        INVERSE_VENUES.has(venue) &&
        markets.instrument(marketKey(venue, symbolId(`${coin}/USD:${coin}`))) !== undefined,
    ),
  );
