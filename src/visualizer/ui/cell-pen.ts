/// <reference lib="dom" />
import type { MarketCell } from '../messages.ts';
import type { Reading } from './fleet-scale.ts';

/** Shades there are on each side of nothing. */
const SHADES = 24;
const RADIUS = 6;
const EDGE = 1.5;
/** From the right edge of a cell to its figure. */
const PAD = 8;
/** What a figure is kept from the left edge: a longer one is narrowed, so that it never reaches into the next cell. */
const LEFT_PAD = 3;

/** What a cell looks like. */
export interface CellLook {
  readonly state: string;
  readonly isSpot: boolean;
  /** From -SHADES, shorts pay most, to SHADES, longs do. */
  readonly shade: number;
  readonly text: string;
}

/** Where a cell is, in CSS pixels of its row's canvas. */
export interface CellBox {
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

/** Colours and letters, as a canvas takes them. */
export interface Palette {
  /** By shade, without its sign. */
  readonly hot: readonly string[];
  readonly cold: readonly string[];
  readonly text: string;
  readonly muted: string;
  readonly raised: string;
  readonly warn: string;
  readonly bad: string;
  readonly font: string;
}

interface Place {
  readonly box: CellBox;
  readonly palette: Palette;
}

/** What of a canvas a cell is drawn with. */
export type Pen = Pick<
  CanvasRenderingContext2D,
  | 'clearRect'
  | 'beginPath'
  | 'roundRect'
  | 'fill'
  | 'stroke'
  | 'fillText'
  | 'setLineDash'
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'lineCap'
  | 'font'
  | 'textAlign'
  | 'textBaseline'
>;

export const lookOf = ({ state, kind }: MarketCell, { heat, text }: Reading): CellLook => ({
  state,
  isSpot: kind === 'spot',
  shade: Math.round(heat * SHADES),
  text,
});

export const isSameLook = (one: CellLook | undefined, other: CellLook): boolean =>
  one?.text === other.text && one.shade === other.shade && one.state === other.state && one.isSpot === other.isSpot;

/** What the style sheet calls these colours. */
export const paletteOf = (named: (name: string) => string, font: string): Palette => {
  const shades = (name: string): readonly string[] =>
    Array.from({ length: SHADES + 1 }, (_, at) => `rgb(${named(name)} / ${((at / SHADES) * 0.72 + 0.04).toFixed(3)})`);
  return {
    hot: shades('--hot'),
    cold: shades('--cold'),
    text: named('--text'),
    muted: named('--muted'),
    raised: named('--raised'),
    warn: named('--warn'),
    bad: named('--bad'),
    font,
  };
};

/** Draws a cell anew over what was there. */
export const drawCell = (pen: Pen, look: CellLook, { box, palette }: Place): void => {
  const { left, width, height } = box;
  pen.clearRect(left, 0, width, height);
  pen.fillStyle = groundOf(look, palette);
  pen.beginPath();
  pen.roundRect(left, 0, width, height, RADIUS);
  pen.fill();
  drawEdge(pen, box, edgeOf(look.state, palette));
  pen.fillStyle = look.isSpot ? palette.muted : palette.text;
  pen.font = palette.font;
  pen.textAlign = 'right';
  pen.textBaseline = 'middle';
  pen.fillText(look.text, left + width - PAD, height / 2 + 0.5, width - PAD - LEFT_PAD);
};

const groundOf = ({ isSpot, shade }: CellLook, { raised, hot, cold }: Palette): string =>
  (isSpot ? undefined : (shade < 0 ? cold : hot)[Math.abs(shade)]) ?? raised;

interface Edge {
  readonly colour: string;
  readonly dash: readonly number[];
  readonly isDouble?: boolean;
}

/** A live market needs no edge. */
const edgeOf = (state: string, { muted, warn, bad }: Palette): Edge | undefined => {
  if (state === 'awaiting') return { colour: muted, dash: [EDGE, EDGE] };
  if (state === 'stale') return { colour: warn, dash: [3 * EDGE, 2 * EDGE] };
  if (state === 'down') return { colour: bad, dash: [] };
  if (state === 'halted') return { colour: muted, dash: [], isDouble: true };
  return undefined;
};

const drawEdge = (pen: Pen, { left, width, height }: CellBox, edge: Edge | undefined): void => {
  if (edge === undefined) return;
  pen.strokeStyle = edge.colour;
  pen.lineWidth = edge.isDouble === true ? 1 : EDGE;
  pen.setLineDash([...edge.dash]);
  for (const inset of edge.isDouble === true ? [0.5, 2.5] : [EDGE / 2]) {
    pen.beginPath();
    pen.roundRect(left + inset, inset, width - 2 * inset, height - 2 * inset, RADIUS - inset);
    pen.stroke();
  }
};
