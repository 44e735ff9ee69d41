import { symbolOf } from '../domain/ids.ts';
import type { ServedVenues } from '../simulator/wire/wire-server.adapter.ts';
import { memberLine } from './venue-counts.ts';

/** What a simulated venue itself has of its one account, asked at the terminal while somebody trades there. */
export const accountRecord = (venues: ServedVenues, venue: string): string => {
  const { positions, openOrders, balances } = venues.truth(venue);
  // client id to how often it was received, lost and refused sends included
  const received = Object.fromEntries(venues.counts(venue).orders);
  return memberLine('account', { venue, positions, openOrders, balances, received });
};

/** The same for people, two lines. */
export const accountLines = (venues: ServedVenues, venue: string): string => {
  const { positions, openOrders, balances } = venues.truth(venue);
  const received = [...venues.counts(venue).orders];
  const twice = received.filter(([, times]) => times > 1).map(([id]) => id);
  const held = positions.map(({ market, quantity }) => `${quantity} ${symbolOf(market)}`);
  const money = balances.map(({ coin, total }) => `${total} ${coin}`);
  return (
    `${venue} holds ${listed(held)}; balances ${listed(money)}\n` +
    `${venue} has received ${received.length} orders, ${openOrders.length} of them open, more than once: ${listed(twice)}\n`
  );
};

const listed = (words: readonly string[]): string => (words.length === 0 ? 'none' : words.join(', '));
