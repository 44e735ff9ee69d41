import type { VenueProfile } from '../domain/ports.ts';
import type { Config } from '../engine/config/config.ts';
import { venueConfig } from '../engine/config/config.ts';
import { feeTermsOf } from '../engine/config/config-settings.ts';
import { knownVenues } from '../venues/registry.ts';

/** The venues a configuration enables, with its fees. */
export const enabledProfiles = (config: Config): readonly VenueProfile[] =>
  knownVenues
    .filter(({ venue }) => venueConfig(config, venue).enabled)
    .map((profile) => ({ ...profile, ...feeTermsOf(config, profile) }));
