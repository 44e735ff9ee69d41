import { drawdownMultiplier, drawdownOf } from './drawdown.ts';
import type { Drawdown, GuardContext } from './drawdown.ts';

/** The states of the guard's two regions, as `snapshot.value` of its machine. */
export interface GuardState {
  readonly risk: 'active' | 'warning' | 'paused';
  readonly entries: 'open' | 'halted';
}

/** What the rest of the engine needs of the guard. */
export interface GuardView extends GuardState {
  readonly drawdown: Drawdown;
  /** What is left of a new size, 0..1. */
  readonly sizeMultiplier: number;
}

/** A guard's snapshot as a view: nothing is left of a size while paused or halted, half of it under a warning. */
export const guardView = (state: GuardState, context: GuardContext): GuardView => {
  const drawdown = drawdownOf(context.marks);
  const { realizedPauseFraction, warningSizeFraction } = context.settings;
  const warned = state.risk === 'warning' ? warningSizeFraction : 1;
  const stopped = state.risk === 'paused' || state.entries === 'halted';
  const sizeMultiplier = stopped ? 0 : warned * drawdownMultiplier(drawdown.realized, realizedPauseFraction);
  return { risk: state.risk, entries: state.entries, drawdown, sizeMultiplier };
};
