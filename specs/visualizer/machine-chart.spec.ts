import { describe, expect, it } from 'vitest';
import { activeIds, chartOf } from '../../src/visualizer/machine-chart.ts';
import { courierMachine, kitchenMachine, lampMachine } from './foreign-machines.ts';

const labelsOf = (chart: ReturnType<typeof chartOf>): readonly string[] =>
  chart.edges.map(
    ({ source, target, transitions }) => `${source} -> ${target}: ${transitions.map(({ label }) => label).join(', ')}`,
  );

describe('the chart of a machine nobody here knows', () => {
  it('has every state with its kind and its start', () => {
    const { nodes } = chartOf(lampMachine);
    expect(nodes.map(({ id, kind, initial }) => `${id} ${kind} ${initial ?? ''}`.trim())).toEqual([
      'lamp compound lamp.off',
      'lamp.off atomic',
      'lamp.on compound lamp.on.dim',
      'lamp.on.dim atomic',
      'lamp.on.bright atomic',
      'lamp.broken final',
    ]);
  });

  it('has every transition with its event and guard, those into inner and outer states included', () => {
    expect(labelsOf(chartOf(lampMachine))).toEqual([
      'lamp.off -> lamp.on: press [isDark]',
      'lamp.on -> lamp.broken: burn',
      'lamp.on -> lamp.on.dim: reset',
      'lamp.on.dim -> lamp.on.bright: press',
      'lamp.on.bright -> lamp.off: press',
    ]);
  });

  it('has the edges that graph tools leave out, and says timers and ends in words', () => {
    const chart = chartOf(kitchenMachine);
    expect(labelsOf(chart)).toEqual([
      'kitchen.cooking -> kitchen.served: done',
      'kitchen.cooking.oven.cold -> kitchen.cooking.oven.hot: always [isLit]',
      'kitchen.cooking.table.bare -> kitchen.cooking.table.laid: lay',
      'kitchen.served -> kitchen.cooking: after 5000 ms',
    ]);
    expect(chart.nodes.find(({ id }) => id === 'kitchen.served')?.stays).toEqual(['any event / smile']);
    expect(chart.nodes.find(({ id }) => id === 'kitchen.cooking')?.kind).toBe('parallel');
  });

  it('names invoked work, entry and exit, and survives the names of prototypes', () => {
    const chart = chartOf(courierMachine);
    const riding = chart.nodes.find(({ id }) => id === 'courier.riding');
    expect(riding).toMatchObject({ entry: ['wave'], exit: ['stop'], invokes: ['ride'] });
    expect(labelsOf(chart)).toEqual([
      'courier.riding -> courier.riding: again',
      'courier.riding -> courier.constructor: ride done',
      'courier.riding -> courier.lost: ride failed',
      'courier.constructor -> courier.past: back',
    ]);
  });
});

describe('active states', () => {
  it('are those of the value, the root first', () => {
    expect(activeIds(lampMachine, { on: 'bright' })).toEqual(['lamp', 'lamp.on', 'lamp.on.bright']);
    expect(activeIds(kitchenMachine, { cooking: { oven: 'cold', table: 'laid' } })).toEqual([
      'kitchen',
      'kitchen.cooking',
      'kitchen.cooking.oven',
      'kitchen.cooking.oven.cold',
      'kitchen.cooking.table',
      'kitchen.cooking.table.laid',
    ]);
  });

  it('ignore what the machine does not have', () => {
    expect(activeIds(lampMachine, { toString: 'x' })).toEqual(['lamp']);
    expect(activeIds(courierMachine, 'constructor')).toEqual(['courier', 'courier.constructor']);
  });
});
