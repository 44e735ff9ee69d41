import { parse } from 'yaml';
import { asJson } from '../domain/codec.ts';
import type { Json } from '../domain/codec.ts';
import { printConfig } from '../engine/config/config-print.ts';
import { parseConfig } from '../engine/config/config.ts';
import type { Config } from '../engine/config/config.ts';
import { openRecording } from '../replay/merge.ts';
import { readRecording } from '../replay/recording.adapter.ts';

/** The configuration as the `about` line of a recording keeps it: as it is printed, secrets masked. */
export const configAbout = (config: Config): Json => asJson(parse(printConfig(config)) as object);

/**
 * The configuration a run was recorded with; `undefined` where the recording is not of a run, or is one of several. Throws
 * ConfigError for one that this build does not take, and the recording's errors.
 */
export const recordedConfig = async (files: readonly string[]): Promise<Config | undefined> => {
  const [file] = files;
  if (file === undefined || files.length > 1) return undefined;
  const lines = readRecording(file);
  const { about } = await openRecording(lines);
  await lines.return(undefined);
  const config = about['config'];
  return config === undefined
    ? undefined
    : parseConfig({ text: JSON.stringify(config), fileName: `the configuration recorded in ${file}` });
};
