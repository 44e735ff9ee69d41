import * as fc from 'fast-check';
import type { Edit } from './mutated-frames.ts';
import { edits, mutated } from './mutated-frames.ts';
import type { Sample } from './venue-samples.ts';

/** What goes wrong with a frame on its way, or is done to it by somebody who wants to see. */
export type Mutation =
  | { readonly kind: 'whole' }
  | { readonly kind: 'edits'; readonly edits: readonly Edit[] }
  | { readonly kind: 'truncated'; readonly at: number }
  | { readonly kind: 'bits'; readonly flips: readonly { readonly at: number; readonly bit: number }[] }
  | { readonly kind: 'number' | 'text' | 'duplicate'; readonly nth: number; readonly put: string }
  | { readonly kind: 'nested'; readonly nth: number; readonly depth: number; readonly open: '[' | '{"a":' }
  | { readonly kind: 'huge'; readonly path: readonly number[]; readonly what: keyof typeof HUGE }
  | { readonly kind: 'channel'; readonly other: number }
  | { readonly kind: 'payload'; readonly other: number; readonly member: number };

/** A mutation of one of many samples. */
export interface Step {
  readonly index: number;
  readonly mutation: Mutation;
}

/** Numbers as JSON might write them: too large, too small, too long, or of another sign. */
const NUMBERS = ['1e308', '-1e308', '1e999', '9'.repeat(400), '0', '-0', '-1', '1e-320', '1e21', '0.1e-7', '4e15'];
NUMBERS.push('9007199254740993', '1.7976931348623157e308', '00', '1.', '.5', '0x10', '+1', 'NaN', 'Infinity', 'null');

/** Texts where a number is expected, or a name. */
const TEXTS = ['NaN', 'Infinity', '-Infinity', '', ' ', ' 1', '1 ', '0x10', '1e400', '1e300', '1_000', '1,5', '--1'];
TEXTS.push('+1', '.', '-', '1e', '\u0661\u0662', '\uFF11', '\u0000', '\uD800', '__proto__', 'constructor', 'toString');
TEXTS.push('../../etc/passwd', '{}', '[]', 'null', 'true', '9'.repeat(400), `0.${'0'.repeat(400)}1`, 'x'.repeat(5000));

const MEGABYTES = 10;
const PAIR: readonly string[] = ['1', '1'];
/** Ten megabytes of one kind, as values that are shared: nothing changes them. */
const HUGE = {
  text: 'x'.repeat(MEGABYTES * 1_000_000),
  digits: '9'.repeat(MEGABYTES * 1_000_000),
  levels: Array.from({ length: MEGABYTES * 90_000 }, () => PAIR),
  rows: Array.from({ length: MEGABYTES * 40_000 }, () => ({})),
  // Deeper than a text of it can be made by recursion.
  deep: JSON.parse(`${'['.repeat(20_000)}1${']'.repeat(20_000)}`) as unknown,
  nulls: Array.from({ length: MEGABYTES * 200_000 }, () => null),
} as const;
const HUGE_KINDS = ['text', 'digits', 'levels', 'rows', 'nulls', 'deep', 'deep'] as const;

const at = fc.double({ min: 0, max: 1, noNaN: true });
const nth = fc.nat({ max: 400 });

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  { weight: 60, arbitrary: fc.constant<Mutation>({ kind: 'whole' }) },
  { weight: 60, arbitrary: edits.map((made): Mutation => ({ kind: 'edits', edits: made })) },
  { weight: 20, arbitrary: fc.record({ kind: fc.constant('truncated' as const), at }) },
  {
    weight: 40,
    arbitrary: fc.record({
      kind: fc.constant('bits' as const),
      flips: fc.array(fc.record({ at, bit: fc.nat({ max: 7 }) }), { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 60,
    arbitrary: fc.record({ kind: fc.constant('number' as const), nth, put: fc.constantFrom(...NUMBERS) }),
  },
  { weight: 60, arbitrary: fc.record({ kind: fc.constant('text' as const), nth, put: fc.constantFrom(...TEXTS) }) },
  {
    weight: 30,
    arbitrary: fc.record({
      kind: fc.constant('duplicate' as const),
      nth,
      put: fc.constantFrom('null', '"NaN"', '-1', '0', '[]', '{}', '1e999', '"1e300"', '[["1","1"]]'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('nested' as const),
      nth,
      depth: fc.constantFrom(10, 1000, 5000),
      open: fc.constantFrom('[' as const, '{"a":' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('huge' as const),
      path: fc.array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 7 }),
      what: fc.constantFrom(...HUGE_KINDS),
    }),
  },
  { weight: 20, arbitrary: fc.record({ kind: fc.constant('channel' as const), other: fc.nat() }) },
  {
    weight: 30,
    arbitrary: fc.record({ kind: fc.constant('payload' as const), other: fc.nat(), member: fc.nat({ max: 8 }) }),
  },
);

/** One frame out of so many, and what goes wrong with it; three in twenty go through unharmed, so that there is a state to spoil. */
export const steps = (samples: readonly Sample[]): fc.Arbitrary<Step> =>
  fc.record({ index: fc.nat({ max: Math.max(0, samples.length - 1) }), mutation });

/** The sample as it arrives. */
export const spoiled = (samples: readonly Sample[], { index, mutation: done }: Step): Sample => {
  const sample = samples[index % samples.length];
  if (sample === undefined) throw new Error('no samples');
  switch (done.kind) {
    case 'whole':
      return sample;
    case 'edits':
      return { ...sample, frame: mutated(sample.frame, done.edits) };
    case 'huge':
      return { ...sample, frame: replaced(sample.frame, done.path, HUGE[done.what]) };
    case 'channel':
      return { ...otherOf(samples, done.other, sample), frame: sample.frame };
    case 'payload':
      return { ...sample, frame: crossed(sample.frame, otherOf(samples, done.other, sample).frame, done.member) };
    case 'truncated':
    case 'bits':
    case 'number':
    case 'text':
    case 'duplicate':
    case 'nested':
      return { ...sample, frame: arrived(inText(JSON.stringify(sample.frame) ?? '', done)) };
    default:
      return done satisfies never;
  }
};

/** Another sample, of the same kind where there is one at that place. */
const otherOf = (samples: readonly Sample[], other: number, sample: Sample): Sample => {
  const found = samples[other % samples.length] ?? sample;
  return found.kind === sample.kind ? found : sample;
};

/** The envelope of one frame around a member of another. */
const crossed = (one: unknown, other: unknown, member: number): unknown => {
  if (!isObject(one) || !isObject(other)) return other;
  const keys = Object.keys(one);
  const key = keys[member % Math.max(1, keys.length)];
  if (key === undefined || !(key in other)) return other;
  const copy: Record<string, unknown> = { ...one };
  copy[key] = other[key];
  return copy;
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A copy with one member replaced by a value that is not copied. */
const replaced = (frame: unknown, [step, ...rest]: readonly number[], value: unknown): unknown => {
  if (typeof frame !== 'object' || frame === null || step === undefined) return value;
  const members = Object.entries(frame);
  const [key, member] = members[step % Math.max(1, members.length)] ?? [];
  if (key === undefined) return value;
  const put = replaced(member, rest, value);
  if (Array.isArray(frame))
    return (frame as readonly unknown[]).map((one, place) => (String(place) === key ? put : one));
  return { ...frame, [key]: put };
};

type InText = Extract<Mutation, { kind: 'truncated' | 'bits' | 'number' | 'text' | 'duplicate' | 'nested' }>;

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const TEXT = /"(?:[^"\\]|\\.)*"/g;
const MEMBER = /"(?:[^"\\]|\\.)*":/g;

const inText = (text: string, done: InText): string => {
  switch (done.kind) {
    case 'truncated':
      return text.slice(0, Math.floor(done.at * text.length));
    case 'bits':
      return flipped(text, done.flips);
    case 'number':
      return nthReplaced(text, NUMBER, { nth: done.nth, put: () => done.put });
    case 'text':
      return nthReplaced(text, TEXT, { nth: done.nth, put: () => JSON.stringify(done.put) });
    case 'duplicate':
      // Before the member as well as after: which of two counts is the reader's business.
      return nthReplaced(text, MEMBER, { nth: done.nth, put: (member) => `${member}${done.put},${member}` });
    case 'nested': {
      const close = done.open === '[' ? ']' : '}';
      const put = `${done.open.repeat(done.depth)}1${close.repeat(done.depth)}`;
      return nthReplaced(text, TEXT, { nth: done.nth, put: () => put });
    }
    default:
      return done satisfies never;
  }
};

interface Replacement {
  readonly nth: number;
  readonly put: (found: string) => string;
}

const nthReplaced = (text: string, what: RegExp, { nth, put }: Replacement): string => {
  const found = [...text.matchAll(what)];
  const match = found[nth % Math.max(1, found.length)];
  if (match === undefined) return text;
  return `${text.slice(0, match.index)}${put(match[0])}${text.slice(match.index + match[0].length)}`;
};

const flipped = (text: string, flips: readonly { readonly at: number; readonly bit: number }[]): string => {
  const bytes = Buffer.from(text);
  for (const flip of flips) {
    const place = Math.min(bytes.length - 1, Math.floor(flip.at * bytes.length));
    bytes[place] = (bytes[place] ?? 0) ^ (1 << flip.bit);
  }
  return bytes.toString('utf8');
};

/** As connectivity hands it on: JSON parsed, anything else as text. */
const arrived = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
