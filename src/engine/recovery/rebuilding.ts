import { actorId, kindOf, positionCoin, venueOf } from '../../domain/ids.ts';
import type { CoinId, Leg, MarketKey, VenueId } from '../../domain/ids.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { decimal, text } from '../../domain/money.ts';
import type { DecimalText } from '../../domain/money.ts';
import type { AccountReport, Fill } from '../../domain/order.ts';
import { isOfOurForm } from '../../execution/order-id.ts';
import { openingCost } from '../../ledger/opening-cost.ts';
import type { EntryTerms, LegTerms, PositionEvent } from '../../position/position-event.ts';
import { LEGS } from '../../position/position.ts';
import { RECOVERED } from '../../position/recovered.ts';
import { AccountTimes } from './account-times.ts';
import type { Feeds } from '../feeds.ts';
import type { FactBody, Outbox } from '../outbox.ts';
import { legTerms } from '../trading/leg-terms.ts';
import type { KeptSnapshots } from './kept-snapshots.ts';
import type { PositionDesk } from '../position-desk.ts';
import { rebuiltPositions } from './rebuilt-positions.ts';
import type { FoundHolding, RebuiltPosition } from './rebuilt-positions.ts';
import type { Treasury } from '../money/treasury.ts';

export interface RebuildingParts {
  readonly kept: Pick<KeptSnapshots, 'of' | 'all' | 'refused'>;
  readonly venues: readonly VenueId[];
  readonly outbox: Outbox;
  readonly feeds: Pick<Feeds, 'profile' | 'markets'>;
  readonly treasury: Treasury;
  readonly positions: PositionDesk;
  readonly instrumentOf: (market: MarketKey) => Instrument | undefined;
  readonly priceOf: (market: MarketKey) => number | undefined;
}

/**
 * Positions made again from the venues' word, where the journal cannot know them: it is lost, or older than they are, or wrote
 * them in a version that this build does not read. They wait for the operator. Only a start does this; what appears later,
 * or was traded by somebody else, is nobody's.
 */
export class Rebuilding {
  readonly #parts: RebuildingParts;
  /** The last report of each venue until all have spoken. */
  readonly #reports = new Map<VenueId, AccountReport>();
  readonly #claimed = new Map<MarketKey, CoinId>();
  /** Markets where an order of ours was filled that this journal does not hold. */
  readonly #tradedByUs = new Set<MarketKey>();
  readonly #refusedCoins: Set<string>;
  /** No life of this journal has yet heard all venues. */
  readonly #isNewborn: boolean;
  #isOver = false;

  constructor(parts: RebuildingParts) {
    this.#parts = parts;
    const { kept, venues, treasury } = parts;
    const times = new AccountTimes(kept.of(actorId('accounts')));
    const hasHeld = kept.all('position').length > 0 || treasury.ledger.lots().length > 0;
    this.#isNewborn = !hasHeld && venues.some((venue) => times.takenAtMs(venue) === undefined);
    this.#refusedCoins = new Set(kept.refused().flatMap(({ actor }) => positionCoin(actor) ?? []));
  }

  /** A position of an earlier life that cannot be restored. */
  refused(coin: CoinId): void {
    this.#refusedCoins.add(coin);
  }

  /** A market of the report is not known yet, and what is held there may be ours: it cannot be read. */
  isTooEarly({ venue, positions }: AccountReport): boolean {
    if (this.#isOver || !this.#isNewborn) return false;
    const { instrumentOf, feeds } = this.#parts;
    const isUnknown = positions.some(
      ({ market, quantity }) =>
        kindOf(market) !== 'spot' && !decimal(quantity).isZero() && instrumentOf(market) === undefined,
    );
    return (
      isUnknown &&
      ![...feeds.markets.all()].some(({ key, instrument }) => venueOf(key) === venue && instrument !== undefined)
    );
  }

  /** A fill under an id that only an engine of ours makes. */
  isOfOurForm({ market, clientOrderId }: Pick<Fill, 'market' | 'clientOrderId'>): boolean {
    const profile = this.#parts.feeds.profile(venueOf(market));
    return profile !== undefined && isOfOurForm(profile.clientId, clientOrderId);
  }

  /** Before a report is compared with ours. */
  heard(report: AccountReport): void {
    if (this.#isOver) return;
    this.#reports.set(report.venue, report);
    for (const market of this.#claimed.keys()) if (venueOf(market) === report.venue) this.#claimed.delete(market);
    for (const fill of report.fills) if (this.isOfOurForm(fill)) this.#tradedByUs.add(fill.market);
  }

  /** Whether a position of nobody is to be made ours once all venues have spoken. */
  claims(market: MarketKey, coin: CoinId): boolean {
    if (this.#isOver || this.#parts.positions.position(coin)?.legs != null) return false;
    const isOurs = this.#isNewborn || this.#refusedCoins.has(coin) || this.#tradedByUs.has(market);
    if (isOurs) this.#claimed.set(market, coin);
    return isOurs;
  }

  /** All venues have spoken: makes the positions. Returns the markets that were claimed and are in none. */
  finish(): readonly MarketKey[] {
    this.#isOver = true;
    const made = rebuiltPositions(this.#found(), this.#spots());
    for (const one of made) this.#make(one);
    this.#reports.clear();
    const taken = new Set(made.flatMap(({ legs }) => [legs.long?.market, legs.short?.market]));
    return [...this.#claimed.keys()].filter((market) => !taken.has(market));
  }

  #make(rebuilt: RebuiltPosition): void {
    const { positions, outbox } = this.#parts;
    const { coin, legs } = rebuilt;
    const found: { [K in Leg]?: { terms: LegTerms; held: DecimalText } } = {};
    for (const leg of LEGS) {
      const own = legs[leg];
      const terms = own === undefined ? undefined : this.#termsOf(own.market);
      if (own !== undefined && terms !== undefined) found[leg] = { terms, held: own.held };
    }
    positions.ensure(coin);
    const event: PositionEvent = {
      type: 'position.recovered',
      atMs: outbox.nowMs,
      found,
      entry: this.#entryOf(coin, found),
    };
    positions.send(coin, event);
    const cycle = positions.cycleOf(coin);
    const held = LEGS.flatMap((leg) => {
      const own = found[leg];
      return own === undefined ? [] : [this.#adopt(own.terms.market, { leg, held: own.held, cycle, coin })];
    });
    const shape = found.long === undefined || found.short === undefined ? 'sole-leg' : 'hedged';
    outbox.fact('recovery.position-rebuilt', actorId(`position/${coin}`), {
      coin,
      cycle,
      shape,
      legs: held,
      pause: RECOVERED,
      // said to the person who must decide
      next:
        shape === 'hedged' ? 'resume or unwind it' : 'it is naked: unwind it, or close it by hand if it is not ours',
    });
  }

  /** Into the books, unless its fills are there already. */
  #adopt(market: MarketKey, own: { leg: Leg; held: DecimalText; cycle: string; coin: CoinId }): FactBody {
    const { treasury, instrumentOf } = this.#parts;
    const instrument = instrumentOf(market);
    const { leg, held, cycle, coin } = own;
    const { price, source } = this.#entryPriceOf(market);
    const quantity = text(leg === 'long' ? held : decimal(held).neg());
    if (instrument !== undefined && treasury.ledger.lot(market) === undefined) {
      const cost = text(openingCost(instrument, decimal(quantity), price));
      const contractSize = text(instrument.contractSize);
      treasury.adopt(market, { quantity, cost, contractSize, cycle }, { coin, entryPrice: price, source });
    }
    return { leg, market, held, entryPrice: price, source };
  }

  /** The venue's word, or the price of now where it has none: a balance has no entry. */
  #entryPriceOf(market: MarketKey): { readonly price: DecimalText; readonly source: 'venue' | 'mark' } {
    const told = this.#reports.get(venueOf(market))?.positions.find((one) => one.market === market)?.entryPrice;
    if (told !== undefined && decimal(told).gt(0)) return { price: told, source: 'venue' };
    return { price: text(this.#parts.priceOf(market) ?? 1), source: 'mark' };
  }

  #entryOf(
    coin: CoinId,
    found: Readonly<Partial<Record<Leg, { terms: LegTerms; held: DecimalText }>>>,
  ): EntryTerms | null {
    const { long, short } = found;
    if (long === undefined || short === undefined) return null;
    const notional = decimal(long.held)
      .times(long.terms.coinsPerUnit)
      .times(this.#parts.priceOf(long.terms.market) ?? 0);
    return {
      route: { coin, long: long.terms.market, short: short.terms.market },
      legs: { long: long.terms, short: short.terms },
      notionalUsd: notional.toNumber(),
      netBps: 0,
      requiredBps: 0,
      breakEvenHours: 'never',
    };
  }

  #found(): readonly FoundHolding[] {
    return [...this.#claimed].flatMap(([market, coin]) => this.#holdingOf(market, coin));
  }

  /** Coins on the spot markets of what was claimed, where a price is known to take them over at. */
  #spots(): readonly FoundHolding[] {
    const coins = new Set(this.#claimed.values());
    return [...this.#reports.values()].flatMap(({ positions }) =>
      positions.flatMap(({ market }) => {
        const coin = this.#parts.instrumentOf(market)?.coin;
        if (kindOf(market) !== 'spot' || coin === undefined || !coins.has(coin)) return [];
        return this.#parts.priceOf(market) === undefined ? [] : this.#holdingOf(market, coin);
      }),
    );
  }

  #holdingOf(market: MarketKey, coin: CoinId): readonly FoundHolding[] {
    const quantity = this.#reports.get(venueOf(market))?.positions.find((one) => one.market === market)?.quantity;
    const terms = this.#termsOf(market);
    return quantity === undefined || terms === undefined
      ? []
      : [{ coin, market, quantity, coinsPerUnit: terms.coinsPerUnit }];
  }

  #termsOf(market: MarketKey): LegTerms | undefined {
    const instrument = this.#parts.instrumentOf(market);
    if (instrument === undefined) return undefined;
    return legTerms(instrument, this.#parts.priceOf(market) ?? Number(this.#entryPriceOf(market).price));
  }
}
