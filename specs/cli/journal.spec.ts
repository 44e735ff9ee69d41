import { describe, expect, it } from 'vitest';
import { exportFactsCommand, showJournalCommand, verifyJournalCommand } from '../../src/cli/journal.ts';
import type { JournalOutput } from '../../src/cli/journal.ts';
import { openJournal } from '../../src/journal/lmdb.adapter.ts';
import { firstDivergence, goldenFacts } from '../../src/replay/compare.ts';
import { batch, draft, temporaryDirectory } from '../journal/support/batches.ts';
import { tamper } from '../journal/support/tamper.ts';

const journalOf = async (facts: number): Promise<string> => {
  const dir = temporaryDirectory();
  const journal = openJournal({ dir });
  for (let n = 1; n <= facts; n += 1) journal.commit(batch(n, { facts: [draft(n)] }));
  await journal.close();
  return dir;
};

const output = (linesMax = Infinity): JournalOutput & { readonly out: string[]; readonly err: string[] } => {
  const [out, err]: [string[], string[]] = [[], []];
  const sink = (texts: string[]) => ({
    write: (text: string) => {
      texts.push(text);
      return Promise.resolve(texts.length >= linesMax ? ('closed' as const) : ('open' as const));
    },
  });
  return { out, err, stdout: sink(out), stderr: sink(err) };
};

const numbers = (out: readonly string[]) => out.map((line) => Number(line.split(' ')[0]));

describe('journal verify', () => {
  it('prints the count and the head of an intact chain', async () => {
    const dir = await journalOf(3);
    const io = output();
    expect(await verifyJournalCommand(dir, io)).toBe(0);
    expect(io.out.join('')).toMatch(/: 3 facts, intact, head [0-9a-f]{64}\n$/);
    expect(io.err).toEqual([]);
  });

  it('names the first bad record of a damaged one and fails', async () => {
    const dir = await journalOf(9);
    await tamper(dir, 'journal', { key: 4, change: (text) => text.replace('"n":4', '"n":5') });
    const io = output();
    expect(await verifyJournalCommand(dir, io)).toBe(1);
    expect(io.err.join('')).toContain('broken at record 4: its hash does not match');
    expect(io.out).toEqual([]);
  });

  it('is a mistake of usage where there is no journal', async () => {
    const io = output();
    expect(await verifyJournalCommand(temporaryDirectory(), io)).toBe(2);
    expect(io.err.join('')).toContain('there is no journal in');
  });
});

describe('journal show', () => {
  it('prints facts in order, all, by actor, by type, or the last of them', async () => {
    const dir = await journalOf(10);
    const shown = async (options: Parameters<typeof showJournalCommand>[1]) => {
      const io = output();
      expect(await showJournalCommand(dir, options, io)).toBe(0);
      return numbers(io.out);
    };
    expect(await shown({})).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await shown({ actor: 'position/BTC' })).toEqual([2, 4, 6, 8, 10]);
    expect(await shown({ actor: 'position', tail: 3 })).toEqual([8, 9, 10]);
    expect(await shown({ actor: 'pos' })).toEqual([]);
    expect(await shown({ type: 'position', tail: 1 })).toEqual([9]);
    expect(await shown({ type: 'route.refused', tail: 100 })).toEqual([2, 4, 6, 8, 10]);
    expect(await shown({ tail: 0 })).toEqual([]);
  });

  it('prints what a fact says, as text or as JSON', async () => {
    const dir = await journalOf(2);
    const [text, json] = [output(), output()];
    await showJournalCommand(dir, { tail: 1 }, text);
    await showJournalCommand(dir, { tail: 1, format: 'json' }, json);
    expect(text.out.join('')).toMatch(/^2 .*route\.refused +position\/BTC +n=2 rate=0\.0002/);
    expect(JSON.parse(json.out.join(''))).toEqual({ ...draft(2), seq: 2 });
  });

  it('stops when nobody reads any more', async () => {
    const io = output(2);
    expect(await showJournalCommand(await journalOf(50), {}, io)).toBe(0);
    expect(numbers(io.out)).toEqual([1, 2]);
  });

  it('fails at a damaged record, after what is good before it', async () => {
    const dir = await journalOf(5);
    await tamper(dir, 'journal', { key: 3, change: () => 'hello' });
    const io = output();
    expect(await showJournalCommand(dir, {}, io)).toBe(1);
    expect(numbers(io.out)).toEqual([1, 2]);
    expect(io.err.join('')).toContain('at record 3');
  });
});

describe('journal export', () => {
  it('prints every fact as a golden journal holds it', async () => {
    const dir = await journalOf(4);
    const io = output();
    expect(await exportFactsCommand(dir, io)).toBe(0);
    const golden = goldenFacts(io.out.join(''), 'golden.ndjson');
    expect(
      firstDivergence(
        golden,
        [1, 2, 3, 4].map((n) => ({ ...draft(n), seq: n })),
      ),
    ).toBeUndefined();
  });
});
