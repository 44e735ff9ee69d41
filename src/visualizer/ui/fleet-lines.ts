import { computed, effect, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { shape } from './fleet-cells.ts';
import { sortedLines, stepTowards } from './fleet-order.ts';
import type { FleetLine } from './fleet-order.ts';
import { find, order, pins } from './fleet-settings.ts';
import { span } from './fleet-window.ts';
import { paintAlone, paintNever } from './paint-queue.ts';
import { rows } from './store.ts';

/** So many lines change places within a frame at most: each that comes into sight is made and drawn. */
const MOVES_A_FRAME = 2;

const standing = signal<readonly FleetLine[]>([]);

/** Those found, as they stand from top to bottom. */
export const lines: ReadonlySignal<readonly FleetLine[]> = standing;

const asked = computed(() => ({ order: order.value, find: find.value, pins: pins.value, all: shape.value.lines }));

/** Sorts at once when somebody asks for another order, or a coin comes or goes. Ends with the view. */
export const followLines = (): (() => void) => {
  const end = effect(() => {
    paintNever(step);
    standing.value = sorted(asked.value);
  });
  return () => {
    end();
    paintNever(step);
  };
};

let wanted: readonly FleetLine[] = [];

/** Figures move all the time: lines that should change places do so within the next frames. */
export const sortAgain = (): void => {
  wanted = sorted(asked.peek());
  paintAlone(step);
};

const step = (): void => {
  standing.value = stepTowards(standing.peek(), wanted, { ...span.peek(), moves: MOVES_A_FRAME });
  if (standing.peek() !== wanted) paintAlone(step);
};

const sorted = ({ all, ...by }: typeof asked.value): readonly FleetLine[] =>
  sortedLines(all, { ...by, routes: rows.routes.peek(), markets: rows.markets.peek() });
