import type { VenueId } from '../domain/ids.ts';
import type { VenueProfile } from '../domain/ports.ts';
import type { Config } from '../engine/config/config.ts';
import { venueConfig } from '../engine/config/config.ts';
import type { RelayProfile } from '../venues/relay.ts';
import { relayProfile } from '../venues/relays.ts';
import { DividedSources } from './relay-sources.ts';
import type { RelayedVenue } from './relay-sources.ts';

/** The venues of a world that a relay speaks of, as configured. */
export const relayedVenues = (profiles: readonly VenueProfile[], config: Config): readonly RelayedVenue[] =>
  profiles.flatMap(({ venue }) => {
    const { relay, relayShareFraction, relayShadow } = venueConfig(config, venue);
    if (relay === 'none') return [];
    const row: RelayedVenue = {
      venue,
      relay: relay as VenueId,
      shareFraction: relayShareFraction,
      shadow: relayShadow ? 'on' : 'off',
    };
    return [row];
  });

/** The relays that are spoken to, each once, in the form the configuration names. Throws UnknownRelayError. */
export const relayProfiles = (venues: readonly RelayedVenue[], { relays }: Config): readonly RelayProfile[] =>
  [...new Set(venues.map(({ relay }) => relay))].sort().map((relay) => relayProfile(relay, relays[relay]?.preset));

/** What divides the rates of a world between venues and relays; `undefined` where no relay is configured. */
export const relaySources = (profiles: readonly VenueProfile[], config: Config): DividedSources | undefined => {
  const venues = relayedVenues(profiles, config);
  return venues.length === 0 ? undefined : new DividedSources(relayProfiles(venues, config), venues);
};
