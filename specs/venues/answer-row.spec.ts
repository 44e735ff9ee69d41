import { describe, expect, it } from 'vitest';
import { AnswerRow, atLeastZero, everyPage, everySpan, negated, rowsOf } from '../../src/venues/answer-row.ts';
import { text } from '../../src/domain/money.ts';

const row = new AnswerRow({
  a: 'x',
  n: '1.50',
  e: '1e-7',
  t: '1767600000000',
  yes: true,
  no: 'false',
  nil: null,
  '': 1,
});

describe('a row of a private answer', () => {
  it('gives texts, decimals, instants and flags', () => {
    expect([row.text('a'), row.decimal('n'), row.decimal('e')]).toEqual(['x', '1.5', '0.0000001']);
    expect([row.instant('t'), row.flag('yes'), row.flag('no')]).toEqual([1_767_600_000_000, true, false]);
    expect(row.oneOf('a', { x: 'known' })).toBe('known');
  });

  it('says nothing of what is not there, and never 0', () => {
    expect([row.maybe('nil'), row.maybeDecimal('missing')]).toEqual([undefined, undefined]);
  });

  it.each([
    () => row.text('missing'),
    () => row.decimal('a'),
    () => row.instant('a'),
    () => row.flag('a'),
    () => row.maybe('yes'),
    () => row.oneOf('a', { y: 1 }),
    () => row.rows('a'),
    () => row.row('a'),
    () => new AnswerRow('text'),
  ])('throws one kind of error where it must be and is not', (read) => {
    expect(read).toThrow(expect.objectContaining({ code: 'venue.answer-unreadable' }));
  });

  it('turns signs, and has nothing under zero', () => {
    expect([negated(text('1.5')), negated(text(0)), atLeastZero(text(-1)), atLeastZero(text(1))]).toEqual([
      '-1.5',
      '0',
      '0',
      '1',
    ]);
  });

  it('reads lists page by page to their end, and none that has no end', async () => {
    const pages = [['1', '2'], ['3'], []];
    const all = await everyPage<number>(async (at = 0) => {
      const rows = rowsOf((pages[at] ?? []).map((id) => ({ id })));
      return at < 2 ? { rows, next: at + 1 } : { rows };
    });
    expect(all.map((one) => one.text('id'))).toEqual(['1', '2', '3']);
    await expect(everyPage<number>(async () => ({ rows: [], next: 1 }))).rejects.toThrow('cannot be read');
  });

  it('covers a time span by span, without gap or overlap', async () => {
    const asked: string[] = [];
    await everySpan({ fromMs: 0, toMs: 25, spanMs: 10 }, async ({ fromMs, toMs }) => {
      asked.push(`${fromMs}-${toMs}`);
      return [];
    });
    expect(asked).toEqual(['0-9', '10-19', '20-25']);
  });
});
