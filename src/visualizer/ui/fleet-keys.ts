/** What the arrow keys mean: [rows, columns]. */
const STEPS: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
  PageDown: [10, 0],
  PageUp: [-10, 0],
};

/** Moves the focus from cell to cell; cells without a market are passed over. P pins the row. */
export const moveInGrid = (event: KeyboardEvent): void => {
  const { currentTarget, target, key } = event;
  if (!(currentTarget instanceof HTMLElement) || !(target instanceof HTMLElement)) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (key === 'p' || key === 'P') {
    target.closest('.fleet-row')?.querySelector<HTMLElement>('.pin')?.click();
    return;
  }
  const step = Object.hasOwn(STEPS, key) ? STEPS[key] : undefined;
  if (step === undefined) return;
  const next = target === currentTarget ? first(currentTarget) : beside(currentTarget, target, step);
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: 'nearest', inline: 'nearest' });
};

const first = (grid: HTMLElement): HTMLElement | undefined =>
  grid.querySelector<HTMLElement>('[data-market]') ?? undefined;

const beside = (
  grid: HTMLElement,
  from: HTMLElement,
  [down, right]: readonly [number, number],
): HTMLElement | undefined => {
  const line = from.closest('.fleet-row');
  if (line === null) return undefined;
  if (right !== 0) {
    const cells = cellsOf(line);
    return cells[cells.indexOf(from) + right];
  }
  const lines = [...grid.querySelectorAll('.fleet-row:not(.fleet-head)')];
  const at = lines.indexOf(line);
  const column = Number(from.dataset['at']);
  const last = Math.abs(down) > 1 ? Math.max(0, Math.min(lines.length - 1, at + down)) : at + down;
  for (let to = last; to >= 0 && to < lines.length; to += Math.sign(down)) {
    const found = cellsOf(lines[to]).find((cell) => Number(cell.dataset['at']) === column);
    if (found !== undefined) return found;
  }
  return undefined;
};

const cellsOf = (line: Element | undefined): readonly HTMLElement[] =>
  line === undefined ? [] : [...line.querySelectorAll<HTMLElement>('[data-at]')];
