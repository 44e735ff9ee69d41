import { ms } from '../../domain/units.ts';
import type { RelayProfile } from '../relay.ts';
import { RELAY_LIMITS } from '../relay.ts';
import { statusFailure } from '../relay-error.ts';
import { HolySheepDecoder } from './decoder.ts';
import { holysheepLink } from './link.ts';
import type { HolySheepPreset } from './presets.ts';
import { HOLYSHEEP } from './presets.ts';

/** HolySheep in one of its forms. */
export const holysheepRelay = (preset: HolySheepPreset): RelayProfile => ({
  relay: HOLYSHEEP,
  preset: preset.name,
  key: { variable: 'HOLYSHEEP_API_KEY', prefix: 'sk-' },
  serves: {
    funding: preset.stream === undefined ? 'poll' : 'push',
    'settled funding': 'none',
    prices: 'none',
    book: preset.book === undefined ? 'none' : 'poll',
  },
  pollEveryMs: ms(3000),
  createDecoder: (lookup, limits) => new HolySheepDecoder(preset, lookup, { ...RELAY_LIMITS, ...limits }),
  link: (key) => holysheepLink(preset, key),
  failureOf: (answer, nowMs) => statusFailure({ relay: HOLYSHEEP, answer, nowMs }),
});
