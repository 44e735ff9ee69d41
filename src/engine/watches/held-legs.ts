import { symbolOf, symbolParts, venueOf } from '../../domain/ids.ts';
import type { CoinId, Leg, MarketKey, MarketKind, VenueId } from '../../domain/ids.ts';
import { LEGS, coinsHeld } from '../../position/position.ts';
import type { LegState, Position } from '../../position/position.ts';
import { isFlat } from '../../position/repair.ts';
import type { LegAccount } from '../../risk/entry-plan.ts';
import { legPrice, multiplierOf } from './leg-price.ts';
import type { LegPrice, LegSight } from './leg-price.ts';

/** One leg that is held, with its market as it is seen now. */
export interface HeldLeg {
  readonly coin: CoinId;
  readonly leg: Leg;
  readonly market: MarketKey;
  readonly venue: VenueId;
  readonly kind: MarketKind;
  /** Coin of the margin: the settle coin, the quote of a spot market. */
  readonly settle: string;
  readonly sight: LegSight;
  readonly price: LegPrice | undefined;
  /** At that price; 0 where there is none. */
  readonly usdPerCoin: number;
  readonly notionalUsd: number;
  readonly account: LegAccount;
}

/** A position that holds something, leg by leg. */
export interface HeldRoute {
  readonly position: Position;
  readonly legs: readonly HeldLeg[];
}

export interface Seeing {
  readonly nowMs: Parameters<typeof legPrice>[2];
  readonly sightOf: (market: MarketKey) => LegSight;
  readonly accountOf: (market: MarketKey) => LegAccount;
}

/** Every position that holds something. Books in the sights are valid only while the current input is handled. */
export const heldRoutes = (positions: readonly Position[], seeing: Seeing): readonly HeldRoute[] =>
  positions.flatMap((position) => {
    const { legs } = position;
    if (legs === null) return [];
    const sights = { long: seeing.sightOf(legs.long.market), short: seeing.sightOf(legs.short.market) };
    const held = LEGS.filter((leg) => holdingOf(legs[leg]).isHeld).map((leg): HeldLeg => {
      const { market } = legs[leg];
      const { coins, venue, kind, settle } = holdingOf(legs[leg]);
      const price = legPrice(sights[leg], sights[leg === 'long' ? 'short' : 'long'], seeing.nowMs);
      const account = seeing.accountOf(market);
      const usdPerCoin = price === undefined ? 0 : (price.price * account.usdPerQuote) / multiplierOf(sights[leg]);
      const notionalUsd = coins * usdPerCoin;
      const where = { market, venue, kind, settle };
      return { coin: position.coin, leg, ...where, sight: sights[leg], price, usdPerCoin, notionalUsd, account };
    });
    return [{ position, legs: held }];
  });

/** What of a leg stays as it is until the leg changes. */
interface Holding extends Pick<HeldLeg, 'venue' | 'kind' | 'settle'> {
  readonly isHeld: boolean;
  /** Absolute. */
  readonly coins: number;
}

/** A leg is never changed, it is replaced. */
const HOLDINGS = new WeakMap<LegState, Holding>();

const holdingOf = (leg: LegState): Holding => {
  const known = HOLDINGS.get(leg);
  if (known !== undefined) return known;
  const { settle, kind } = symbolParts(symbolOf(leg.market));
  const isHeld = leg.presence === 'traded' && !isFlat(leg);
  const holding = { venue: venueOf(leg.market), kind, settle, isHeld, coins: coinsHeld(leg).abs().toNumber() };
  HOLDINGS.set(leg, holding);
  return holding;
};
