/** Virtual worlds name their journal by the seed, so that order ids are the same in every run of it. */
export const birthIdOf = (seed: number): string => `sim${seed.toString(16).padStart(8, '0')}`;

/** The birth id a recorded run had; `undefined` where the recording is not of one run. */
export const recordedBirthId = (abouts: readonly { readonly [key: string]: unknown }[]): string | undefined => {
  const birthId = abouts.length === 1 ? abouts[0]?.['birthId'] : undefined;
  return typeof birthId === 'string' ? birthId : undefined;
};
