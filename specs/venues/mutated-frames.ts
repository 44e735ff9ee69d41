import * as fc from 'fast-check';

/** Values that have no business where a number, text, list or object is expected. */
const RUBBISH: readonly unknown[] = [
  null,
  '',
  'NaN',
  '-1',
  '0',
  '1e999',
  '0.1.2',
  -1,
  0,
  1e300,
  true,
  [],
  {},
  [[]],
  [['1']],
  '__proto__',
  'constructor',
  'x'.repeat(500),
];

export interface Edit {
  readonly path: readonly number[];
  readonly rubbish: unknown;
  readonly kind: 'replace' | 'remove';
}

/** One to three members to replace by rubbish or to remove, found by stepping down a frame. */
export const edits: fc.Arbitrary<readonly Edit[]> = fc.array(
  fc.record({
    path: fc.array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 7 }),
    rubbish: fc.constantFrom(...RUBBISH),
    kind: fc.constantFrom('replace' as const, 'remove' as const),
  }),
  { minLength: 1, maxLength: 3 },
);

/** A copy of a frame with the edits made. */
export const mutated = (frame: unknown, changes: readonly Edit[]): unknown => {
  const copy: unknown = structuredClone(frame);
  for (const change of changes) apply(copy, change);
  return copy;
};

const apply = (root: unknown, { path, rubbish, kind }: Edit): void => {
  let node = root;
  for (const [depth, step] of path.entries()) {
    if (typeof node !== 'object' || node === null) return;
    const members = node as Record<string, unknown>;
    const keys = Object.keys(members);
    const key = keys[step % keys.length];
    if (key === undefined) return;
    if (depth < path.length - 1 && typeof members[key] === 'object' && members[key] !== null) {
      node = members[key];
      continue;
    }
    if (kind === 'replace') members[key] = structuredClone(rubbish);
    else if (Array.isArray(node)) node.splice(Number(key), 1);
    else Reflect.deleteProperty(members, key);
    return;
  }
};
