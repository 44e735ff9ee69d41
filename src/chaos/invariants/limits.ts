import type { MarketKey, VenueId } from '../../domain/ids.ts';
import { kindOf, venueOf } from '../../domain/ids.ts';
import { ZERO, decimal } from '../../domain/money.ts';
import type { Decimal } from '../../domain/money.ts';
import type { OrderIntent } from '../../domain/order.ts';
import { venueConfig } from '../../engine/config/config.ts';
import { limitSettings } from '../../engine/config/config-settings.ts';
import type { Sight } from '../sight.ts';
import { believedHoldings, notionalUsd } from '../sight.ts';
import type { OrderCheck } from './sent-orders.ts';

/** Prices move between the decision and the look: a hair for entries, more for hedges of what was decided before. */
const SLACK = { open: 1.005, hedge: 1.03 };

/** A market may have jumped by as much since the book that an order was decided on; a price further off is none. */
const JUMP_FRACTION = 0.03;

/**
 * Gross, per-leg, per-venue and correlated limits, what is held and what is pending together, at the mids of the venues' books;
 * of a market with an order on its way at the mid it was decided on, where that is lower: nobody can know of a jump before
 * it is told.
 */
export const withinLimits: OrderCheck = (order, sight) => {
  if (order.purpose !== 'open' && order.purpose !== 'hedge') return undefined;
  const slack = SLACK[order.purpose];
  const limits = limitSettings(sight.config);
  const legs = legsUsd(asDecided(sight));
  const grossUsd = [...legs.values()].reduce((total, usd) => total + usd, 0);
  const legUsd = legs.get(order.market) ?? 0;
  const broken = [
    ...over('the leg', legUsd, limits.legNotionalMaxUsd * slack),
    ...over('the leg', legUsd, limits.legShareOfGrossLimitFraction * limits.grossNotionalMaxUsd * slack),
    ...over('gross', grossUsd, limits.grossNotionalMaxUsd * slack),
    // nobody has measured how coins move: they all count together
    ...over('correlated', grossUsd, limits.correlatedShareOfGrossLimitFraction * limits.grossNotionalMaxUsd * slack),
    ...overMargin(venueOf(order.market), legs, sight),
  ];
  return broken.length === 0 ? undefined : `${describe(order)}: ${broken.join(', ')}`;
};

/** The sight of whoever decided the orders on their way. */
const asDecided = (sight: Sight): Sight => {
  const decided = new Map([...sight.chronicle.open.values()].map((one) => [one.market, Number(one.decisionMid)]));
  const mid = (market: MarketKey): number => {
    const now = sight.mid(market);
    const then = decided.get(market) ?? now;
    return then < now && then > now * (1 - JUMP_FRACTION) ? then : now;
  };
  return { ...sight, mid };
};

const describe = ({ clientOrderId, purpose, side, quantity, market }: OrderIntent): string =>
  `${clientOrderId}: ${purpose} ${side} ${quantity} ${market}`;

const over = (what: string, usd: number, limitUsd: number): readonly string[] =>
  usd > limitUsd ? [`${what} comes to ${usd.toFixed(0)} USD of at most ${limitUsd.toFixed(0)}`] : [];

/** Absolute notional of each market, every order that adds counted as filled. */
const legsUsd = (sight: Sight): ReadonlyMap<MarketKey, number> => {
  const quantities = new Map<MarketKey, Decimal>();
  for (const [market, quantity] of believedHoldings(sight)) quantities.set(market, quantity);
  const { open, filled } = sight.chronicle;
  for (const { market, side, quantity, purpose, clientOrderId } of open.values()) {
    if (purpose !== 'open' && purpose !== 'hedge') continue;
    // what has been booked of it is among what is held
    const rest = decimal(quantity).minus(filled.get(clientOrderId) ?? ZERO);
    const signed = rest.times(side === 'buy' ? 1 : -1);
    quantities.set(market, (quantities.get(market) ?? ZERO).plus(signed));
  }
  return new Map([...quantities].map(([market, quantity]) => [market, Math.abs(notionalUsd(sight, market, quantity))]));
};

/** Margin of all derivative legs of a venue against what the account is worth without them. */
const overMargin = (venue: VenueId, legs: ReadonlyMap<MarketKey, number>, sight: Sight): readonly string[] => {
  const { leverageRatio } = venueConfig(sight.config, venue);
  let marginUsd = 0;
  for (const [market, usd] of legs)
    if (venueOf(market) === venue && kindOf(market) !== 'spot') marginUsd += usd / leverageRatio;
  const balances = Object.entries(sight.accounts.get(venue)?.balances ?? {});
  const dollars = new Set<string>(sight.config.universe.dollarQuotes);
  const cashUsd = balances.reduce((total, [coin, amount]) => total + (dollars.has(coin) ? Number(amount) : 0), 0);
  return over(`margin at ${venue}`, marginUsd, cashUsd * MARGIN_SLACK);
};

/** Open losses are not in the wallet. */
const MARGIN_SLACK = 1.1;
