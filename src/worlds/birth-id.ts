/** Virtual worlds name their journal by the seed, so that order ids are the same in every run of it. */
export const birthIdOf = (seed: number): string => `sim${seed.toString(16).padStart(8, '0')}`;
