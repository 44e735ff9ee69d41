import type { JournalAnchor } from '../domain/anchor.ts';
import { asJson, canonicalJson } from '../domain/codec.ts';
import { EngineError } from '../domain/errors.ts';
import type { Fact } from '../domain/fact.ts';
import { openJournalReader, verifyJournal } from '../journal/reader.adapter.ts';
import type { JournalReader } from '../journal/reader.adapter.ts';
import { factLine } from './fact-line.ts';
import type { TextSink } from './output.ts';
import { utc } from './table.ts';

/** Where a journal command writes: results to `stdout`, everything else to `stderr`. */
export interface JournalOutput {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
}

export interface JournalShowOptions {
  /** Facts of this actor, or of actors whose id begins with it and a slash. */
  readonly actor?: string;
  /** Facts of this type, or of types that begin with it and a dot. */
  readonly type?: string;
  /** Only the last so many of the facts that match. */
  readonly tail?: number;
  /** One JSON object a line in place of text. */
  readonly format?: 'text' | 'json';
}

/** What the process exits with: 0 as asked, 1 the journal is damaged, 2 there is none or it cannot be opened. */
export type JournalExitCode = 0 | 1 | 2;

/** `hedgerow journal verify DIR`: walks the hash chain; prints the number of facts and the head hash, or the first bad record. */
export const verifyJournalCommand = (dir: string, output: JournalOutput): Promise<JournalExitCode> =>
  answered(output, async () => {
    const verdict = await verifyJournal(dir);
    if (verdict.kind === 'broken') {
      await output.stderr.write(`${dir}: broken at record ${verdict.seq}: ${verdict.reason}\n`);
      return 1;
    }
    const removed = verdict.anchor === undefined ? '' : `${removedWords(verdict.anchor)}; chain verified from there: `;
    await output.stdout.write(`${dir}: ${removed}${verdict.facts} facts, intact, head ${verdict.headHash}\n`);
    return 0;
  });

/** `hedgerow journal show DIR`: facts as text or JSON lines, in order. */
export const showJournalCommand = (
  dir: string,
  options: JournalShowOptions,
  output: JournalOutput,
): Promise<JournalExitCode> =>
  withJournal(dir, output, async (journal) => {
    const anchor = journal.anchor();
    if (anchor !== undefined) await output.stderr.write(`${dir}: ${removedWords(anchor)}\n`);
    const matching = factsMatching(journal.facts(1), options);
    const shown = options.tail === undefined ? matching : lastOf(matching, options.tail);
    for (const fact of shown) {
      const line = options.format === 'json' ? canonicalJson(asJson(fact)) : `${fact.seq} ${factLine(fact)}`;
      if ((await output.stdout.write(`${line}\n`)) === 'closed') break;
    }
    return 0;
  });

/** `hedgerow journal export DIR`: every fact as canonical NDJSON, what a golden journal is made of. */
export const exportFactsCommand = (dir: string, output: JournalOutput): Promise<JournalExitCode> =>
  showJournalCommand(dir, { format: 'json' }, output);

const removedWords = ({ seq, atMs, prunedAtMs }: JournalAnchor): string =>
  `facts 1..${seq}, until ${utc(atMs)} UTC, were removed by retention on ${utc(prunedAtMs)} UTC`;

const withJournal = (
  dir: string,
  output: JournalOutput,
  run: (journal: JournalReader) => Promise<JournalExitCode>,
): Promise<JournalExitCode> =>
  answered(output, async () => {
    const journal = openJournalReader(dir);
    try {
      return await run(journal);
    } finally {
      await journal.close();
    }
  });

/** What cannot be read is said. */
const answered = async (output: JournalOutput, run: () => Promise<JournalExitCode>): Promise<JournalExitCode> => {
  try {
    return await run();
  } catch (thrown) {
    if (!(thrown instanceof EngineError)) throw thrown;
    await output.stderr.write(`${thrown.message}\n`);
    return thrown.code === 'journal.unreadable' ? 1 : 2;
  }
};

function* factsMatching(facts: Iterable<Fact>, { actor, type }: JournalShowOptions): Generator<Fact> {
  for (const fact of facts) if (isUnder(fact.actor, actor, '/') && isUnder(fact.type, type, '.')) yield fact;
}

const isUnder = (name: string, wanted: string | undefined, separator: string): boolean =>
  wanted === undefined || name === wanted || name.startsWith(wanted + separator);

const lastOf = (facts: Iterable<Fact>, count: number): readonly Fact[] => {
  const last: Fact[] = [];
  for (const fact of facts) {
    last.push(fact);
    if (last.length > 2 * count) last.splice(0, last.length - count);
  }
  return last.slice(Math.max(0, last.length - count));
};
