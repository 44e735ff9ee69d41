/// <reference lib="dom" />
type Tell = (width: number, height: number) => void;

const told = new WeakMap<Element, Tell>();

const sizer = new ResizeObserver((entries) => {
  for (const { target, devicePixelContentBoxSize: [size] = [], contentRect } of entries) {
    const ratio = window.devicePixelRatio;
    const { inlineSize, blockSize } = size ?? {
      inlineSize: Math.round(contentRect.width * ratio),
      blockSize: Math.round(contentRect.height * ratio),
    };
    told.get(target)?.(inlineSize, blockSize);
  }
});

/** Says how large an element is, in pixels of the screen, at once and whenever that changes. Returns how to end. */
export const followSize = (element: Element, tell: Tell): (() => void) => {
  told.set(element, tell);
  const box = 'devicePixelContentBoxSize' in ResizeObserverEntry.prototype ? 'device-pixel-content-box' : 'content-box';
  sizer.observe(element, { box });
  return () => {
    sizer.unobserve(element);
    told.delete(element);
  };
};
