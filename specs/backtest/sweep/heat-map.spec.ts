import { describe, expect, it } from 'vitest';
import { heatLegendSvg, heatMapSvg } from '../../../src/backtest/sweep/heat-map.ts';
import type { HeatCell } from '../../../src/backtest/sweep/heat-map.ts';

const cell = (value: number | undefined, isChosen = false): HeatCell => ({
  ...(value === undefined ? {} : { value }),
  label: value === undefined ? 'failed' : String(value),
  details: 'a < b & c',
  isChosen,
});

const fillsOf = (svg: string): readonly string[] =>
  [...svg.matchAll(/<rect [^>]*fill="([^"]+)" stroke="#fff"/g)].map(([, fill]) => fill ?? '');

describe('a heat map', () => {
  const svg = heatMapSvg({
    title: 'net',
    down: { name: 'entry.a', values: ['1', '2'] },
    across: { name: 'exit.b', values: ['3', '4', '5'] },
    cells: [cell(-10), cell(0), cell(10, true), cell(undefined), cell(5), cell(-10)],
    fullAt: 10,
  });

  it('has a field for each cell: red below zero, white at it, blue above, hatched where there is no figure', () => {
    expect(fillsOf(svg)).toEqual([
      'rgb(178,24,43)',
      'rgb(247,247,247)',
      'rgb(33,102,172)',
      'url(#none)',
      'rgb(140,175,210)',
      'rgb(178,24,43)',
    ]);
  });

  it('names its keys and their values, frames what was chosen, and spoils no page with what it writes', () => {
    for (const word of ['>entry.a<', '>exit.b<', '>1<', '>5<']) expect(svg).toContain(word);
    expect(svg.match(/stroke-width="3"/g)).toHaveLength(1);
    expect(svg).toContain('a &lt; b &amp; c');
    expect(svg).not.toContain('a < b');
  });

  it('is white where everything is zero, and says what its colours mean', () => {
    const flat = {
      title: '',
      down: { name: '', values: [''] },
      across: { name: 'b', values: ['1'] },
      cells: [cell(0)],
    };
    expect(fillsOf(heatMapSvg({ ...flat, fullAt: 0 }))).toEqual(['rgb(247,247,247)']);
    const legend = heatLegendSvg(250, (value) => `${value} USD`);
    for (const word of ['-250 USD', '0 USD', '250 USD']) expect(legend).toContain(`>${word}<`);
  });
});
