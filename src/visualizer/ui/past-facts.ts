import { computed, signal } from '@preact/signals';
import type { Fact } from '../../domain/fact.ts';
import { read, rows } from './store.ts';

const PAGE = 500;

/** Fetched because somebody asked for them: older than what the page holds. */
const fetched = signal<ReadonlyMap<number, Fact>>(new Map());

/** Every fact the page holds, newest first. */
export const allFacts = computed((): readonly Fact[] => {
  const known = new Map(fetched.value);
  for (const fact of rows.facts.value.values()) known.set(fact.seq, fact);
  // of a run that is over nobody sees more than was by then
  const last = rows.time.value.get('past')?.seq ?? Infinity;
  return [...known.values()].filter(({ seq }) => seq <= last).sort((a, b) => b.seq - a.seq);
});

/** Fetches a page of facts from a seq on; what came, oldest first. */
export const fetchFrom = async (seq: number): Promise<readonly Fact[]> => {
  const answer = await read(`/api/facts?from=${Math.max(1, seq)}`);
  if (answer?.ok !== true) return [];
  const facts = (await answer.json()) as readonly Fact[];
  const known = new Map(fetched.value);
  for (const fact of facts) known.set(fact.seq, fact);
  fetched.value = known;
  return facts;
};

/** Goes back page by page from a seq until there are `count` that fit, or `pagesMax` pages were read. Where it came to. */
export const lookBack = async (
  beforeSeq: number,
  {
    fits,
    count,
    pagesMax,
  }: { readonly fits: (fact: Fact) => boolean; readonly count: number; readonly pagesMax: number },
): Promise<number> => {
  let from = beforeSeq;
  for (let page = 0; page < pagesMax && from > 1; page += 1) {
    if (allFacts.value.filter(fits).length >= count) break;
    from = Math.max(1, from - PAGE);
    await fetchFrom(from);
  }
  return from;
};
