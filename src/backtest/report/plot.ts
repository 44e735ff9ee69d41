import { escapeHtml } from './page-shell.ts';

/** Where a plot lies within its picture; the picture grows with the page. */
const FRAME = { width: 1060, left: 74, right: 14, top: 10, bottom: 26 };

export interface Extent {
  readonly from: number;
  readonly to: number;
}

export interface PlotParts {
  readonly label: string;
  readonly height: number;
  readonly x: Extent;
  readonly y: Extent;
  readonly xText: (value: number) => string;
  readonly yText: (value: number) => string;
  /** Instants get ticks at midnights. */
  readonly xTicks?: readonly number[];
  /** SVG within the frame. */
  readonly draw: (at: Scales) => string;
}

export interface Scales {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** A plot with axes and gridlines, as SVG. */
export const plot = ({ label, height, x, y, xText, yText, xTicks, draw }: PlotParts): string => {
  const { width, left, right, top, bottom } = FRAME;
  const scale: Scales = {
    x: scaleOf(x, { from: left, to: width - right }),
    y: scaleOf(y, { from: height - bottom, to: top }),
  };
  const across = (xTicks ?? ticks(x, 8)).map((value) => {
    const at = fixed(scale.x(value));
    return `<line class="grid" x1="${at}" x2="${at}" y1="${top}" y2="${height - bottom}"/><text class="axis" x="${at}" y="${height - 8}" text-anchor="middle">${escapeHtml(xText(value))}</text>`;
  });
  const down = ticks(y, 5).map((value) => {
    const at = scale.y(value);
    return `<line class="${value === 0 ? 'zero' : 'grid'}" x1="${left}" x2="${width - right}" y1="${fixed(at)}" y2="${fixed(at)}"/><text class="axis" x="${left - 8}" y="${fixed(at + 4)}" text-anchor="end">${escapeHtml(yText(value))}</text>`;
  });
  return `<div class="wide"><svg class="plot" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(label)}">${across.join('')}${down.join('')}${draw(scale)}</svg></div>`;
};

/** A line through points, thinned to what can be seen: of each column the first, least, greatest and last. */
export const linePath = (points: readonly (readonly [x: number, y: number])[], at: Scales): string =>
  thinned(points.map(([x, y]) => [at.x(x), at.y(y)] as const))
    .map(([x, y], nth) => `${nth === 0 ? 'M' : 'L'}${fixed(x)} ${fixed(y)}`)
    .join('');

const thinned = (points: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] => {
  const kept: (readonly [number, number])[] = [];
  for (let from = 0; from < points.length;) {
    const column = Math.round(points[from]?.[0] ?? 0);
    let to = from;
    while (to < points.length && Math.round(points[to]?.[0] ?? 0) === column) to += 1;
    const own = points.slice(from, to);
    const seen = own.length <= 4 ? own : [own.at(0), least(own, 1), least(own, -1), own.at(-1)];
    kept.push(...seen.filter((one) => one !== undefined));
    from = to;
  }
  return kept;
};

const least = (points: readonly (readonly [number, number])[], sign: 1 | -1): readonly [number, number] | undefined =>
  points.reduce<readonly [number, number] | undefined>(
    (best, one) => (best === undefined || sign * one[1] < sign * best[1] ? one : best),
    undefined,
  );

/** Up to so many round values within an extent. */
export const ticks = ({ from, to }: Extent, most: number): readonly number[] => {
  const span = to - from;
  if (!(span > 0)) return [from];
  const raw = span / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((each) => each * power >= raw) ?? 10) * power;
  const first = Math.ceil(from / step);
  const count = Math.floor(to / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, nth) => Number(((first + nth) * step).toPrecision(12)));
};

/** The extent of values, a little wider; one that has none is around 0. */
export const extentOf = (values: readonly number[], always: readonly number[] = []): Extent => {
  let from = Infinity;
  let to = -Infinity;
  for (const value of [...values, ...always]) {
    from = Math.min(from, value);
    to = Math.max(to, value);
  }
  if (from > to) return { from: -1, to: 1 };
  const room = from === to ? Math.max(1, Math.abs(from) * 0.01) : (to - from) * 0.05;
  return { from: from - room, to: to + room };
};

export const fixed = (value: number): string => value.toFixed(1);

const scaleOf = (of: Extent, to: Extent): ((value: number) => number) => {
  const ratio = (to.to - to.from) / (of.to - of.from);
  return (value) => to.from + (value - of.from) * ratio;
};
