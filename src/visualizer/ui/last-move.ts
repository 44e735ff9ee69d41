import { useRef } from 'preact/hooks';
import type { Fact } from '../../domain/fact.ts';
import type { Chart } from '../chart.ts';
import type { FoldedChart } from '../chart-fold.ts';
import type { WatchedActor } from '../messages.ts';
import { edgesTaken, idsOfText } from '../transition-path.ts';
import type { Move } from '../transition-path.ts';

/** The last change of state, and what tells it from the one before. */
export interface LastMove extends Move {
  readonly at: number;
}

/** By the journal: facts that tell a change of state hold both texts and the event. */
export const moveOfFact = (chart: Chart, fact: Fact | undefined): LastMove | undefined => {
  const { from, to, event } = fact?.body ?? {};
  if (fact === undefined || typeof from !== 'string' || typeof to !== 'string') return undefined;
  const type = typeof event === 'object' && event !== null && 'type' in event ? event.type : undefined;
  return {
    from: idsOfText(chart, from),
    to: idsOfText(chart, to),
    event: typeof type === 'string' ? type : undefined,
    at: fact.seq,
  };
};

/** The edges of a folded chart a move went along. */
export const edgesOf = (shown: FoldedChart, chart: Chart, move: Move): readonly string[] =>
  edgesTaken(chart, move).flatMap((edge) => shown.edgeOf.get(edge) ?? []);

/** Of an actor whose changes are not journaled: what was seen to change while it was looked at. */
export const useSeenMove = (inside: WatchedActor | undefined): LastMove | undefined => {
  const seen = useRef<{ readonly active: readonly string[]; readonly move: LastMove | undefined }>({
    active: [],
    move: undefined,
  });
  const { active, move } = seen.current;
  const now = inside?.active ?? active;
  if (now.join(' ') === active.join(' ')) return move;
  const next = active.length === 0 ? undefined : { from: active, to: now, event: undefined, at: (move?.at ?? 0) + 1 };
  seen.current = { active: now, move: next };
  return next;
};
