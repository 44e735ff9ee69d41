/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** So far beyond the edge what is about to be scrolled in is already kept up. */
const MARGIN = '96px 0px';

const told = new WeakMap<Element, (isSeen: boolean) => void>();
const watchers = new WeakMap<Element, IntersectionObserver>();

const tellAll = (entries: readonly IntersectionObserverEntry[]): void => {
  for (const { target, isIntersecting } of entries) told.get(target)?.(isIntersecting);
};

const watcherOf = (pane: Element): IntersectionObserver => {
  const known = watchers.get(pane);
  if (known !== undefined) return known;
  const made = new IntersectionObserver(tellAll, { root: pane, rootMargin: MARGIN });
  watchers.set(pane, made);
  return made;
};

/** Says of an element when it comes into the sight of the pane that scrolls it, and when it goes. Returns how to end. */
export const followSight = (element: Element, pane: Element, tell: (isSeen: boolean) => void): (() => void) => {
  const watcher = watcherOf(pane);
  told.set(element, tell);
  watcher.observe(element);
  return () => {
    watcher.unobserve(element);
    told.delete(element);
  };
};
