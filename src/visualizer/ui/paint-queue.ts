/// <reference lib="dom" />
/** What is due at once is spread over this many frames: what changes ten times a second has six of them. */
const FRAMES = 4;
/** So many are done in one. */
const LEAST = 8;

const due = new Set<() => void>();
let isAsked = false;

/** Paints within the next frames; once, however often it is asked for meanwhile. The frame that read the news is left alone. */
export const paintSoon = (paint: () => void): void => {
  due.add(paint);
  if (isAsked) return;
  isAsked = true;
  window.requestAnimationFrame(() => window.requestAnimationFrame(paintSome));
};

export const paintNever = (paint: () => void): void => {
  due.delete(paint);
};

const paintSome = (): void => {
  // what one of them asks for is for the next frame
  const now = [...due].slice(0, Math.max(LEAST, Math.ceil(due.size / FRAMES)));
  for (const paint of now) {
    due.delete(paint);
    paint();
  }
  isAsked = due.size > 0;
  if (isAsked) window.requestAnimationFrame(paintSome);
};
