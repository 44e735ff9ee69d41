/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
type Tell = (width: number, height: number) => void;

const told = new Map<Element, Tell>();

const sizer = new ResizeObserver((entries) => {
  const ratio = window.devicePixelRatio;
  for (const { target, contentRect } of entries)
    told.get(target)?.(Math.round(contentRect.width * ratio), Math.round(contentRect.height * ratio));
});

const measureAgain = (): void => {
  for (const element of told.keys()) {
    sizer.unobserve(element);
    sizer.observe(element);
  }
  watchRatio();
};

/** A window on another screen has as many pixels of CSS, and others of the screen. */
const watchRatio = (): void => {
  const same = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
  same.addEventListener('change', measureAgain, { once: true });
};
let isWatched = false;

/** Says how large an element is, in pixels of the screen, at once and whenever that changes. Returns how to end. */
export const followSize = (element: Element, tell: Tell): (() => void) => {
  if (!isWatched) watchRatio();
  isWatched = true;
  told.set(element, tell);
  sizer.observe(element);
  return () => {
    sizer.unobserve(element);
    told.delete(element);
  };
};
