import { describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import { stateText } from '../../src/engine/view/state-text.ts';
import { positionMachine } from '../../src/position/position.machine.ts';
import { activeIds, chartOf } from '../../src/visualizer/machine-chart.ts';
import { edgesTaken, idsOfText } from '../../src/visualizer/transition-path.ts';
import { courierMachine, kitchenMachine, lampMachine } from './foreign-machines.ts';

describe('the way a transition took', () => {
  it('is the edge of its event', () => {
    const chart = chartOf(lampMachine);
    const from = activeIds(lampMachine, 'off');
    const to = activeIds(lampMachine, { on: 'dim' });
    expect(edgesTaken(chart, { from, to, event: 'press' })).toEqual(['lamp.off > lamp.on']);
  });

  it('goes on along the edges that need no event', () => {
    const chart = chartOf(positionMachine);
    const from = idsOfText(chart, 'entering.legs(long: done, short: working)');
    const to = idsOfText(chart, 'hedged.carrying');
    const taken = edgesTaken(chart, { from, to, event: 'order.ended' });
    expect(taken.at(-1)).toBe('position.entering.balancing.deciding > position.hedged');
  });

  it('is empty where the chart has none', () => {
    const chart = chartOf(lampMachine);
    expect(edgesTaken(chart, { from: ['lamp', 'lamp.broken'], to: ['lamp', 'lamp.off'], event: 'press' })).toEqual([]);
  });
});

describe('a state text', () => {
  it('names the same states as the value it was made of', () => {
    for (const machine of [lampMachine, kitchenMachine, courierMachine]) {
      const { value } = createActor(machine).getSnapshot();
      expect(idsOfText(chartOf(machine), stateText(value))).toEqual(activeIds(machine, value));
    }
  });
});
