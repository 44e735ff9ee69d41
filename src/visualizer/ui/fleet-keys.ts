/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { shape } from './fleet-cells.ts';
import { lines } from './fleet-lines.ts';
import { reveal } from './fleet-window.ts';

/** What the arrow keys mean: [rows, columns]. */
const STEPS: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
  PageDown: [10, 0],
  PageUp: [-10, 0],
};

/** Where something to focus is: 0 is the pin of a row, then come its markets. */
interface Spot {
  readonly rank: number;
  readonly column: number;
}

/** Moves the focus from cell to cell; cells without a market are passed over. P pins the row, and goes with it. */
export const moveInGrid = (event: KeyboardEvent): void => {
  const { currentTarget: grid, target, key } = event;
  if (!(grid instanceof HTMLElement) || !(target instanceof HTMLElement)) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const row = target.closest<HTMLElement>('.fleet-row');
  const spot = spotOf(row, target);
  if (key === 'p' || key === 'P') {
    row?.querySelector<HTMLElement>('.pin')?.click();
    if (spot !== undefined) focus(grid, { rank: rankOf(row), column: spot.column });
    return;
  }
  const step = Object.hasOwn(STEPS, key) ? STEPS[key] : undefined;
  if (step === undefined) return;
  const next = spot === undefined ? firstSpot() : beside(spot, step);
  if (next === undefined) return;
  event.preventDefault();
  focus(grid, next);
};

const rankOf = (row: HTMLElement | null): number => lines.peek().findIndex(({ coin }) => coin === row?.dataset['coin']);

const spotOf = (row: HTMLElement | null, target: HTMLElement): Spot | undefined => {
  const rank = rankOf(row);
  const column = target.dataset['at'];
  return rank < 0 || column === undefined ? undefined : { rank, column: Number(column) };
};

/** Columns of a row in which something can be focused. */
const columnsOf = (rank: number): readonly number[] => {
  const markets = lines.peek()[rank]?.markets;
  const held = shape.peek().columns.flatMap((name, at) => (markets?.has(name) === true ? [at + 1] : []));
  return [0, ...held];
};

const firstSpot = (): Spot | undefined => {
  const [, column] = columnsOf(0);
  return column === undefined ? undefined : { rank: 0, column };
};

const beside = ({ rank, column }: Spot, [down, right]: readonly [number, number]): Spot | undefined => {
  const { length } = lines.peek();
  if (right !== 0) {
    const columns = columnsOf(rank);
    const next = columns[columns.indexOf(column) + right];
    return next === undefined ? undefined : { rank, column: next };
  }
  const last = Math.abs(down) > 1 ? Math.max(0, Math.min(length - 1, rank + down)) : rank + down;
  for (let to = last; to >= 0 && to < length; to += Math.sign(down))
    if (columnsOf(to).includes(column)) return { rank: to, column };
  return undefined;
};

/** Frames a row may need to stand where it was scrolled to. */
const PATIENCE_FRAMES = 10;

const focus = (grid: HTMLElement, spot: Spot, frames = PATIENCE_FRAMES): void => {
  reveal(grid, spot.rank);
  const row = rowAt(grid, spot.rank);
  const found = row?.querySelector<HTMLElement>(`[data-at="${spot.column}"]`);
  if (found === undefined || found === null) {
    if (frames > 0) requestAnimationFrame(() => focus(grid, spot, frames - 1));
    return;
  }
  found.focus({ preventScroll: true });
  found.scrollIntoView({ block: 'nearest', inline: 'nearest' });
};

/** The row of a rank, once it stands where it belongs. */
const rowAt = (grid: HTMLElement, rank: number): HTMLElement | undefined => {
  const coin = lines.peek()[rank]?.coin;
  return [...grid.querySelectorAll<HTMLElement>('.fleet-row')].find(
    ({ dataset, ariaRowIndex }) => dataset['coin'] === coin && ariaRowIndex === String(rank + 2),
  );
};
