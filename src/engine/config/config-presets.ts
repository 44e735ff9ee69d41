/** Three ways the engine is run, as the keys that differ from the default. */
export const presetYaml = {
  individual: 'engine: { maxCoins: 10, evaluateEveryMs: 60_000 }',
  team: 'engine: { maxCoins: 30, evaluateEveryMs: 10_000 }',
  institutional: 'engine: { maxCoins: all, evaluateEveryMs: 0 }',
} as const;

export type PresetName = keyof typeof presetYaml;

export const PRESET_NAMES: readonly string[] = Object.keys(presetYaml);

export const isPreset = (name: string): name is PresetName => Object.hasOwn(presetYaml, name);
