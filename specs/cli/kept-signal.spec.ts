import { describe, expect, it } from 'vitest';
import { KeptSignal } from '../../src/cli/kept-signal.ts';

const heardBy = () => {
  const heard: string[] = [];
  return { heard, signal: new KeptSignal(() => heard.push('kept')) };
};

describe('a signal', () => {
  it('that comes before anybody listens is given once to the first who does', () => {
    const { heard, signal } = heardBy();
    signal.heard();
    signal.heard();
    expect(heard).toEqual(['kept', 'kept']);
    signal.listen(() => heard.push('first'))();
    signal.listen(() => heard.push('second'));
    expect(heard).toEqual(['kept', 'kept', 'first']);
  });

  it('is given to who listens, as often as it comes, and kept once nobody does any more', () => {
    const { heard, signal } = heardBy();
    const forget = signal.listen(() => heard.push('heard'));
    signal.heard();
    signal.heard();
    forget();
    signal.heard();
    expect(heard).toEqual(['heard', 'heard', 'kept']);
  });
});
