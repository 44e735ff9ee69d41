import { createWallClock } from '../clock/wall-clock.adapter.ts';
import type { VenueId } from '../domain/ids.ts';
import type { VenueProfile } from '../domain/ports.ts';
import { atMs } from '../domain/units.ts';
import { venueConfig } from '../engine/config/config.ts';
import { readLiveKeys } from '../execution/live-keys.ts';
import type { LiveKeys } from '../execution/live-keys.ts';
import { createLiveGateway, hostsOf, tradedKinds, tradingOf } from './live-gateway.ts';
import { openPaperFeeds } from './paper-world.ts';
import type { Endpoints, OpenPaperWorld, PaperWorldOptions } from './paper-world.ts';
import { relaySources } from './relay-setup.ts';
import { WallWorld } from './wall-world.ts';

export interface LiveWorldOptions extends PaperWorldOptions {
  /** A gateway was in trouble that no order tells of. */
  readonly onTrouble?: (venue: VenueId, thrown: unknown) => void;
}

/**
 * Real feeds and real orders, at every enabled venue, in every kind of market that is traded there. Whoever calls this has
 * made sure that it may be: nothing is checked here but the keys. Throws the errors of live keys and of relays. A venue that
 * is not reached yet has no account, and gets no order.
 */
export const openLiveWorld = (options: LiveWorldOptions): OpenPaperWorld => {
  const { config, env, notBeforeMs, clock = createWallClock(), onTrouble } = options;
  const kindsOf = (venue: VenueId) => tradedKinds(config, venue);
  const { venues, feeds } = openPaperFeeds({ ...options, clock, follow: { kindsOf } });
  const gateway = createLiveGateway({
    venues,
    keys: keysOf(
      venues.map(({ venue }) => venue),
      env,
    ),
    endpoints: addressesOf(options, venues),
    kinds: new Map(venues.map(({ venue }) => [venue, kindsOf(venue)])),
    clock,
    ...(onTrouble === undefined ? {} : { onTrouble }),
  });
  const world = new WallWorld({
    name: 'live',
    venues,
    feeds,
    gateway,
    sources: relaySources(venues, config),
    clock,
    startAtMs: atMs(Math.max(clock.now(), notBeforeMs ?? 0)),
    close: () => {
      gateway.stop();
      return Promise.resolve();
    },
  });
  gateway.onNews(() => world.wake());
  return { world, feeds };
};

/** Where each venue is spoken to with a key. */
const addressesOf = ({ config, endpoints = {} }: PaperWorldOptions, venues: readonly VenueProfile[]): Endpoints =>
  Object.fromEntries(venues.map(({ venue }) => [venue, hostsOf(venue, endpoints, venueConfig(config, venue).hosts)]));

const keysOf = (venues: readonly VenueId[], env: PaperWorldOptions['env']): ReadonlyMap<VenueId, LiveKeys> =>
  new Map(
    venues.flatMap((venue) => {
      const trading = tradingOf(venue);
      return trading === undefined ? [] : [[venue, readLiveKeys(env, trading)] as const];
    }),
  );
