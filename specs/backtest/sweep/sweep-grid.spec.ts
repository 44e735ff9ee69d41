import { describe, expect, it } from 'vitest';
import { axesOf, combinationsOf, settingsOf, settingsText } from '../../../src/backtest/sweep/sweep-grid.ts';

const textsOf = (sets: readonly string[], text?: string) =>
  axesOf({ sets, file: text === undefined ? undefined : { name: 'grid.yaml', text } }).map(({ key, values }) => [
    key,
    ...values.map((value) => value.text),
  ]);

describe('a grid', () => {
  it('is made of keys and their values, of options and of a file with dotted keys or sections', () => {
    expect(textsOf(['entry.minNetBps=3,5,10'])).toEqual([['entry.minNetBps', '3', '5', '10']]);
    expect(textsOf(['universe.coins=all,[BTC, ETH]'])).toEqual([['universe.coins', 'all', '[BTC, ETH]']]);
    expect(textsOf(['exit.exitCarryBps=-1'], 'entry.minNetBps: [3]\nengine: { horizonHours: [24, 7.5] }')).toEqual([
      ['entry.minNetBps', '3'],
      ['engine.horizonHours', '24', '7.5'],
      ['exit.exitCarryBps', '-1'],
    ]);
  });

  it('is run in its own order, the last key moving first', () => {
    const combinations = combinationsOf(axesOf({ sets: ['a.x=1,2', 'b.y=3,4'] })).map(settingsOf);
    expect(combinations.map(settingsText)).toEqual(['a.x=1 b.y=3', 'a.x=1 b.y=4', 'a.x=2 b.y=3', 'a.x=2 b.y=4']);
  });

  it.each([
    [[], undefined, 'nothing is swept'],
    [['entry.minNetBps'], undefined, 'a key and its values are expected'],
    [['__proto__.x=1'], undefined, 'a key and its values are expected'],
    [['entry.minNetBps='], undefined, 'entry.minNetBps has no values'],
    [['entry.minNetBps=3,null'], undefined, 'entry.minNetBps has an empty value'],
    [['entry.minNetBps=3,[4'], undefined, 'expected valid YAML'],
    [['entry.minNetBps=3,3'], undefined, 'entry.minNetBps is given 3 twice'],
    [['entry.minNetBps=3', 'entry.minNetBps=4'], undefined, 'entry.minNetBps is swept twice'],
    [['entry={minNetBps: 3}', 'entry.minNetBps=4'], undefined, 'one is part of the other'],
    [[], 'entry.minNetBps: 3', 'grid.yaml: entry.minNetBps: a list of values is expected'],
    [[], 'entry: [', 'grid.yaml:1:'],
    [[], '- 3', 'keys with lists of values are expected'],
  ] as const)('of %j and %j is refused in a sentence', (sets, text, sentence) => {
    expect(() => textsOf(sets, text)).toThrow(sentence);
  });
});
