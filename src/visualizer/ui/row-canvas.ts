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
  /** Cells to be looked at anew: what their news mean is worked out when they are painted. */
  readonly #news = new Map<number, () => CellLook | undefined>();
  readonly #due = new Set<number>();
  #palette: Palette | undefined;

  constructor(canvas: HTMLCanvasElement, cells: number) {
    this.#canvas = canvas;
    this.#looks = Array.from({ length: cells });
  }

  /** A cell has news: `read` says how it looks, within the next frames. */
  show(at: number, read: () => CellLook | undefined): void {
    this.#news.set(at, read);
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
    this.#news.clear();
    this.resize(0, 0);
  }

  #paintAll(): void {
    this.#looks.forEach((_, at) => this.#due.add(at));
    this.#paint();
  }

  #hear(): void {
    for (const [at, read] of this.#news) {
      const look = read();
      if (look === undefined || isSameLook(this.#looks[at], look)) continue;
      this.#looks[at] = look;
      this.#due.add(at);
    }
    this.#news.clear();
  }

  readonly #paint = (): void => {
    this.#hear();
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
