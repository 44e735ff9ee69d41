import { describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import { coinId } from '../../../src/domain/ids.ts';
import { operatorMachine } from '../../../src/engine/operating/operator.machine.ts';
import type { OperatorEvent } from '../../../src/engine/operating/operator.machine.ts';

const after = (...commands: readonly OperatorEvent[]): string => {
  const actor = createActor(operatorMachine).start();
  for (const command of commands) actor.send(command);
  return actor.getSnapshot().value;
};
const arm = { type: 'operator.arm' } as const;
const trade = { type: 'operator.trade' } as const;
const pause = { type: 'operator.pause' } as const;
const resume = { type: 'operator.resume' } as const;
const stop = { type: 'operator.stop' } as const;

describe('the operator', () => {
  it('needs two steps to trade', () => {
    expect(after(trade)).toBe('stopped');
    expect(after(arm)).toBe('armed');
    expect(after(arm, trade)).toBe('trading');
  });

  it('pauses and resumes, and stops from anywhere', () => {
    expect(after(arm, trade, pause)).toBe('paused');
    expect(after(arm, trade, pause, trade)).toBe('paused');
    expect(after(arm, trade, pause, resume)).toBe('trading');
    for (const before of [[arm], [arm, trade], [arm, trade, pause]]) expect(after(...before, stop)).toBe('stopped');
    expect(after(resume)).toBe('stopped');
  });

  it('pauses when everything is unwound, not when one coin is', () => {
    expect(after(arm, trade, { type: 'operator.unwind', coin: coinId('BTC') })).toBe('trading');
    expect(after(arm, trade, { type: 'operator.unwind', coin: 'all' })).toBe('paused');
  });

  it('kills from anywhere, hears nobody meanwhile, and is stopped by nothing but the venues word', () => {
    const kill = { type: 'operator.kill' } as const;
    for (const before of [[], [arm], [arm, trade], [arm, trade, pause]])
      expect(after(...before, kill, arm, trade, stop, pause, resume, kill)).toBe('killing');
    expect(after(arm, trade, kill, { type: 'venues.flat' })).toBe('stopped');
    expect(after(arm, trade, { type: 'venues.flat' })).toBe('trading');
  });
});
