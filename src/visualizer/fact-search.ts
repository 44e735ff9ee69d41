import type { Fact } from '../domain/fact.ts';

/** What is asked of the journal. All that are given must hold. */
export interface FactQuery {
  /** Of a seq, that one included. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** The beginning of an actor's id, `position/` or `position/SOL`. */
  readonly actor?: string | undefined;
  /** The beginning of a type, `funding.`. */
  readonly type?: string | undefined;
  /** Somewhere in the fact as JSON, whatever the case. */
  readonly text?: string | undefined;
  readonly limit?: number | undefined;
}

/** Facts that answer a query, oldest first. */
export function* factsMatching(facts: Iterable<Fact>, query: FactQuery): Generator<Fact> {
  const { to = Infinity, actor = '', type = '', limit = Infinity } = query;
  const text = query.text?.toLowerCase();
  let found = 0;
  for (const fact of facts) {
    if (fact.seq > to || found >= limit) return;
    if (!fact.actor.startsWith(actor) || !fact.type.startsWith(type)) continue;
    if (text !== undefined && !JSON.stringify(fact).toLowerCase().includes(text)) continue;
    found += 1;
    yield fact;
  }
}

/** One fact and what came of the same input: `before` it in the order they were told, and `after` it. */
export interface FactKin {
  readonly fact: Fact;
  readonly before: readonly Fact[];
  readonly after: readonly Fact[];
}

/** `facts` begin at or before the one asked for, in order; `undefined` where it is not among them. */
export const kinOf = (facts: Iterable<Fact>, seq: number): FactKin | undefined => {
  let kin: Fact[] = [];
  let fact: Fact | undefined;
  for (const one of facts) {
    if (fact !== undefined && one.cause !== fact.cause) break;
    if (fact === undefined && one.seq > seq) return undefined;
    if (fact === undefined && kin[0]?.cause !== one.cause) kin = [];
    if (one.seq === seq) fact = one;
    kin.push(one);
  }
  if (fact === undefined) return undefined;
  return { fact, before: kin.filter((one) => one.seq < seq), after: kin.filter((one) => one.seq > seq) };
};
