import { describe, expect, it } from 'vitest';
import { pastRequestOf } from '../../src/visualizer/past-request.ts';

describe('what a page may ask of a run that is over', () => {
  it.each([
    { type: 'past', act: 'seek', seq: 12 },
    { type: 'past', act: 'seek-time', atMs: 1_767_573_000_000 },
    { type: 'past', act: 'play', speed: 600 },
    { type: 'past', act: 'play', speed: 'max' },
    { type: 'past', act: 'pause' },
    { type: 'past', act: 'step', by: -1 },
    { type: 'past', act: 'jump', to: 'fill', by: 1 },
  ])('takes $act', (request) => {
    expect(pastRequestOf(request)).toEqual(request);
  });

  it.each([
    undefined,
    null,
    'pause',
    [],
    { act: 'pause' },
    { type: 'watch', actor: null },
    { type: 'past', act: 'seek', seq: -1 },
    { type: 'past', act: 'seek', seq: 1.5 },
    { type: 'past', act: 'seek', seq: '12' },
    { type: 'past', act: 'seek', seq: 1e300 },
    { type: 'past', act: 'seek-time', atMs: -1 },
    { type: 'past', act: 'play', speed: 7 },
    { type: 'past', act: 'step', by: 5 },
    { type: 'past', act: 'jump', to: 'constructor', by: 1 },
    { type: 'past', act: 'pause', more: 1 },
    JSON.parse('{"type":"past","act":"pause","__proto__":{"a":1}}') as unknown,
  ])('refuses %j', (request) => {
    expect(pastRequestOf(request)).toBeUndefined();
  });
});
