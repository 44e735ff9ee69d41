import { MS_PER_HOUR } from '../domain/units.ts';
import type { MarketKey } from '../domain/ids.ts';
import type { RowDraft } from './history.ts';

/** Lines named of each kind of oddity. */
const LINES_KEPT = 5;
/** Settlements eight hours apart before their hours are judged. */
const SETTLEMENTS_MIN = 10;
const OFF_GRID_SHARE = 0.2;

/** Rows that are odd but do no harm: how many, and the first lines. */
export interface Oddity {
  readonly count: number;
  readonly lines: readonly number[];
}

/** Watches the order of rows, market by market. */
export class RowWatch {
  readonly #lastMs = new Map<MarketKey, number>();
  readonly #unsorted: { count: number; lines: number[] } = { count: 0, lines: [] };
  readonly #repeated: { count: number; lines: number[] } = { count: 0, lines: [] };
  #eightHourly = 0;
  readonly #offGrid: { count: number; lines: number[]; hours: Set<number> } = { count: 0, lines: [], hours: new Set() };

  add(row: RowDraft, line: number): void {
    const last = this.#lastMs.get(row.market);
    this.#lastMs.set(row.market, row.atMs);
    if (last === undefined) return;
    if (row.atMs < last) note(this.#unsorted, line);
    // of other kinds several may rightly fall into one instant
    else if (row.atMs === last && row.kind === 'funding') note(this.#repeated, line);
    if (row.kind === 'funding') this.#watchHours(row.atMs, last, line);
  }

  get unsorted(): Oddity {
    return this.#unsorted;
  }

  get repeated(): Oddity {
    return this.#repeated;
  }

  /** What speaks for another time zone than the one the times were read in. */
  zoneDoubt(): { readonly line: number; readonly text: string } | undefined {
    const { count, lines, hours } = this.#offGrid;
    if (this.#eightHourly < SETTLEMENTS_MIN || count < this.#eightHourly * OFF_GRID_SHARE) return undefined;
    const seen = [...hours].sort((a, b) => a - b).map((hour) => `${String(hour).padStart(2, '0')}:00`);
    const text = `${count} of ${this.#eightHourly} settlements eight hours apart stand at ${seen.join(', ')} UTC, where venues settle at 00:00, 08:00 and 16:00`;
    return { line: lines[0] ?? 0, text };
  }

  #watchHours(instantMs: number, lastMs: number, line: number): void {
    if (instantMs - lastMs !== 8 * MS_PER_HOUR) return;
    this.#eightHourly += 1;
    const hour = Math.floor(instantMs / MS_PER_HOUR) % 24;
    if (hour % 8 === 0) return;
    note(this.#offGrid, line);
    this.#offGrid.hours.add(hour);
  }
}

const note = (oddity: { count: number; readonly lines: number[] }, line: number): void => {
  oddity.count += 1;
  if (oddity.lines.length < LINES_KEPT) oddity.lines.push(line);
};
