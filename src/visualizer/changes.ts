import type { SectionName } from './messages.ts';
import type { View } from './projection.ts';

const SECTIONS = [
  'head',
  'feeds',
  'markets',
  'routes',
  'positions',
  'lanes',
  'closed',
  'actors',
  'equity',
  'facts',
] as const satisfies readonly SectionName[];

type Written = Map<string, { readonly value: unknown; readonly text: string }>;

/** Knows what was told last and says what is different now: one comparison for all pages together. */
export class ChangeLog {
  readonly #told = new Map<SectionName, Written>();
  #n = 0;

  /** Counts up with every delta. */
  get n(): number {
    return this.#n;
  }

  /** The delta as it goes over the wire, or `undefined` when nothing changed. */
  advance(view: View): string | undefined {
    const parts = SECTIONS.flatMap((name) => {
      const rows = this.#changedRows(name, view[name]);
      return rows.length === 0 ? [] : [`${JSON.stringify(name)}:[${rows.join(',')}]`];
    });
    if (parts.length === 0) return undefined;
    this.#n += 1;
    return `{"type":"delta","n":${this.#n},"changes":{${parts.join(',')}}}`;
  }

  /** Everything told so far, for a page that has nothing or fell behind. */
  snapshot(): string {
    const parts = SECTIONS.map((name) => {
      const rows = [...(this.#told.get(name) ?? [])].map(([key, { text }]) => `[${JSON.stringify(key)},${text}]`);
      return `${JSON.stringify(name)}:[${rows.join(',')}]`;
    });
    return `{"type":"snapshot","n":${this.#n},"changes":{${parts.join(',')}}}`;
  }

  #changedRows(name: SectionName, rows: ReadonlyMap<string, unknown>): readonly string[] {
    const told: Written = this.#told.get(name) ?? new Map();
    this.#told.set(name, told);
    const changed: string[] = [];
    for (const [key, value] of rows) {
      const before = told.get(key);
      if (before?.value === value) continue;
      const text = JSON.stringify(value);
      told.set(key, { value, text });
      if (before?.text !== text) changed.push(`[${JSON.stringify(key)},${text}]`);
    }
    for (const key of told.keys())
      if (!rows.has(key)) {
        told.delete(key);
        changed.push(`[${JSON.stringify(key)},null]`);
      }
    return changed;
  }
}
