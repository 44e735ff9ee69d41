import type { Brand } from '../domain/units.ts';
import { EngineError } from '../domain/errors.ts';

/** A relay's key, trimmed and checked. It goes into headers and paths, nowhere else. */
export type RelayKey = Brand<string, 'RelayKey'>;

/** What a relay's keys look like and where they are found. */
export interface RelayKeyRule {
  /** Name of the environment variable. */
  readonly variable: string;
  readonly prefix?: string;
}

/** The environment holds no key. */
export class RelayKeyMissingError extends EngineError<{ variable: string }> {
  readonly code = 'relay.key-missing';
  override readonly exitCode = 2;
}

/** What the environment holds cannot be a key. The context never holds the text itself. */
export class RelayKeyMalformedError extends EngineError<{ variable: string; fault: string; length: number }> {
  readonly code = 'relay.key-malformed';
  override readonly exitCode = 2;
}

const LENGTH_MIN = 8;
const LENGTH_MAX = 512;

/**
 * The key from the environment. White space around it is dropped: a line end after the key is the usual cause of a 401.
 * Throws RelayKeyMissingError or RelayKeyMalformedError.
 */
export const relayKey = (rule: RelayKeyRule, environment: Readonly<Record<string, string | undefined>>): RelayKey => {
  const { variable } = rule;
  const key = environment[variable]?.trim() ?? '';
  if (key === '') throw new RelayKeyMissingError(`${variable} is not set: the relay needs a key`, { variable });
  const fault = faultOf(key, rule);
  if (fault === undefined) return key as RelayKey;
  throw new RelayKeyMalformedError(`${variable} holds no key: ${fault}`, { variable, fault, length: key.length });
};

const faultOf = (key: string, { prefix = '' }: RelayKeyRule): string | undefined => {
  if (/^["'].*["']$/.test(key)) return 'it stands in quotation marks';
  if (/^bearer\s/i.test(key)) return 'it begins with "Bearer", which is added to it later';
  if (/\s/.test(key)) return 'there is white space within it';
  if (!/^[A-Za-z0-9._~-]+$/.test(key)) return 'only letters, digits, ".", "_", "~" and "-" can be in it';
  if (!key.startsWith(prefix)) return `it does not begin with "${prefix}"`;
  if (key.length < LENGTH_MIN || key.length > LENGTH_MAX)
    return `it has ${key.length} characters, between ${LENGTH_MIN} and ${LENGTH_MAX} are expected`;
  return undefined;
};
