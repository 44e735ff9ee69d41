import type { ActorId, CoinId, Leg, MarketKey, VenueId } from '../domain/ids.ts';
import { kindOf, symbolOf, symbolParts } from '../domain/ids.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Decimal } from '../domain/money.ts';
import { ZERO, decimal } from '../domain/money.ts';
import type { Config } from '../engine/config/config.ts';
import { everyLeg } from '../position/position.ts';
import type { LegAt, Position } from '../position/position.ts';
import { coinsOf } from '../risk/coins.ts';
import type { Account } from '../simulator/account.ts';
import type { Chronicle } from './chronicle.ts';
import type { Freshness } from './freshness.ts';

/** A position as the engine has it in mind. */
export interface HeldPosition {
  readonly actor: ActorId;
  readonly state: string;
  readonly position: Position;
}

/** Everything an invariant may look at, at one instant: the engine's mind, what happened, and what is true at the venues. */
export interface Sight {
  readonly chronicle: Chronicle;
  /** The configuration that must be kept, whatever the engine was given. */
  readonly config: Config;
  readonly positions: readonly HeldPosition[];
  readonly accounts: ReadonlyMap<VenueId, Account>;
  readonly freshness: Freshness;
  readonly visibilityMs: number;
  readonly instrument: (market: MarketKey) => Instrument | undefined;
  /** In quote units of the venue's symbol. */
  readonly mark: (market: MarketKey) => number;
  /** Mid of the venue's book, likewise; its mark where there is none. */
  readonly mid: (market: MarketKey) => number;
}

/** What the venues say is held: a market, signed in its unit, spot coins included. */
export interface VenueHolding {
  readonly venue: VenueId;
  readonly market: MarketKey;
  readonly quantity: Decimal;
}

export const venueHoldings = ({ accounts, instrument }: Sight): readonly VenueHolding[] =>
  [...accounts].flatMap(([venue, { positions, balances, spotMarkets }]) => [
    // Object.entries forgets the brand of its record's keys.
    ...Object.entries(positions).map(([market, { quantity }]) => ({
      venue,
      market: market as MarketKey,
      quantity: decimal(quantity),
    })),
    ...Object.entries(spotMarkets).flatMap(([coin, market]): readonly VenueHolding[] => {
      const total = decimal(balances[coin] ?? '0');
      const size = instrument(market)?.contractSize ?? decimal(1);
      return total.isZero() ? [] : [{ venue, market, quantity: total.div(size) }];
    }),
  ]);

/** What positions and stray fills say is held, by market, signed, in its unit. */
export const believedHoldings = ({ positions }: Sight): ReadonlyMap<MarketKey, Decimal> => {
  const held = new Map<MarketKey, Decimal>();
  const add = (market: MarketKey, leg: Leg, quantity: string): void => {
    const signed = leg === 'long' ? decimal(quantity) : decimal(quantity).neg();
    held.set(market, (held.get(market) ?? ZERO).plus(signed));
  };
  for (const { position } of positions) {
    for (const { leg, state } of everyLeg(position))
      if (state.presence === 'traded') add(state.market, leg, state.held);
    for (const { leg, terms, held: quantity } of position.strays) add(terms.market, leg, quantity);
  }
  return held;
};

export const coinOf = ({ instrument }: Sight, market: MarketKey): CoinId =>
  instrument(market)?.coin ?? (symbolParts(symbolOf(market)).base as CoinId);

/** Coins in a quantity of a market, at its mark. */
export const coinsIn = ({ instrument, mark }: Sight, market: MarketKey, quantity: Decimal): number => {
  const listed = instrument(market);
  return listed === undefined ? 0 : coinsOf(listed, quantity, decimal(mark(market))).toNumber();
};

/** Signed notional at the mid, USD: every quote coin here is a dollar. */
export const notionalUsd = ({ instrument, mid }: Sight, market: MarketKey, quantity: Decimal): number => {
  const size = instrument(market)?.contractSize ?? decimal(1);
  const units = quantity.times(size).toNumber();
  return kindOf(market) === 'inverse' ? units : units * mid(market);
};

/** Too little for any order: what a closing had to leave. */
export const isDust = (sight: Sight, market: MarketKey, quantity: Decimal): boolean => {
  const listed = sight.instrument(market);
  if (listed === undefined) return false;
  const size = quantity.abs();
  if (size.lt(listed.minQuantity) || size.lt(listed.lotSize)) return true;
  return Math.abs(notionalUsd(sight, market, quantity)) < listed.minNotional.toNumber() * DUST_SLACK;
};

/** A minimum is met at the price of the order, dust is seen at the mark of a later instant. */
const DUST_SLACK = 1.05;

/** Legs of a coin's position, also one that is on its way to another market. */
export const legsOf = (positions: readonly HeldPosition[], coin: CoinId): readonly LegAt[] =>
  positions.filter(({ position }) => position.coin === coin).flatMap(({ position }) => everyLeg(position));
