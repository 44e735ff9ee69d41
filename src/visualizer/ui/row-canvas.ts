/// <reference lib="dom" />
import { drawCell, isSameLook } from './cell-pen.ts';
import type { CellLook, Palette } from './cell-pen.ts';
import { paintNever, paintSoon } from './paint-queue.ts';

/** Between two cells, as in the style sheet. */
const GAP = 3;

/** The figures of one coin, drawn: nothing of the document is laid out anew when one of them changes. */
export class RowCanvas {
  readonly #canvas: HTMLCanvasElement;
  readonly #looks: (CellLook | undefined)[];
  readonly #due = new Set<number>();
  #palette: Palette | undefined;

  constructor(canvas: HTMLCanvasElement, cells: number) {
    this.#canvas = canvas;
    this.#looks = Array.from({ length: cells });
  }

  show(at: number, look: CellLook): void {
    if (isSameLook(this.#looks[at], look)) return;
    this.#looks[at] = look;
    this.#due.add(at);
    paintSoon(this.#paint);
  }

  /** All of it anew, at once, at a size in pixels of the screen: what is drawn goes with the old size. */
  resize(width: number, height: number): void {
    if (this.#canvas.width === width && this.#canvas.height === height) return;
    Object.assign(this.#canvas, { width, height });
    this.#paintAll();
  }

  colour(palette: Palette | undefined): void {
    this.#palette = palette;
    this.#paintAll();
  }

  /** Gives its pixels back. */
  end(): void {
    paintNever(this.#paint);
    this.#due.clear();
    this.resize(0, 0);
  }

  #paintAll(): void {
    this.#looks.forEach((_, at) => this.#due.add(at));
    this.#paint();
  }

  readonly #paint = (): void => {
    const { width, height } = this.#canvas;
    const pen = this.#canvas.getContext('2d');
    if (pen === null || width === 0 || this.#palette === undefined) return;
    const ratio = window.devicePixelRatio;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    const step = (width / ratio + GAP) / this.#looks.length;
    // a cell begins and ends between two pixels of the screen, so that clearing it leaves nothing of it
    const snapped = (left: number): number => Math.round(left * ratio) / ratio;
    for (const at of this.#due) {
      const look = this.#looks[at];
      const left = snapped(at * step);
      const box = { left, width: snapped(at * step + step - GAP) - left, height: height / ratio };
      if (look !== undefined) drawCell(pen, look, { box, palette: this.#palette });
    }
    this.#due.clear();
  };
}
