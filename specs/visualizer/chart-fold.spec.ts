import { describe, expect, it } from 'vitest';
import { positionMachine } from '../../src/position/position.machine.ts';
import { composites, folded } from '../../src/visualizer/chart-fold.ts';
import { labelLines } from '../../src/visualizer/chart-layout.ts';
import { chartOf } from '../../src/visualizer/machine-chart.ts';
import { courierMachine, kitchenMachine, lampMachine } from './foreign-machines.ts';

const linesOf = ({ edges }: ReturnType<typeof folded>): readonly string[] =>
  edges.map(
    ({ source, target, transitions }) => `${source} > ${target}: ${transitions.map(({ label }) => label).join()}`,
  );

describe('a folded chart', () => {
  it('shows closed states with what they hide, and the transitions that cross their border', () => {
    const shown = folded(chartOf(lampMachine), new Set());
    expect(shown.nodes.map(({ id, hides, initial }) => [id, hides, initial])).toEqual([
      ['lamp', undefined, 'lamp.off'],
      ['lamp.off', undefined, undefined],
      ['lamp.on', 2, undefined],
      ['lamp.broken', undefined, undefined],
    ]);
    expect(linesOf(shown)).toEqual([
      'lamp.off > lamp.on: press [isDark]',
      'lamp.on > lamp.broken: burn',
      'lamp.on > lamp.off: press',
    ]);
  });

  it('says which of its edges stands for one of the whole chart, and none for what is hidden', () => {
    const { edgeOf } = folded(chartOf(lampMachine), new Set());
    expect(edgeOf.get('lamp.on.bright > lamp.off')).toBe('lamp.on > lamp.off');
    expect(edgeOf.get('lamp.on.dim > lamp.on.bright')).toBeUndefined();
    expect(edgeOf.get('lamp.on > lamp.on.dim')).toBeUndefined();
  });

  it('opens parallel states region by region, and keeps what reenters itself', () => {
    const half = folded(chartOf(kitchenMachine), new Set(['kitchen.cooking', 'kitchen.cooking.table']));
    expect(half.nodes.find(({ id }) => id === 'kitchen.cooking.oven')?.hides).toBe(2);
    expect(linesOf(half)).toContain('kitchen.cooking.table.bare > kitchen.cooking.table.laid: lay');
    const courier = folded(chartOf(courierMachine), new Set());
    expect(linesOf(courier)[0]).toBe('courier.riding > courier.riding: again');
  });

  it('is the whole chart with everything open', () => {
    for (const machine of [lampMachine, kitchenMachine, courierMachine, positionMachine]) {
      const chart = chartOf(machine);
      const { nodes, edges } = folded(chart, new Set(composites(chart)));
      expect([nodes, edges.map(({ id }) => id)]).toEqual([chart.nodes, chart.edges.map(({ id }) => id)]);
    }
  });
});

const labelled = (...labels: string[]): readonly string[] =>
  labelLines({
    id: '',
    source: '',
    target: '',
    transitions: labels.map((label) => ({ event: '', label, actions: [] })),
  });

describe('the label of an edge', () => {
  it('gives a long guard a line of its own and counts what has no room', () => {
    expect(labelled('tick [isDue]')).toEqual(['tick [isDue]']);
    expect(labelled('tick [isDueForALongTimeAlready]')).toEqual(['tick', '[isDueForALongTimeAlready]']);
    expect(labelled('a', 'b', 'c', 'd', 'e')).toEqual(['a', 'b', 'c', 'and 2 more']);
  });
});
