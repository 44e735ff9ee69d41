/** Texts kept per kind of number, each in a place of its own: a prime, so that round numbers spread. */
const PLACES = 509;

/**
 * Whole numbers of a step `10^-decimals` as decimal texts, remembered: formatting a float costs ten times as much. Steps of
 * ten and more have negative decimals.
 */
export class NumberTexts {
  readonly #decimals: number;
  readonly #style: TextStyle;
  readonly #units = new Float64Array(PLACES).fill(-1);
  readonly #texts: string[] = [];

  constructor(decimals: number, style: TextStyle = 'fixed') {
    this.#decimals = decimals;
    this.#style = style;
  }

  of(units: number): string {
    const place = units % PLACES;
    if (this.#units[place] === units) return this.#texts[place] ?? '';
    const fixed = (units / 10 ** this.#decimals).toFixed(Math.max(0, this.#decimals));
    const made = this.#style === 'fixed' ? fixed : shortText(fixed, this.#style);
    this.#units[place] = units;
    this.#texts[place] = made;
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
