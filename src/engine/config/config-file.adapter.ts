import { readFile, stat } from 'node:fs/promises';
import { ConfigFileError } from './config-report.ts';
import type { ConfigOverrides } from './config-overrides.ts';
import { parseConfig } from './config.ts';
import type { Config } from './config.ts';

const SIZE_MAX_BYTES = 1_048_576;

export interface ConfigChoice {
  /** One explicit file; there is no search path. Defaults when absent. */
  readonly file?: string | undefined;
  readonly preset?: string | undefined;
  readonly overrides?: ConfigOverrides | undefined;
  readonly knownVenues?: readonly string[] | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The effective configuration of a file, a preset, both or neither. Throws ConfigFileError or ConfigError. */
export const loadConfig = async ({ file, ...rest }: ConfigChoice): Promise<Config> =>
  parseConfig(file === undefined ? rest : { ...rest, text: await readText(file), fileName: file });

const readText = async (file: string): Promise<string> => {
  const { size } = await readable(file, stat(file));
  if (size > SIZE_MAX_BYTES)
    throw new ConfigFileError(`${file} has ${size} bytes: a configuration has at most ${SIZE_MAX_BYTES}`, { file });
  const bytes = await readable(file, readFile(file));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ConfigFileError(`${file} is not UTF-8 text`, { file });
  }
};

const readable = async <T>(file: string, reading: Promise<T>): Promise<T> => {
  try {
    return await reading;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigFileError(`${file} cannot be read: ${reason}`, { file });
  }
};
