/** Texts kept per kind of number; then the memory begins anew. */
const TEXTS_MAX = 8192;

/**
 * Whole numbers of a step `10^-decimals` as decimal texts, remembered: formatting a float costs ten times as much. Steps of
 * ten and more have negative decimals.
 */
export class NumberTexts {
  readonly #decimals: number;
  readonly #style: TextStyle;
  readonly #texts = new Map<number, string>();

  constructor(decimals: number, style: TextStyle = 'fixed') {
    this.#decimals = decimals;
    this.#style = style;
  }

  of(units: number): string {
    const known = this.#texts.get(units);
    if (known !== undefined) return known;
    const fixed = (units / 10 ** this.#decimals).toFixed(Math.max(0, this.#decimals));
    const made = this.#style === 'fixed' ? fixed : shortText(fixed, this.#style);
    if (this.#texts.size >= TEXTS_MAX) this.#texts.clear();
    this.#texts.set(units, made);
    return made;
  }
}

/** `fixed`: all decimals; `short`: no trailing zeros; `short-point`: none but one after the point. */
export type TextStyle = 'fixed' | 'short' | 'short-point';

/** A fixed decimal text without its trailing zeros. */
export const shortText = (fixed: string, style: TextStyle = 'short'): string => {
  if (!fixed.includes('.')) return style === 'short-point' ? `${fixed}.0` : fixed;
  const short = fixed.replace(/0+$/, '');
  if (!short.endsWith('.')) return short;
  return style === 'short-point' ? `${short}0` : short.slice(0, -1);
};
