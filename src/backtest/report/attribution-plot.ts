import { ATTRIBUTION_PARTS, SIGNS } from '../../monitor/attribution-sum.ts';
import type { Attribution } from '../backtest-result.ts';
import { dollars } from '../../monitor/dollars.ts';

import { extentOf, fixed, plot } from './plot.ts';

/** A waterfall: from nothing, part by part, to the net. */
export const attributionPlot = (attribution: Attribution): string => {
  let reached = 0;
  const bars = ATTRIBUTION_PARTS.map((part) => {
    const from = reached;
    reached += SIGNS[part] * Number(attribution[part]);
    return { name: part, from, to: reached };
  });
  const all = [...bars, { name: 'net', from: 0, to: Number(attribution.net) }];
  return plot({
    label: 'Where the net comes from, USD',
    height: 220,
    x: { from: -0.5, to: all.length - 0.5 },
    y: extentOf(
      all.flatMap(({ from, to }) => [from, to]),
      [0],
    ),
    xTicks: all.map((_, nth) => nth),
    xText: (nth) => all[nth]?.name ?? '',
    yText: (value) => dollars(value).replace(/\.00$/, ''),
    draw: (at) =>
      all
        .map(({ name, from, to }, nth) => {
          const [top, bottom] = [at.y(Math.max(from, to)), at.y(Math.min(from, to))];
          const look = name === 'net' ? 'net' : to >= from ? 'gain' : 'loss';
          return `<rect class="${look}" x="${fixed(at.x(nth - 0.32))}" y="${fixed(top)}" width="${fixed(at.x(nth + 0.32) - at.x(nth - 0.32))}" height="${fixed(Math.max(1, bottom - top))}"><title>${name} ${dollars(to - from)} USD</title></rect>`;
        })
        .join(''),
  });
};
