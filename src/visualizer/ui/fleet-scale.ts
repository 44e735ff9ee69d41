import type { MarketCell } from '../messages.ts';
import { bpsText, decimals, percent, priceText } from './format.ts';

export type Measure = 'bps' | 'apr' | 'z';

/** What a colour stands for. Rates fade in by their root: most of the time all of them are small. */
interface Scale {
  /** Full colour, in the unit of the measure. */
  readonly full: number;
  readonly ease: (share: number) => number;
  readonly value: (cell: MarketCell) => number | undefined;
  readonly text: (value: number | undefined) => string;
  readonly ticks: readonly number[];
  readonly unit: string;
}

export const SCALES: Readonly<Record<Measure, Scale>> = {
  bps: {
    full: 10,
    ease: Math.sqrt,
    value: ({ per8hBps }) => per8hBps,
    text: bpsText,
    ticks: [-10, -2.5, 0, 2.5, 10],
    unit: 'bps per 8 h',
  },
  apr: {
    full: 1,
    ease: Math.sqrt,
    value: ({ apr }) => apr,
    text: (value) => percent(value),
    ticks: [-1, -0.25, 0, 0.25, 1],
    unit: 'simple, a year',
  },
  z: {
    full: 4,
    ease: (share) => share,
    value: ({ zScore }) => zScore,
    text: (value) => decimals(value, 1),
    ticks: [-4, -2, 0, 2, 4],
    unit: 'standard deviations from the mean of 30 days',
  },
};

export interface Reading {
  /** -1 to 1; 0 where there is no figure. */
  readonly heat: number;
  readonly text: string;
}

/** What a cell shows; a spot market has no rate and shows its price. */
export const readingOf = (cell: MarketCell, measure: Measure): Reading => {
  if (cell.kind === 'spot') return { heat: 0, text: priceText(cell.mid) };
  const { full, ease, value, text } = SCALES[measure];
  const figure = value(cell);
  return {
    heat: figure === undefined ? 0 : Math.sign(figure) * ease(Math.min(1, Math.abs(figure) / full)),
    text: text(figure),
  };
};
