import type { VenueFace } from './venue-face.ts';

/** Every simulated venue as the network sees it, in alphabetical order. */
export const venueFaces: readonly VenueFace[] = [];
