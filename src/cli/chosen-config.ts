import { loadConfig } from '../engine/config/config-file.adapter.ts';
import type { ConfigOverrides } from '../engine/config/config-overrides.ts';
import type { Config } from '../engine/config/config.ts';
import { knownVenues } from '../venues/registry.ts';
import type { CommandIo } from './io.ts';

/** The configuration asked for; `preset` stands in when neither a file nor a preset is named. */
export const chosenConfig = (
  request: { readonly config?: string; readonly preset?: string; readonly overrides?: ConfigOverrides },
  { env }: Pick<CommandIo, 'env'>,
  preset: string,
): Promise<Config> =>
  loadConfig({
    file: request.config,
    overrides: request.overrides,
    preset: request.preset ?? (request.config === undefined ? preset : undefined),
    knownVenues: knownVenues.map(({ venue }) => venue),
    env,
  });
