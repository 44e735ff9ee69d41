import type { RowDraft } from './history.ts';
import { textOfRow } from './row-text.ts';

/** What a row told anew does to one that is held. */
export type RowMerge =
  | { readonly kind: 'same' }
  /** Each knows something the other does not, and nothing contradicts. */
  | { readonly kind: 'completed'; readonly row: RowDraft }
  /** `row` is what is held completed by what was told, the held one's word first. */
  | { readonly kind: 'conflict'; readonly row: RowDraft };

/** Joins two rows of one market, kind and instant, field by field. */
export const mergeRow = (held: RowDraft, told: RowDraft): RowMerge => {
  if (textOfRow(held) === textOfRow(told)) return { kind: 'same' };
  const heldFields: Readonly<Record<string, unknown>> = { ...held };
  const toldFields: Readonly<Record<string, unknown>> = { ...told };
  const shared = Object.keys(toldFields).filter((field) => field in heldFields);
  const row: RowDraft = { ...told, ...held } as RowDraft;
  if (shared.some((field) => !isEqual(heldFields[field], toldFields[field]))) return { kind: 'conflict', row };
  return textOfRow(row) === textOfRow(held) ? { kind: 'same' } : { kind: 'completed', row };
};

const isEqual = (a: unknown, b: unknown): boolean =>
  Array.isArray(a) && Array.isArray(b) ? a.join(' ') === b.join(' ') : a === b;
