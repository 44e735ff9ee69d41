import { escapeHtml } from '../report/page-shell.ts';

export interface HeatAxis {
  readonly name: string;
  readonly values: readonly string[];
}

export interface HeatCell {
  /** What its colour says; absent: hatched. */
  readonly value?: number;
  /** Written into it. */
  readonly label: string;
  /** Shown to whoever points at it. */
  readonly details: string;
  readonly isChosen: boolean;
}

export interface HeatMap {
  readonly title: string;
  readonly down: HeatAxis;
  readonly across: HeatAxis;
  /** Row by row. */
  readonly cells: readonly HeatCell[];
  /** The value of the full colour, to either side of zero. */
  readonly fullAt: number;
}

const CELL = { width: 92, height: 40 };
const TOP = 64;
const CHARACTER = 7.2;

/** A picture: one coloured field a cell, zero white, above it blue, below it red. Deterministic. */
export const heatMapSvg = ({ title, down, across, cells, fullAt }: HeatMap): string => {
  const left = Math.ceil(Math.max(...down.values.map(({ length }) => length), 4) * CHARACTER) + 40;
  const width =
    left + Math.max(across.values.length * CELL.width, title.length * CHARACTER, across.name.length * CHARACTER) + 8;
  // a long name beside few rows needs its own room
  const tall = Math.max(down.values.length * CELL.height, down.name.length * CHARACTER);
  const height = TOP + tall + 8;
  const middle = left + (across.values.length * CELL.width) / 2;
  const place = (at: number) => ({
    x: left + (at % across.values.length) * CELL.width,
    y: TOP + Math.floor(at / across.values.length) * CELL.height,
  });
  const columnNames = across.values.map((value, at) =>
    words(value, { x: left + (at + 0.5) * CELL.width, y: TOP - 10, anchor: 'middle' }),
  );
  const rowNames = down.values.map((value, at) =>
    words(value, { x: left - 8, y: TOP + (at + 0.5) * CELL.height + 5, anchor: 'end' }),
  );
  const fields = cells.map((cell, at) => field(cell, place(at), fullAt));
  // the chosen one last, its frame over its neighbours
  const chosen = cells.flatMap((cell, at) => (cell.isChosen ? [frame(place(at))] : []));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(title)}" font-family="system-ui, sans-serif" font-size="13">`,
    HATCH,
    `<text x="${left}" y="14" font-weight="600">${escapeHtml(title)}</text>`,
    words(across.name, { x: middle, y: 34, anchor: 'middle', className: 'axis' }),
    ...columnNames,
    `<text class="axis" transform="translate(14 ${TOP + tall / 2}) rotate(-90)" text-anchor="middle">${escapeHtml(down.name)}</text>`,
    ...rowNames,
    ...fields,
    ...chosen,
    '</svg>',
  ].join('\n');
};

/** What the colours mean. */
export const heatLegendSvg = (fullAt: number, show: (value: number) => string): string => {
  const steps = 41;
  const bar = Array.from({ length: steps }, (_, at) => {
    const value = ((at - (steps - 1) / 2) / ((steps - 1) / 2)) * fullAt;
    return `<rect x="${60 + at * 8}" y="4" width="8.5" height="14" fill="${colourOf(value, fullAt)}"/>`;
  });
  const end = 60 + steps * 8;
  const label = (x: number, value: number): string => words(show(value), { x, y: 34, anchor: 'middle' });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${end + 60}" height="40" font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="colours">`,
    ...bar,
    label(60, -fullAt),
    label(60 + (steps * 8) / 2, 0),
    label(end, fullAt),
    '</svg>',
  ].join('\n');
};

interface Words {
  readonly x: number;
  readonly y: number;
  readonly anchor: 'middle' | 'end';
  readonly className?: string;
}

const words = (text: string, { x, y, anchor, className }: Words): string =>
  `<text${className === undefined ? '' : ` class="${className}"`} x="${x}" y="${y}" text-anchor="${anchor}">${escapeHtml(text)}</text>`;

interface Place {
  readonly x: number;
  readonly y: number;
}

const field = ({ value, label, details }: HeatCell, { x, y }: Place, fullAt: number): string => {
  const fill = value === undefined ? 'url(#none)' : colourOf(value, fullAt);
  const isDark = value !== undefined && fullAt > 0 && Math.abs(value) / fullAt > 0.6;
  return (
    `<g><title>${escapeHtml(details)}</title>` +
    `<rect x="${x}" y="${y}" width="${CELL.width}" height="${CELL.height}" fill="${fill}" stroke="#fff"/>` +
    `<text x="${x + CELL.width / 2}" y="${y + CELL.height / 2 + 5}" text-anchor="middle" fill="${isDark ? '#fff' : '#1c1f24'}">${escapeHtml(label)}</text></g>`
  );
};

const frame = ({ x, y }: Place): string =>
  `<rect x="${x + 1.5}" y="${y + 1.5}" width="${CELL.width - 3}" height="${CELL.height - 3}" fill="none" stroke="#1c1f24" stroke-width="3"/>`;

const HATCH =
  '<defs><pattern id="none" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
  '<rect width="6" height="6" fill="#f1f2f4"/><rect width="2" height="6" fill="#c5cad1"/></pattern></defs>';

const WHITE = [247, 247, 247] as const;
const BLUE = [33, 102, 172] as const;
const RED = [178, 24, 43] as const;

const colourOf = (value: number, fullAt: number): string => {
  const part = fullAt > 0 ? Math.min(1, Math.abs(value) / fullAt) : 0;
  const full = value < 0 ? RED : BLUE;
  const channels = WHITE.map((white, at) => Math.round(white + ((full[at] ?? white) - white) * part));
  return `rgb(${channels.join(',')})`;
};
