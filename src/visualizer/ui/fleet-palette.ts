/// <reference lib="dom" />
import { signal } from '@preact/signals';
import { paletteOf } from './cell-pen.ts';
import type { Palette } from './cell-pen.ts';
import { LIGHT } from './media.ts';

/** What the cells are drawn with; unknown until the fleet stands. */
export const palette = signal<Palette | undefined>(undefined);

/** Reads the colours where they are used, and again when it gets light or dark. Returns how to end. */
export const followPalette = (pane: Element): (() => void) => {
  const look = (): void => {
    const style = getComputedStyle(pane);
    palette.value = paletteOf((name) => style.getPropertyValue(name).trim(), `${style.fontSize} ${style.fontFamily}`);
  };
  const light = window.matchMedia(LIGHT);
  light.addEventListener('change', look);
  look();
  return () => light.removeEventListener('change', look);
};
