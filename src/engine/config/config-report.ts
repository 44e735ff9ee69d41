import { EngineError } from '../../domain/errors.ts';
import type { ConfigTree } from './config-tree.ts';

/** One thing wrong with a configuration. `line` and `column` are absent for what did not come from a file. */
export interface ConfigFault {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** Dotted key path, empty for the document itself. */
  readonly key: string;
  readonly expected: string;
  readonly found: string;
  /** The known key nearest to an unknown one. */
  readonly nearest?: string;
}

/** A configuration that cannot be used. The message lists every fault, one a line. */
export class ConfigError extends EngineError<{ readonly faults: readonly ConfigFault[] }> {
  readonly code = 'config.invalid';
  override readonly exitCode = 2;

  constructor(faults: readonly ConfigFault[]) {
    super([...faults].sort(byPlace).map(faultText).join('\n'), { faults });
  }
}

/** A configuration file that cannot be read at all. */
export class ConfigFileError extends EngineError<{ readonly file: string }> {
  readonly code = 'config.unreadable';
  override readonly exitCode = 2;
}

export const faultText = ({ file, line, column, key, expected, found, nearest }: ConfigFault): string => {
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  return `${place} ${key === '' ? '' : `${key}: `}expected ${expected}, found ${found}${hint}`;
};

const SECRET = /secret|password|passphrase|token|apikey|api_key|privatekey|mnemonic/i;

/** True for a key whose value must not be shown anywhere. */
export const isSecretKey = (key: string): boolean => SECRET.test(key);

/** A value as a fault shows it, short. */
export const shown = (tree: ConfigTree | undefined): string => {
  if (tree === undefined || tree === null) return 'nothing';
  if (typeof tree === 'boolean') return String(tree);
  if (typeof tree === 'string' && /^[+-]?[\d_]+(\.\d+)?$/.test(tree)) return tree;
  if (typeof tree === 'string') return JSON.stringify(tree.length > 60 ? `${tree.slice(0, 57)}...` : tree);
  return Array.isArray(tree) ? 'a list' : 'a map';
};

/** The known key nearest to `key`, at most a third of its letters away; `undefined` when none is near. */
export const nearestKey = (key: string, known: readonly string[]): string | undefined => {
  let nearest: string | undefined;
  let least = Math.max(1, Math.floor(key.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(key.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [nearest, least] = [candidate, distance];
  }
  return nearest;
};

/** Letters to insert, delete or change between two words. */
const editDistance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change));
    }
    row = next;
  }
  return row[b.length] ?? 0;
};

const byPlace = (a: ConfigFault, b: ConfigFault): number =>
  (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0) || (a.key < b.key ? -1 : 1);
