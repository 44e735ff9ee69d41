import { firstTier, isWithinWindow, tierAt, tradedUsd, volumeAt } from '../../analytics/fee-ladder.ts';
import type { TierInForce } from '../../analytics/fee-ladder.ts';
import { FEE_KINDS, feeBps } from '../../domain/fees.ts';
import type { FeeLadder, FeeRates } from '../../domain/fees.ts';
import { actorId, kindOf, venueOf } from '../../domain/ids.ts';
import type { MarketKey, MarketKind, VenueId } from '../../domain/ids.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { ZERO, decimal, text } from '../../domain/money.ts';
import type { Decimal } from '../../domain/money.ts';
import type { Fill } from '../../domain/order.ts';
import type { VenueProfile } from '../../domain/ports.ts';
import { utcDay } from '../../domain/units.ts';
import type { AtMs } from '../../domain/units.ts';
import { feeDayRow, feeSinceRow, feeTierRow, wordsOf } from '../../ledger/account.ts';
import type { Outbox } from '../outbox.ts';

type Terms = Pick<VenueProfile, 'venue' | 'fees' | 'feeLadder'>;

/** A venue with a ladder, and what was traded there. */
interface LadderedVenue {
  readonly terms: Terms & { readonly feeLadder: FeeLadder };
  readonly byDay: Map<number, Decimal>;
  /** The UTC day of the first start with a ladder; `undefined` before it. */
  sinceDay: number | undefined;
  /** Tiers as told last. */
  readonly told: Map<MarketKind, number>;
  readonly inForce: Map<MarketKind, TierInForce>;
}

/**
 * What fills cost here: the flat fees, or the tier that our own volume has reached. Volumes are rows beside the books,
 * written with the fill that makes them, so that a restart knows the same. A change of tier is a fact.
 */
export class FeeDesk {
  readonly #outbox: Outbox;
  readonly #flat: ReadonlyMap<VenueId, VenueProfile['fees']>;
  readonly #laddered: ReadonlyMap<VenueId, LadderedVenue>;
  #today: number | undefined;

  constructor(outbox: Outbox, venues: readonly Terms[], stored: Readonly<Record<string, string>>) {
    this.#outbox = outbox;
    this.#flat = new Map(venues.map(({ venue, fees }) => [venue, fees]));
    this.#laddered = new Map(
      venues.flatMap(({ feeLadder, ...terms }) =>
        feeLadder === undefined ? [] : [[terms.venue, ladderedVenue({ ...terms, feeLadder })]],
      ),
    );
    if (this.#laddered.size === 0) return;
    for (const [row, value] of Object.entries(stored)) this.#restore(row, value);
  }

  /** Call once, at the start. */
  begin(nowMs: AtMs): void {
    for (const [venue, laddered] of this.#laddered) {
      if (laddered.sinceDay !== undefined) continue;
      laddered.sinceDay = utcDay(nowMs);
      this.#outbox.balance(feeSinceRow(venue), text(laddered.sinceDay));
    }
    this.look(nowMs);
  }

  /** Called before every input: a new day may bring another tier. */
  look(nowMs: AtMs): void {
    if (this.#laddered.size === 0) return;
    const today = utcDay(nowMs);
    if (today === this.#today) return;
    this.#today = today;
    for (const laddered of this.#laddered.values()) {
      for (const day of laddered.byDay.keys()) if (!isWithinWindow(day, today)) laddered.byDay.delete(day);
      this.#take(laddered, today);
    }
  }

  /** A fill was booked; one that comes late still counts for the day it happened on. */
  traded(fill: Fill, contractSize: Instrument['contractSize']): void {
    const laddered = this.#laddered.get(venueOf(fill.market));
    if (laddered === undefined) return;
    const day = utcDay(fill.venueAtMs);
    const usd = tradedUsd({ kind: kindOf(fill.market), contractSize }, fill);
    const total = (laddered.byDay.get(day) ?? ZERO).plus(usd);
    laddered.byDay.set(day, total);
    this.#outbox.balance(feeDayRow(laddered.terms.venue, day), text(total));
    if (this.#today !== undefined && day < this.#today) this.#take(laddered, this.#today);
  }

  /** Fractions of notional; nothing for a venue that is not there. */
  ratesOf(market: MarketKey): FeeRates {
    const venue = venueOf(market);
    const kind = kindOf(market);
    return this.#laddered.get(venue)?.inForce.get(kind) ?? this.#flat.get(venue)?.[kind] ?? { maker: 0, taker: 0 };
  }

  #take({ terms, byDay, sinceDay = 0, told, inForce }: LadderedVenue, today: number): void {
    const { venue, feeLadder } = terms;
    const volume = volumeAt({ byDay, sinceDay }, feeLadder.volume30dUsd, today);
    for (const kind of FEE_KINDS) {
      if (feeLadder.tiers[kind] === undefined) continue;
      const now = tierAt(terms, kind, volume);
      inForce.set(kind, now);
      const from = told.get(kind);
      if (from === now.tier) continue;
      told.set(kind, now.tier);
      this.#outbox.balance(feeTierRow(venue, kind), text(now.tier));
      this.#outbox.fact('fees.tier', actorId(`fees/${venue}`), {
        venue,
        kind,
        // nothing came before the first
        from: from ?? null,
        to: now.tier,
        volume30dUsd: text(volume),
        makerBps: feeBps(now.maker).toNumber(),
        takerBps: feeBps(now.taker).toNumber(),
      });
    }
  }

  #restore(row: string, value: string): void {
    const [kind, venue, what, of] = wordsOf(row);
    const laddered = kind === 'fees' ? this.#laddered.get(venue as VenueId) : undefined;
    if (laddered === undefined) return;
    if (what === 'since') laddered.sinceDay = Number(value);
    else if (what === 'day') laddered.byDay.set(Number(of), decimal(value));
    else if (what === 'tier') laddered.told.set(of as MarketKind, Number(value));
  }
}

const ladderedVenue = (terms: LadderedVenue['terms']): LadderedVenue => ({
  terms,
  byDay: new Map(),
  sinceDay: undefined,
  told: new Map(),
  inForce: new Map(FEE_KINDS.map((kind) => [kind, firstTier(terms, kind)])),
});
