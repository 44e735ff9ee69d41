import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/domain/codec.ts';
import { inContext, migrate } from '../../src/domain/migration.ts';

const withB = inContext((context) => ({ ...context, b: 2 }));
const withC = inContext((context) => ({ ...context, c: 3 }));
const kept = (machineVersion: number, snapshot: Json = { value: 'on', context: { a: 1 } }) => ({
  machineVersion,
  snapshot,
});

describe('a kept snapshot', () => {
  it('is read as it is where its version is the one of today', () => {
    expect(migrate(kept(3), { version: 3, steps: {} })).toEqual({ kind: 'read', snapshot: kept(3).snapshot });
  });

  it('goes through every step from its version to the one of today, in order', () => {
    expect(migrate(kept(1), { version: 3, steps: { 1: withB, 2: withC } })).toEqual({
      kind: 'read',
      snapshot: { value: 'on', context: { a: 1, b: 2, c: 3 } },
    });
    expect(migrate(kept(2), { version: 3, steps: { 1: withB, 2: withC } })).toEqual({
      kind: 'read',
      snapshot: { value: 'on', context: { a: 1, c: 3 } },
    });
  });

  it('is refused where it is newer than the machine, or where a step of its way is missing', () => {
    expect(migrate(kept(4), { version: 3, steps: {} })).toEqual({ kind: 'refused', reason: 'newer-version' });
    expect(migrate(kept(1), { version: 3, steps: { 1: withB } })).toEqual({ kind: 'refused', reason: 'no-migration' });
  });

  it('keeps what is no snapshot of a machine with a context as it is', () => {
    expect(withB(null)).toBeNull();
    expect(withB({ okx: 1 })).toEqual({ okx: 1 });
  });
});
