/// <reference lib="dom" />
/** What is due at once is spread over this many frames: what changes ten times a second has six of them. */
const FRAMES = 4;
/** So many are done in one. */
const LEAST = 8;

/** So many frames what is large gives way to what is small. */
const WAIT_FRAMES = 12;

const due = new Set<() => void>();
/** What is work enough for a frame of its own. */
const large = new Set<() => void>();
let waited = 0;
let isAsked = false;

/** Paints within the next frames; once, however often it is asked for meanwhile. The frame that read the news is left alone. */
export const paintSoon = (paint: () => void): void => {
  due.add(paint);
  ask();
};

/** As `paintSoon`, in a frame in which nothing else is painted. */
export const paintAlone = (paint: () => void): void => {
  large.add(paint);
  ask();
};

export const paintNever = (paint: () => void): void => {
  due.delete(paint);
  large.delete(paint);
};

const ask = (): void => {
  if (isAsked) return;
  isAsked = true;
  window.requestAnimationFrame(() => window.requestAnimationFrame(paintSome));
};

const paintSome = (): void => {
  // what one of them asks for is for the next frame
  const isLargesTurn = large.size > 0 && (due.size === 0 || waited >= WAIT_FRAMES);
  waited = isLargesTurn || large.size === 0 ? 0 : waited + 1;
  if (isLargesTurn) paintAll([...large].slice(0, 1));
  else paintAll([...due].slice(0, Math.max(LEAST, Math.ceil(due.size / FRAMES))));
  isAsked = due.size + large.size > 0;
  if (isAsked) window.requestAnimationFrame(paintSome);
};

const paintAll = (paints: readonly (() => void)[]): void => {
  for (const paint of paints) {
    paintNever(paint);
    paint();
  }
};
