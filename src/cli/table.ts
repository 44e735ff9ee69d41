/** How one column is read from a row and shown. */
export interface Column<Row> {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly cell: (row: Row) => string;
}

/** A plain text table: header, rows, two spaces between columns, no trailing blanks. */
export const table = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): readonly string[] => {
  const cells = rows.map((row) => columns.map(({ cell }) => cell(row)));
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...cells.map((line) => line[index]?.length ?? 0)),
  );
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, index) => {
        const width = widths[index] ?? 0;
        return columns[index]?.align === 'right' ? text.padStart(width) : text.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [line(columns.map(({ title }) => title)), ...cells.map(line)];
};

/** A figure with `decimals` places, or a dash when it is not known. */
export const figure = (value: number | undefined, decimals: number): string =>
  value === undefined || !Number.isFinite(value) ? '-' : value.toFixed(decimals);

/** A duration for people: `850ms`, `12s`, `3m05s`, `7h20m`, `3d04h`. */
export const duration = (spanMs: number | undefined): string => {
  if (spanMs === undefined || !Number.isFinite(spanMs)) return '-';
  if (spanMs < 1000) return `${Math.round(spanMs)}ms`;
  const seconds = Math.floor(spanMs / 1000);
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m${pad(seconds % 60)}s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h${pad(Math.floor((seconds % 3600) / 60))}m`;
  return `${Math.floor(seconds / 86_400)}d${pad(Math.floor((seconds % 86_400) / 3600))}h`;
};

const pad = (value: number): string => String(value).padStart(2, '0');

/** UTC, to the second. */
export const utc = (atMs: number): string => new Date(atMs).toISOString().replace('T', ' ').slice(0, 19);
