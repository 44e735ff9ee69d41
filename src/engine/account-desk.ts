import { isRecord } from '../domain/codec.ts';
import { actorId, venueOf } from '../domain/ids.ts';
import type { CoinId, MarketKey, VenueId } from '../domain/ids.ts';
import type { Instrument } from '../domain/instrument.ts';
import { decimal, text } from '../domain/money.ts';
import type { AccountReport, Fill } from '../domain/order.ts';
import type { AtMs } from '../domain/units.ts';
import { reconcile } from '../execution/reconcile.ts';
import type { BelievedLeg, Difference } from '../execution/reconcile.ts';
import { LEGS } from '../position/position.ts';
import type { GuardDesk } from './guard-desk.ts';
import { holderOf } from './holder-of.ts';
import type { KeptSnapshots } from './kept-snapshots.ts';
import type { OrderDesk } from './order-desk.ts';
import type { FactBody, Outbox } from './outbox.ts';
import type { PositionDesk } from './position-desk.ts';
import { ACCOUNTS_VERSION } from './snapshot-migrations.ts';
import type { Treasury } from './treasury.ts';

export interface AccountDeskParts {
  readonly kept: Pick<KeptSnapshots, 'of'>;
  readonly outbox: Outbox;
  readonly treasury: Treasury;
  readonly guards: GuardDesk;
  readonly orders: OrderDesk;
  readonly positions: PositionDesk;
  readonly instrumentOf: (market: MarketKey) => Instrument | undefined;
  readonly priceOf: (market: MarketKey) => number | undefined;
  readonly paid: (payment: AccountReport['payments'][number]) => void;
}

/** How a report left us with its venue. */
export type AccountVerdict =
  /** We agree, or differ in a way that was settled and written down. */
  | 'agreed'
  /** An order in flight, or a state that does not take a venue's word now, stands between us: ask again. */
  | 'unsettled'
  /** It cannot be read yet: a market it speaks of is not known. Nothing of it was taken. */
  | 'unreadable';

const ACTOR = actorId('accounts');
/** Fills and payments are asked for from a little before the last report taken: venues list them late. */
const LOOK_BACK_MS = 60_000;

/**
 * The venues' word against ours. Each report carries every fill and payment since the last one that was taken (that instant
 * is kept with the facts), so nothing that happened while no engine was listening is missed, however often it died meanwhile.
 */
export class AccountDesk {
  readonly #parts: AccountDeskParts;
  readonly #takenAtMs: Map<VenueId, AtMs>;
  /** Mismatches of the last report of each venue: told once. */
  readonly #told = new Map<VenueId, ReadonlySet<string>>();

  constructor(parts: AccountDeskParts) {
    this.#parts = parts;
    const kept = parts.kept.of(ACTOR);
    this.#takenAtMs = new Map(
      isRecord(kept) ? Object.entries(kept).map(([venue, atMs]) => [venue as VenueId, Number(atMs) as AtMs]) : [],
    );
  }

  ask(venue: VenueId): void {
    const { outbox } = this.#parts;
    const takenAtMs = this.#takenAtMs.get(venue);
    const sinceMs = takenAtMs === undefined ? outbox.nowMs : Math.max(0, takenAtMs - LOOK_BACK_MS);
    outbox.request({ kind: 'account', venue, sinceMs: sinceMs as AtMs });
  }

  /** Takes what happened, then compares: money first, then what is held and what is open. */
  reported(report: AccountReport): AccountVerdict {
    const { outbox, orders, positions, paid } = this.#parts;
    const { venue, fills, payments } = report;
    if (fills.some((fill) => this.#isOurs(fill) && this.#parts.instrumentOf(fill.market) === undefined))
      return 'unreadable';
    // what came before the first report is in its balances already
    if (this.#takenAtMs.has(venue)) {
      for (const fill of fills) orders.fill(fill);
      for (const payment of payments) paid(payment);
    }
    this.#takenAtMs.set(venue, outbox.nowMs);
    outbox.snapshot({ actor: ACTOR, machineVersion: ACCOUNTS_VERSION, snapshot: Object.fromEntries(this.#takenAtMs) });
    const money = this.#compareMoney(report);
    positions.accountReported(report);
    const holdings = this.#compareHoldings(report);
    return money === 'agreed' ? holdings : money;
  }

  /** A fill of an order of ours, or of a market that a leg holds: an order that ended in an earlier life is forgotten. */
  #isOurs(fill: Fill): boolean {
    return this.#parts.orders.isOurs(fill) || holderOf(this.#parts.positions.all(), fill.market) !== undefined;
  }

  /** New risk stops while balances differ; an order in flight may explain them, so then nothing changes either way. */
  #compareMoney(report: AccountReport): AccountVerdict {
    const { treasury, guards, orders } = this.#parts;
    const condition = `balances-differ:${report.venue}`;
    const differences = treasury.meetAccount(report);
    if (differences.length === 0) {
      guards.failClosed(condition, 'ends');
      return 'agreed';
    }
    if (!orders.intents().some(({ market }) => venueOf(market) === report.venue))
      guards.failClosed(condition, 'begins');
    return 'unsettled';
  }

  #compareHoldings(report: AccountReport): AccountVerdict {
    const { orders } = this.#parts;
    const differences = reconcile({
      report,
      legs: this.#believedLegs(),
      openIntents: orders.intents(),
      // all that could be taken was taken above
      isKnownFill: () => true,
      tradedAs: (market) => this.#tradedAs(market),
    }).filter((difference) => !this.#isDust(difference));
    this.#tell(report.venue, differences);
    this.#resume(report.venue, differences);
    const verdicts = differences.map((difference) => this.#settle(difference));
    return verdicts.includes('unsettled') ? 'unsettled' : 'agreed';
  }

  #settle(difference: Difference): AccountVerdict {
    const { outbox } = this.#parts;
    switch (difference.kind) {
      case 'order-unknown': {
        const { clientOrderId, market, resolution } = difference;
        if (resolution === 'pause') return 'agreed';
        outbox.request({ kind: 'cancel', clientOrderId, market });
        return 'unsettled';
      }
      case 'quantity-differs':
        if (difference.resolution === 'await-orders') return 'unsettled';
        return this.#adopt(difference) ? 'agreed' : 'unsettled';
      case 'position-unknown':
        if (difference.resolution === 'await-orders') return 'unsettled';
        // whose it is cannot be known here: it is left alone, and so is its coin
        if (difference.coin !== null) this.#pause(difference.coin, unowned(difference.market));
        return 'agreed';
      // orders ask about themselves until they know
      case 'intent-open':
      case 'fill-missed':
    }
    return 'agreed';
  }

  /** The venue's word on one leg replaces ours; false when the position does not take it now. */
  #adopt({ coin, leg, venue }: Extract<Difference, { kind: 'quantity-differs' }>): boolean {
    const { positions, outbox } = this.#parts;
    const legs = positions.position(coin)?.legs;
    if (legs == null) return false;
    const held = { long: legs.long.held, short: legs.short.held, [leg]: venue };
    positions.send(coin, { type: 'venue.reported', atMs: outbox.nowMs, held });
    const after = positions.position(coin)?.legs;
    return after == null || after[leg].held === venue;
  }

  /** No new risk on a coin; a pause that is there for another reason stays as it is. */
  #pause(coin: CoinId, reason: string): void {
    const { positions, outbox } = this.#parts;
    positions.ensure(coin);
    if (positions.position(coin)?.pauseReason === null)
      positions.send(coin, { type: 'position.pause', atMs: outbox.nowMs, reason });
  }

  /** What was nobody's is gone: its coin is traded again. */
  #resume(venue: VenueId, differences: readonly Difference[]): void {
    const { positions, outbox } = this.#parts;
    for (const { coin, pauseReason } of positions.all()) {
      const market = marketOfPause(pauseReason);
      const isGone = !differences.some((one) => one.kind === 'position-unknown' && one.market === market);
      if (market !== undefined && venueOf(market) === venue && isGone)
        positions.send(coin, { type: 'position.resume', atMs: outbox.nowMs });
    }
  }

  #tell(venue: VenueId, differences: readonly Difference[]): void {
    const { outbox } = this.#parts;
    const before = this.#told.get(venue);
    const bodies = differences.filter(({ kind }) => kind !== 'intent-open').map((difference) => bodyOf(difference));
    for (const body of bodies)
      if (before?.has(JSON.stringify(body)) !== true) outbox.fact('recovery.mismatch', ACTOR, body);
    this.#told.set(venue, new Set(bodies.map((body) => JSON.stringify(body))));
  }

  #believedLegs(): readonly BelievedLeg[] {
    return this.#parts.positions.all().flatMap(({ coin, legs, strays }) => [
      ...LEGS.flatMap((leg) => {
        const state = legs?.[leg];
        return state?.presence === 'traded' ? [{ coin, leg, market: state.market, held: state.held }] : [];
      }),
      ...strays.map(({ leg, terms, held }) => ({ coin, leg, market: terms.market, held })),
    ]);
  }

  #tradedAs(market: MarketKey): ReturnType<Parameters<typeof reconcile>[0]['tradedAs']> {
    const instrument = this.#parts.instrumentOf(market);
    return instrument === undefined ? undefined : { coin: instrument.coin, lotSize: text(instrument.lotSize) };
  }

  /** What a closing had to leave because no order is small enough for it is nobody's by design. */
  #isDust(difference: Difference): boolean {
    if (difference.kind !== 'position-unknown') return false;
    const { instrumentOf, priceOf } = this.#parts;
    const instrument = instrumentOf(difference.market);
    if (instrument === undefined) return false;
    const { contractSize, minNotional, minQuantity } = instrument;
    const size = decimal(difference.quantity).abs();
    const price = instrument.kind === 'inverse' ? 1 : (priceOf(difference.market) ?? Infinity);
    return size.lt(minQuantity) || (Number.isFinite(price) && size.times(contractSize).times(price).lt(minNotional));
  }
}

const UNOWNED = 'not ours: ';
const unowned = (market: MarketKey): string => `${UNOWNED}${market}`;
const marketOfPause = (reason: string | null): MarketKey | undefined =>
  reason?.startsWith(UNOWNED) === true ? (reason.slice(UNOWNED.length) as MarketKey) : undefined;

/** Where we and a venue part: the market, what we believe and what the venue says, and what is done about it. */
const bodyOf = (difference: Difference): FactBody => {
  switch (difference.kind) {
    case 'quantity-differs': {
      const { market, coin, leg, held, venue, resolution } = difference;
      return { kind: difference.kind, market, coin, leg, ours: held, venue, resolution };
    }
    case 'position-unknown': {
      const { market, coin, quantity } = difference;
      const resolution = difference.resolution === 'await-orders' ? 'await-orders' : 'pause';
      return { kind: difference.kind, market, coin, ours: '0', venue: quantity, resolution };
    }
    case 'order-unknown': {
      const { market, clientOrderId, resolution } = difference;
      return { kind: difference.kind, market, clientOrderId, ours: 'none', venue: 'open', resolution };
    }
    case 'intent-open':
    case 'fill-missed':
  }
  return { kind: difference.kind };
};
