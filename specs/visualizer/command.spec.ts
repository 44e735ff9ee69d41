import { describe, expect, it } from 'vitest';
import { commandOf } from '../../src/visualizer/command.ts';

const open = new Set(['SOL']);

describe('a command', () => {
  it('is one of the operator commands', () => {
    expect(commandOf({ command: 'pause' }, open)).toEqual({ kind: 'command', command: { type: 'operator.pause' } });
    expect(commandOf({ command: 'unwind', coin: 'SOL' }, open)).toEqual({
      kind: 'command',
      command: { type: 'operator.unwind', coin: 'SOL' },
    });
  });

  it('unwinds everything only when that was typed', () => {
    expect(commandOf({ command: 'unwind', coin: 'all' }, open).kind).toBe('refused');
    expect(commandOf({ command: 'unwind', coin: 'all', confirm: 'yes' }, open).kind).toBe('refused');
    expect(commandOf({ command: 'unwind', coin: 'all', confirm: 'unwind all' }, open)).toMatchObject({
      command: { type: 'operator.unwind', coin: 'all' },
    });
  });

  it('is refused for anything else', () => {
    const bad = [
      undefined,
      null,
      7,
      [],
      'pause',
      {},
      { command: '__proto__' },
      { command: 'toString' },
      { command: 'unwind' },
    ];
    for (const body of [...bad, { command: 'unwind', coin: 'ETH' }, { command: 'unwind', coin: '__proto__' }])
      expect(commandOf(body, open).kind, JSON.stringify(body)).toBe('refused');
  });
});
