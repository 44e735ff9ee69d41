import { parseConfig } from '../../../src/engine/config/config.ts';
import { knownVenues } from '../../../src/venues/registry.ts';

/** The defaults. */
export const chaosConfig = parseConfig({ knownVenues: knownVenues.map(({ venue }) => venue), text: '' });
