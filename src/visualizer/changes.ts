import type { SectionName } from './messages.ts';
import type { View } from './projection.ts';

const SECTIONS = [
  'head',
  'feeds',
  'markets',
  'routes',
  'refusals',
  'positions',
  'lanes',
  'closed',
  'actors',
  'equity',
  'facts',
  'time',
] as const satisfies readonly SectionName[];

/** Deltas kept for pages that come back, and how much of them. */
const KEPT_MAX = 240;
const KEPT_MAX_CHARS = 4_000_000;

type Written = Map<string, { readonly value: unknown; readonly text: string }>;

/** Knows what was told last and says what is different now: one comparison for all pages together. */
export class ChangeLog {
  readonly #told = new Map<SectionName, Written>();
  readonly #session: string;
  readonly #kept: string[] = [];
  #keptChars = 0;
  #n = 0;

  /** `session` tells this log from that of another life of the server. */
  constructor(session: string) {
    this.#session = session;
  }

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
    const delta = `{"type":"delta","n":${this.#n},"changes":{${parts.join(',')}}}`;
    this.#keep(delta);
    return delta;
  }

  /** The deltas after one, for a page that has all up to it; `undefined` where they are not kept any more, or not of this log. */
  since(session: string, n: number): readonly string[] | undefined {
    const missing = this.#n - n;
    if (session !== this.#session || missing < 0 || missing > this.#kept.length) return undefined;
    return missing === 0 ? [] : this.#kept.slice(-missing);
  }

  /** Everything told so far, for a page that has nothing or fell behind. */
  snapshot(): string {
    const parts = SECTIONS.map((name) => {
      const rows = [...(this.#told.get(name) ?? [])].map(([key, { text }]) => `[${JSON.stringify(key)},${text}]`);
      return `${JSON.stringify(name)}:[${rows.join(',')}]`;
    });
    const session = JSON.stringify(this.#session);
    return `{"type":"snapshot","session":${session},"n":${this.#n},"changes":{${parts.join(',')}}}`;
  }

  #keep(delta: string): void {
    this.#kept.push(delta);
    this.#keptChars += delta.length;
    while (this.#kept.length > KEPT_MAX || this.#keptChars > KEPT_MAX_CHARS)
      this.#keptChars -= this.#kept.shift()?.length ?? this.#keptChars;
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
    // all rows are told by now: what is more is gone
    if (told.size === rows.size) return changed;
    for (const key of told.keys())
      if (!rows.has(key)) {
        told.delete(key);
        changed.push(`[${JSON.stringify(key)},null]`);
      }
    return changed;
  }
}
