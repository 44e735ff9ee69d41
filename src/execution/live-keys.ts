import { EngineError } from '../domain/errors.ts';
import type { VenueId } from '../domain/ids.ts';
import type { KeyPart, VenueTrading } from '../domain/venue-trading.ts';

/** No key of a venue in the environment, or not all of it. */
export class LiveKeyMissingError extends EngineError<{ venue: VenueId; variables: readonly string[] }> {
  readonly code = 'keys.missing';
  override readonly exitCode = 2;
}

/** What a variable holds cannot be a key. Never says what it holds. */
export class LiveKeyMalformedError extends EngineError<{ venue: VenueId; variable: string; fault: string }> {
  readonly code = 'keys.malformed';
  override readonly exitCode = 2;
}

export type KeyTexts = Readonly<Partial<Record<KeyPart, string>>>;

/** One venue's key. However it is printed, journaled or inspected, it shows whose it is and nothing of it. */
export class LiveKeys {
  readonly venue: VenueId;
  readonly #texts: KeyTexts;

  constructor(venue: VenueId, texts: KeyTexts) {
    this.venue = venue;
    this.#texts = texts;
  }

  /** The secrets themselves, for whoever signs. */
  reveal(): KeyTexts {
    return this.#texts;
  }

  toString(): string {
    return `[keys of ${this.venue}]`;
  }

  toJSON(): string {
    return this.toString();
  }
}

const PARTS: readonly KeyPart[] = ['key', 'secret', 'passphrase'];

/** `HEDGEROW_BINANCE_KEY`, `HEDGEROW_BINANCE_SECRET`, `HEDGEROW_OKX_PASSPHRASE`. */
export const keyVariable = (venue: VenueId, part: KeyPart): string =>
  `HEDGEROW_${venue.toUpperCase()}_${part.toUpperCase()}`;

/** The variables a venue's key is read from. */
export const keyVariables = ({ venue, credentials }: VenueTrading): readonly string[] =>
  PARTS.filter((part) => credentials[part] !== undefined).map((part) => keyVariable(venue, part));

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A venue's key from the environment, white space around it removed. Throws LiveKeyMissingError, which names the variables,
 * and LiveKeyMalformedError.
 */
export const readLiveKeys = (env: Environment, trading: VenueTrading): LiveKeys => {
  const { venue, credentials } = trading;
  const missing = keyVariables(trading).filter((variable) => (env[variable]?.trim() ?? '') === '');
  if (missing.length > 0)
    throw new LiveKeyMissingError(`no key of ${venue}: export ${missing.join(', ')}`, { venue, variables: missing });
  const texts: Partial<Record<KeyPart, string>> = {};
  for (const part of PARTS) {
    const credential = credentials[part];
    if (credential === undefined) continue;
    const variable = keyVariable(venue, part);
    const text = (env[variable] ?? '').trim();
    const fault = faultOf(text, { part, ...credential });
    if (fault !== undefined)
      throw new LiveKeyMalformedError(`${variable} ${fault}; export it again, without quotation marks`, {
        venue,
        variable,
        fault,
      });
    texts[part] = text;
  }
  return new LiveKeys(venue, texts);
};

/** Private keys in PEM have lines; everything else is one word. */
const PEM = /^-----BEGIN [A-Z ]*PRIVATE KEY-----\s[\s\S]+-----END [A-Z ]*PRIVATE KEY-----$/;
const LENGTH_MIN = 6;

const faultOf = (
  text: string,
  { part, shape }: { readonly part: KeyPart; readonly shape?: { readonly pattern: RegExp; readonly words: string } },
): string | undefined => {
  if (shape !== undefined) return shape.pattern.test(text) ? undefined : `is not ${shape.words}`;
  // a passphrase is its owner's choice
  if (part === 'passphrase') return /^[\x20-\x7e]+$/.test(text) ? undefined : 'has characters that no passphrase has';
  if (part === 'secret' && PEM.test(text)) return undefined;
  if (/^["'`]|["'`]$/.test(text)) return 'stands in quotation marks';
  if (/\s/.test(text)) return 'has white space within';
  if (!/^[\x21-\x7e]+$/.test(text)) return 'has characters that no key has';
  return text.length < LENGTH_MIN ? 'is too short to be a key' : undefined;
};
