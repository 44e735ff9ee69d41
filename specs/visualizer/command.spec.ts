import { describe, expect, it } from 'vitest';
import { commandOf } from '../../src/visualizer/command.ts';

const open = { coins: new Set(['SOL']), venues: new Set(['alpha']) };

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

  it('kills only when that was typed', () => {
    expect(commandOf({ command: 'kill' }, open).kind).toBe('refused');
    expect(commandOf({ command: 'kill', confirm: 'unwind all' }, open).kind).toBe('refused');
    expect(commandOf({ command: 'kill', confirm: 'kill' }, open)).toEqual({
      kind: 'command',
      command: { type: 'operator.kill' },
    });
  });

  it('adopts the balance of a venue that is named', () => {
    expect(commandOf({ command: 'adopt-balance', venue: 'alpha' }, open)).toEqual({
      kind: 'command',
      command: { type: 'operator.adopt-balance', venue: 'alpha' },
    });
    for (const venue of [undefined, '', '../x', 7, 'beta', 'constructor', '__proto__', ['alpha']])
      expect(commandOf({ command: 'adopt-balance', venue }, open).kind).toBe('refused');
  });

  it('sets the share of a venue that a relay serves, a fraction', () => {
    expect(commandOf({ command: 'split', venue: 'alpha', shareFraction: 0.25 }, open)).toEqual({
      kind: 'command',
      command: { type: 'operator.split', venue: 'alpha', shareFraction: 0.25 },
    });
    for (const shareFraction of [-0.1, 1.1, NaN, '0.5', undefined])
      expect(commandOf({ command: 'split', venue: 'alpha', shareFraction }, open).kind).toBe('refused');
    for (const venue of ['../x', 'beta', 'constructor'])
      expect(commandOf({ command: 'split', venue, shareFraction: 0 }, open)).toEqual({
        kind: 'refused',
        reason: '"venue" must be one of alpha',
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
      JSON.parse('{"__proto__":{"command":"pause"}}'),
      JSON.parse('{"constructor":{"prototype":{"command":"pause"}}}'),
      { command: 'unwind' },
    ];
    for (const body of [...bad, { command: 'unwind', coin: 'ETH' }, { command: 'unwind', coin: '__proto__' }])
      expect(commandOf(body, open).kind, JSON.stringify(body)).toBe('refused');
  });
});
