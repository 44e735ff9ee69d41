/// <reference lib="dom" />
import { signal } from '@preact/signals';

/** A row with what is between it and the next, as in the style sheet. */
export const ROW_PX = 32;
/** So many beyond each edge are there before they are scrolled in. */
const SPARE = 6;

/** Ranks of the rows that are in sight, or about to be: from, and up to but not with. */
export const span = signal({ from: 0, to: 40 });

/** Follows what the pane shows of its rows. Returns how to end. */
export const followWindow = (pane: HTMLElement): (() => void) => {
  const look = (): void => {
    const from = Math.max(0, Math.floor(pane.scrollTop / ROW_PX) - SPARE);
    const to = Math.ceil((pane.scrollTop + pane.clientHeight) / ROW_PX) + SPARE;
    const known = span.peek();
    if (from !== known.from || to !== known.to) span.value = { from, to };
  };
  const resized = new ResizeObserver(look);
  resized.observe(pane);
  pane.addEventListener('scroll', look, { passive: true });
  return () => {
    resized.disconnect();
    pane.removeEventListener('scroll', look);
  };
};

/** Scrolls as little as brings a row into sight. */
export const reveal = (pane: HTMLElement, rank: number): void => {
  const head = pane.querySelector<HTMLElement>('.fleet-head')?.offsetHeight ?? 0;
  const top = rank * ROW_PX;
  const seen = pane.clientHeight - head;
  if (top < pane.scrollTop) pane.scrollTop = top;
  else if (top + ROW_PX > pane.scrollTop + seen) pane.scrollTop = top + ROW_PX - seen;
};
