import { ms } from '../../domain/units.ts';
import type { RelayProfile } from '../relay.ts';
import { RELAY_LIMITS } from '../relay.ts';
import { tickdbFailure } from './codes.ts';
import { TickDbDecoder } from './decoder.ts';
import { tickdbLink } from './link.ts';
import type { TickDbPreset } from './presets.ts';
import { TICKDB } from './presets.ts';

/** TickDB in one of its forms. */
export const tickdbRelay = (preset: TickDbPreset): RelayProfile => {
  const hasFunding = preset.funding !== undefined;
  return {
    relay: TICKDB,
    preset: preset.name,
    key: { variable: 'TICKDB_API_KEY' },
    serves: {
      funding: hasFunding ? 'push' : 'none',
      'settled funding': hasFunding ? 'poll' : 'none',
      prices: preset.channels.includes('ticker') ? 'push' : 'none',
      book: 'push',
    },
    pollEveryMs: ms(5000),
    createDecoder: (lookup, limits) => new TickDbDecoder(preset, lookup, { ...RELAY_LIMITS, ...limits }),
    link: (key) => tickdbLink(preset, key),
    failureOf: tickdbFailure,
  };
};
