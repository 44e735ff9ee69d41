import { describe, expect, it } from 'vitest';
import { asJson, canonicalJson } from '../../src/domain/codec.ts';
import type { Json } from '../../src/domain/codec.ts';
import type { Fact } from '../../src/domain/fact.ts';
import { actorId } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import { divergenceText, firstDivergence, goldenFacts } from '../../src/replay/compare.ts';

const fact = (seq: number, body: Readonly<Record<string, Json>> = {}): Fact => ({
  seq,
  atMs: atMs(seq * 1000),
  type: 'route.refused',
  cause: seq,
  actor: actorId('position/BTC'),
  body: { netBps: -18.0336, reasons: ['stale-book'], levels: [{ price: 100, size: 2 }], ...body },
});

describe('two journals', () => {
  it('are the same when every fact is, whatever the order of its members', () => {
    const { body, ...rest } = fact(1);
    expect(firstDivergence([fact(1), fact(2)], [{ body, ...rest }, fact(2)])).toBeUndefined();
    expect(firstDivergence([], [])).toBeUndefined();
  });

  it.each([
    ['a value deep inside', fact(2, { levels: [{ price: 100, size: 3 }] }), 'body.levels[0].size', 2, 3],
    ['a member that is missing', { ...fact(2), body: {} }, 'body.levels', [{ price: 100, size: 2 }], undefined],
    ['a member too many', fact(2, { extra: null }), 'body.extra', undefined, null],
    ['a longer list', fact(2, { reasons: ['stale-book', 'halted'] }), 'body.reasons[1]', undefined, 'halted'],
    ['another kind of value', fact(2, { reasons: 'stale-book' }), 'body.reasons', ['stale-book'], 'stale-book'],
    ['an instant', { ...fact(2), atMs: atMs(2001) }, 'atMs', 2000, 2001],
  ])('part at %s', (_, other, path, expected, found) => {
    expect(firstDivergence([fact(1), fact(2), fact(3)], [fact(1), other, fact(9)])).toEqual({
      seq: 2,
      path,
      expected,
      found,
    });
  });

  it('part where one ends first', () => {
    expect(firstDivergence([fact(1), fact(2)], [fact(1)])).toMatchObject({ seq: 2, path: '', found: undefined });
    expect(firstDivergence([fact(1)], [fact(1), fact(2)])).toMatchObject({ seq: 2, path: '', expected: undefined });
  });

  it('are read no further than where they part', () => {
    function* endless(): Generator<Fact> {
      for (let seq = 1; ; seq += 1) yield fact(seq);
    }
    expect(firstDivergence([fact(1), fact(2, { extra: 1 })], endless())?.seq).toBe(2);
  });

  it('are told apart in words', () => {
    const divergence = firstDivergence([fact(1)], [fact(1, { netBps: 5 })]);
    expect(divergence && divergenceText(divergence)).toBe(
      'the journals part at fact 1, body.netBps\n  expected -18.0336\n  found    5',
    );
    expect(divergenceText({ seq: 4, path: '', expected: undefined, found: 'x'.repeat(1000) })).toMatch(
      /^the journals part at fact 4\n {2}expected nothing\n {2}found {4}"x{399}…$/,
    );
  });
});

describe('a golden journal', () => {
  const lines = [fact(1), fact(2)].map((fact) => canonicalJson(asJson(fact)));

  it('is NDJSON, with a line about itself or without', () => {
    const about = '{"about":"two refusals","seed":7}';
    expect(goldenFacts(`${about}\n${lines.join('\n')}\n`, 'golden.ndjson')).toEqual([fact(1), fact(2)]);
    expect(goldenFacts(lines.join('\n\n'), 'golden.ndjson')).toEqual([fact(1), fact(2)]);
    expect(goldenFacts('', 'golden.ndjson')).toEqual([]);
  });

  it.each([
    ['half a line', `${lines[0]}\n${lines[1]?.slice(0, 20)}`, 2, 'is not a JSON object'],
    ['a list', `[1]`, 1, 'is not a JSON object'],
    ['something else', `${lines[0]}\n\n{"price":1}`, 3, 'holds no fact'],
  ])('names the line that is %s', (_, text, line, words) => {
    expect(() => goldenFacts(text, 'golden.ndjson')).toThrow(
      expect.objectContaining({
        code: 'replay.bad-golden',
        exitCode: 2,
        message: expect.stringMatching(`^golden.ndjson:${line} ${words}`),
      }),
    );
  });
});
