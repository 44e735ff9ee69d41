import { asJson, canonicalJson, isRecord } from '../domain/codec.ts';
import type { Json } from '../domain/codec.ts';
import type { Fact } from '../domain/fact.ts';
import { EngineError } from '../domain/errors.ts';

/** Where two journals part: the first fact that differs and the first field in it. */
export interface Divergence {
  readonly seq: number;
  /** `body.levels[3].price`; empty where one side has no such fact. */
  readonly path: string;
  /** `undefined` where that side has nothing there. */
  readonly expected: Json | undefined;
  readonly found: Json | undefined;
}

/** A golden journal that cannot be read; the message names the line. */
export class GoldenLineError extends EngineError<{ file: string; line: number }> {
  readonly code = 'replay.bad-golden';
  override readonly exitCode = 2;
}

/** The first divergent fact, or `undefined` when the journals are the same. Reads both only as far as it must. */
export const firstDivergence = (expected: Iterable<Fact>, found: Iterable<Fact>): Divergence | undefined => {
  const others = found[Symbol.iterator]();
  let seq = 0;
  for (const fact of expected) {
    seq = fact.seq;
    const other = others.next();
    if (other.done === true) return { seq, path: '', expected: asJson(fact), found: undefined };
    const difference = differenceOf(asJson(fact), asJson(other.value), '');
    if (difference !== undefined) return { seq, ...difference };
  }
  const extra = others.next();
  return extra.done === true ? undefined : { seq: seq + 1, path: '', expected: undefined, found: asJson(extra.value) };
};

/** A divergence in words: one line to read, two to compare. */
export const divergenceText = ({ seq, path, expected, found }: Divergence): string => {
  const where = path === '' ? `fact ${seq}` : `fact ${seq}, ${path}`;
  return `the journals part at ${where}\n  expected ${shown(expected)}\n  found    ${shown(found)}`;
};

/**
 * The facts of a golden journal: NDJSON, one canonical fact a line, an `about` line first where there is one. Throws
 * GoldenLineError.
 */
export const goldenFacts = (text: string, file: string): readonly Fact[] => {
  const facts: Fact[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const value = goldenLine(line, file, index + 1);
    if (index === 0 && 'about' in value) continue;
    if (typeof value['seq'] !== 'number' || typeof value['type'] !== 'string')
      throw new GoldenLineError(`${file}:${index + 1} holds no fact: expected seq, type, actor and body`, {
        file,
        line: index + 1,
      });
    facts.push(value as unknown as Fact);
  }
  return facts;
};

const goldenLine = (text: string, file: string, line: number): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch {
    // Said below: whatever is not an object is not a fact.
  }
  throw new GoldenLineError(`${file}:${line} is not a JSON object`, { file, line });
};

type Difference = Omit<Divergence, 'seq'>;

const differenceOf = (expected: Json | undefined, found: Json | undefined, path: string): Difference | undefined => {
  if (expected === undefined && found === undefined) return undefined;
  if (expected === undefined || found === undefined) return { path, expected, found };
  if (isArray(expected) && isArray(found)) {
    for (let index = 0; index < Math.max(expected.length, found.length); index += 1) {
      const difference = differenceOf(expected[index], found[index], `${path}[${index}]`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  if (isObject(expected) && isObject(found)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
    for (const key of [...keys].sort()) {
      const difference = differenceOf(expected[key], found[key], path === '' ? key : `${path}.${key}`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  return canonicalJson(expected) === canonicalJson(found) ? undefined : { path, expected, found };
};

const SHOWN_CHARS_MAX = 400;

const shown = (value: Json | undefined): string => {
  if (value === undefined) return 'nothing';
  const text = canonicalJson(value);
  return text.length > SHOWN_CHARS_MAX ? `${text.slice(0, SHOWN_CHARS_MAX)}…` : text;
};

const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);
const isObject = (value: Json): value is { readonly [key: string]: Json | undefined } => isRecord(value);
