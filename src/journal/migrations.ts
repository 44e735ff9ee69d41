import type { Json } from '../domain/codec.ts';

/** Turns a fact of one record version into the next; total, and never reads anything but its argument. */
export interface FactMigration {
  /** The version it reads; it writes the next. */
  readonly from: number;
  /** What changed, in a sentence. */
  readonly about: string;
  readonly upgrade: (fact: Json) => Json;
}

/** Every step from the first version to this build's, in order. Version 1 is the first and the current one. */
export const FACT_MIGRATIONS: readonly FactMigration[] = [];

/** A fact of `version` in today's form. Stored records are never rewritten: their hashes are their own. */
export const upgradeFact = (
  fact: Json,
  version: number,
  migrations: readonly FactMigration[] = FACT_MIGRATIONS,
): Json => {
  let upgraded = fact;
  for (const { from, upgrade } of migrations) if (from >= version) upgraded = upgrade(upgraded);
  return upgraded;
};
