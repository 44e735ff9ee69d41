import { isRecord } from '../domain/codec.ts';
import type { Fact } from '../domain/fact.ts';

/** What stands around a fact: of the same input, and before and after it about the same actor, order or cycle. */
export interface FactRelations {
  readonly together: readonly Fact[];
  /** The nearest first. */
  readonly before: readonly Fact[];
  readonly after: readonly Fact[];
}

const SHOWN_MAX = 8;
/** Keys whose values name what a fact is about. */
const NAMES = ['clientOrderId', 'cycle', 'paymentId'];
const DEPTH_MAX = 6;

/** The relations of a fact among others, in any order. */
export const relationsOf = (fact: Fact, others: readonly Fact[]): FactRelations => {
  const about = namesOf(fact);
  const kin = others.filter((one) => one.seq !== fact.seq).toSorted((a, b) => a.seq - b.seq);
  const related = kin.filter((one) => one.cause !== fact.cause && [...namesOf(one)].some((name) => about.has(name)));
  return {
    together: kin.filter(({ cause }) => cause === fact.cause),
    before: related
      .filter(({ seq }) => seq < fact.seq)
      .slice(-SHOWN_MAX)
      .toReversed(),
    after: related.filter(({ seq }) => seq > fact.seq).slice(0, SHOWN_MAX),
  };
};

/** Facts are never changed: what one names is found once. */
const NAMED = new WeakMap<Fact, ReadonlySet<string>>();

const namesOf = (fact: Fact): ReadonlySet<string> => {
  const known = NAMED.get(fact);
  if (known !== undefined) return known;
  const { actor, body } = fact;
  const names = new Set<string>();
  // the books and the engine itself speak of everything
  if (actor.includes('/') && !actor.startsWith('venue/'))
    names.add(actor.startsWith('order/') ? actor.slice(6) : actor);
  else if (actor === 'guard' || actor === 'operator') names.add(actor);
  gather(body, names, 0);
  NAMED.set(fact, names);
  return names;
};

const gather = (value: unknown, names: Set<string>, depth: number): void => {
  if (depth > DEPTH_MAX) return;
  if (Array.isArray(value)) for (const one of value) gather(one, names, depth + 1);
  else if (isRecord(value))
    for (const [key, member] of Object.entries(value)) {
      if (typeof member === 'string' && NAMES.includes(key)) names.add(member);
      else gather(member, names, depth + 1);
    }
};
