import { afterAll, describe, expect, it } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import { orderMachine } from '../../src/execution/order.machine.ts';
import { positionMachine } from '../../src/position/position.machine.ts';
import { drawdownMachine } from '../../src/risk/drawdown.machine.ts';
import { createChartDrawer } from '../../src/visualizer/chart-layout.adapter.ts';
import type { ChartBox, Place } from '../../src/visualizer/chart-layout.ts';
import { courierMachine, kitchenMachine, lampMachine } from './foreign-machines.ts';

const drawer = createChartDrawer();
afterAll(() => drawer.close());

const machines: readonly (readonly [string, AnyStateMachine])[] = [
  ['a lamp', lampMachine],
  ['a kitchen', kitchenMachine],
  ['a courier', courierMachine],
  ['a position', positionMachine],
  ['an order', orderMachine],
  ['a guard', drawdownMachine],
];

const isInside = (inner: Place, outer: Place): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;
const overlap = (a: Place, b: Place): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const isState = ({ kind }: ChartBox): boolean => kind !== 'start' && kind !== 'any';

describe.each(machines)('the drawing of %s', (_, machine) => {
  it('has every state once, inside the state it belongs to, beside its siblings', async () => {
    const { chart, layout } = await drawer.draw(machine);
    const boxes = new Map(layout.boxes.filter(isState).map((box) => [box.node, box]));
    expect([...boxes.keys()].sort()).toEqual(chart.nodes.map(({ id }) => id).sort());
    for (const { id, parent } of chart.nodes) {
      const box = boxes.get(id);
      const outer = parent === undefined ? { x: 0, y: 0, ...layout } : boxes.get(parent);
      expect(box !== undefined && outer !== undefined && isInside(box, outer), `${id} in ${parent ?? 'the page'}`).toBe(
        true,
      );
      const siblings = chart.nodes.filter((node) => node.parent === parent && node.id !== id);
      for (const sibling of siblings) {
        const other = boxes.get(sibling.id);
        expect(box !== undefined && other !== undefined && overlap(box, other), `${id} over ${sibling.id}`).toBe(false);
      }
    }
  });

  it('has a line with a label for every transition, inside the page', async () => {
    const { chart, layout } = await drawer.draw(machine);
    const lines = new Map(layout.lines.map((line) => [line.edge, line]));
    for (const { id } of chart.edges) {
      const line = lines.get(id);
      expect(line?.points.length, id).toBeGreaterThanOrEqual(2);
      expect(line?.label !== undefined && isInside(line.label, { x: 0, y: 0, ...layout }), id).toBe(true);
    }
  });

  it('is made once, also for a machine with other implementations', async () => {
    expect(await drawer.draw(machine)).toBe(await drawer.draw(machine));
    expect(await drawer.draw(machine.provide({}))).toBe(await drawer.draw(machine));
  });

  it('can be folded to its outermost states, which is another drawing of the same chart', async () => {
    const whole = await drawer.draw(machine);
    const { chart, layout } = await drawer.draw(machine, ['no such state']);
    const [root] = chart.nodes;
    const outermost = chart.nodes.filter(({ parent }) => parent === root?.id).map(({ id }) => id);
    expect(chart).toBe(whole.chart);
    expect(layout.boxes.filter(isState).map(({ node }) => node)).toEqual([root?.id, ...outermost]);
  });
});

it('what cannot be laid out is told and tried again', async () => {
  const closing = createChartDrawer();
  const asked = closing.draw(lampMachine);
  await closing.close();
  await expect(asked).rejects.toThrow('closed');
});
