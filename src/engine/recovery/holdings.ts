import { actorId, venueOf } from '../../domain/ids.ts';
import type { CoinId, MarketKey, VenueId } from '../../domain/ids.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { decimal, text } from '../../domain/money.ts';
import type { AccountReport } from '../../domain/order.ts';
import { reconcile } from '../../execution/reconcile.ts';
import type { BelievedLeg, Difference } from '../../execution/reconcile.ts';
import { everyLeg } from '../../position/position.ts';
import type { OrderDesk } from '../order-desk.ts';
import type { FactBody, Outbox } from '../outbox.ts';
import type { PositionDesk } from '../position-desk.ts';
import type { Rebuilding } from './rebuilding.ts';

export interface HoldingsParts {
  readonly outbox: Outbox;
  readonly orders: OrderDesk;
  readonly positions: PositionDesk;
  readonly instrumentOf: (market: MarketKey) => Instrument | undefined;
  readonly priceOf: (market: MarketKey) => number | undefined;
  readonly rebuilding: Rebuilding;
}

/** What came of a comparison: settled and written down, or to be looked at again. */
export type HoldingsVerdict = 'agreed' | 'unsettled';

const ACTOR = actorId('accounts');

/** What is held and what is open, a venue's word against ours: each difference is told once and settled. */
export class Holdings {
  readonly #parts: HoldingsParts;
  /** Mismatches of the last report of each venue: told once. */
  readonly #told = new Map<VenueId, ReadonlySet<string>>();

  constructor(parts: HoldingsParts) {
    this.#parts = parts;
  }

  compare(report: AccountReport): HoldingsVerdict {
    const { orders } = this.#parts;
    const differences = reconcile({
      report,
      legs: this.#believedLegs(),
      openIntents: orders.intents(),
      // all that could be taken was taken above
      isKnownFill: () => true,
      tradedAs: (market) => this.#tradedAs(market),
      isOfOurForm: (order) => this.#parts.rebuilding.isOfOurForm(order),
    }).filter((difference) => !this.#isDust(difference));
    this.#tell(report.venue, differences);
    this.#resume(report.venue, differences);
    const verdicts = differences.map((difference) => this.#settle(difference));
    return verdicts.includes('unsettled') ? 'unsettled' : 'agreed';
  }

  #settle(difference: Difference): HoldingsVerdict {
    const { outbox } = this.#parts;
    switch (difference.kind) {
      case 'order-unknown': {
        const { clientOrderId, market, coin, resolution } = difference;
        if (resolution === 'pause') return this.#leaveAlone(coin, market);
        outbox.request({ kind: 'cancel', clientOrderId, market });
        return 'unsettled';
      }
      case 'quantity-differs':
        if (difference.resolution === 'await-orders') return 'unsettled';
        return this.#adopt(difference) ? 'agreed' : 'unsettled';
      case 'position-unknown':
        if (difference.resolution === 'await-orders') return 'unsettled';
        // it is made a position of ours once all venues have spoken
        if (this.#isClaimed(difference)) return 'agreed';
        return this.#leaveAlone(difference.coin, difference.market);
      // orders ask about themselves until they know
      case 'intent-open':
      case 'fill-missed':
    }
    return 'agreed';
  }

  /** The venue's word on one leg replaces ours; false when the position does not take it now. */
  #adopt({ coin, leg, market, venue }: Extract<Difference, { kind: 'quantity-differs' }>): boolean {
    const { positions, outbox } = this.#parts;
    const position = positions.position(coin);
    if (position?.legs == null) return false;
    const { legs, roll } = position;
    const place = roll?.to.market === market ? 'rolled' : leg;
    const rolled = roll === null ? {} : { rolled: roll.to.held };
    const held = { long: legs.long.held, short: legs.short.held, ...rolled, [place]: venue };
    positions.send(coin, { type: 'venue.reported', atMs: outbox.nowMs, held });
    const after = everyLeg(positions.position(coin) ?? { legs: null, roll: null });
    return after.every(({ state }) => state.market !== market || state.held === venue);
  }

  #isClaimed({ market, coin }: Extract<Difference, { kind: 'position-unknown' }>): boolean {
    return coin !== null && this.#parts.rebuilding.claims(market, coin);
  }

  /** Whose it is cannot be known here: it is left alone, and so is its coin. */
  #leaveAlone(coin: CoinId | null, market: MarketKey): HoldingsVerdict {
    if (coin !== null) this.#pause(coin, unowned(market));
    return 'agreed';
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
      const isGone = !differences.some((one) => isNobodys(one) && one.market === market);
      if (market !== undefined && venueOf(market) === venue && isGone)
        positions.send(coin, { type: 'position.resume', atMs: outbox.nowMs });
    }
  }

  #tell(venue: VenueId, differences: readonly Difference[]): void {
    const { outbox } = this.#parts;
    const before = this.#told.get(venue);
    const bodies = differences
      .filter(({ kind }) => kind !== 'intent-open')
      .map((difference) => {
        const isClaimed = difference.kind === 'position-unknown' && this.#isClaimed(difference);
        return isClaimed ? { ...bodyOf(difference), resolution: 'rebuild' } : bodyOf(difference);
      });
    for (const body of bodies)
      if (before?.has(JSON.stringify(body)) !== true) outbox.fact('recovery.mismatch', ACTOR, body);
    this.#told.set(venue, new Set(bodies.map((body) => JSON.stringify(body))));
  }

  #believedLegs(): readonly BelievedLeg[] {
    return this.#parts.positions.all().flatMap((position) => {
      const { coin, strays } = position;
      const traded = everyLeg(position).filter(({ state }) => state.presence === 'traded');
      return [
        ...traded.map(({ leg, state: { market, held } }) => ({ coin, leg, market, held })),
        ...strays.map(({ leg, terms, held }) => ({ coin, leg, market: terms.market, held })),
      ];
    });
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

const isNobodys = (one: Difference): one is Extract<Difference, { kind: 'position-unknown' | 'order-unknown' }> =>
  one.kind === 'position-unknown' || one.kind === 'order-unknown';

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
      const { market, coin, clientOrderId, resolution } = difference;
      return { kind: difference.kind, market, coin, clientOrderId, ours: 'none', venue: 'open', resolution };
    }
    case 'intent-open':
    case 'fill-missed':
  }
  return { kind: difference.kind };
};
