import type { Dataset } from './datasets/dataset.ts';
import { RowFault } from './datasets/dataset.ts';
import { HistoryFileError } from './history-error.ts';
import type { HistoryImport, ImportOutcome, RowDraft } from './history.ts';
import { RatePlausibility } from './rate-plausibility.ts';
import { RowWatch } from './row-watch.ts';
import type { Oddity } from './row-watch.ts';

export interface FileImportParts {
  /** The file's name, for messages. */
  readonly file: string;
  readonly entry: HistoryImport;
  /** Made of the first line, the header where there is one; `isData` where it is a row already. Throws RowFault. */
  readonly open: (firstLine: string) => { readonly dataset: Dataset; readonly firstLine: 'header' | 'data' };
  readonly nowMs: number;
  /** Rates and times that cannot be what they were taken for: a fault, or told and no more. */
  readonly doubts: 'refused' | 'told';
  /** Rows out of order or repeated: reported, or a fault. */
  readonly disorder: 'told' | 'refused';
}

export interface FileReport extends ImportOutcome {
  readonly file: string;
  readonly lines: number;
  /** Rows that were told to the store: fewer than lines where rows were thinned out or empty. */
  readonly rows: number;
  readonly unsorted: Oddity;
  readonly repeated: Oddity;
  /** Doubts that were overruled, as sentences. */
  readonly doubts: readonly string[];
}

/** Faults looked for before a file is given up. */
const FAULTS_MAX = 20;
/** Our clock may be behind the venue's. */
const FUTURE_MS = 60_000;

interface Fault {
  readonly line: number;
  readonly fault: RowFault;
}

/** One file into a history, line by line: all of it or nothing. Faults are collected, and the first of them told by line. */
export class FileImport {
  readonly #parts: FileImportParts;
  readonly #faults: Fault[] = [];
  readonly #watch = new RowWatch();
  readonly #rates = new RatePlausibility();
  #dataset: Dataset | undefined;
  #doubts: readonly string[] | undefined;
  #lines = 0;
  #rows = 0;

  constructor(parts: FileImportParts) {
    this.#parts = parts;
  }

  /** Lines in order, without line ends. Throws HistoryFileError once there are too many faults. */
  line(text: string, line: number): void {
    try {
      if (this.#dataset === undefined) {
        const opened = this.#parts.open(text.replace(/^\uFEFF/, ''));
        this.#dataset = opened.dataset;
        if (opened.firstLine === 'header') return;
      }
      this.#lines += 1;
      this.#dataset.line(text, line, this.#take);
    } catch (thrown) {
      this.#fault(thrown, line);
      // without a format no line can be read
      if (this.#dataset === undefined || this.#faults.length >= FAULTS_MAX) this.#refuse();
    }
  }

  /**
   * Everything was read: checks it as a whole, then does a piece of the work of writing it. The share that is done, 1 when
   * `end` has only to commit. Throws HistoryFileError, and what the store throws.
   */
  prepare(): number {
    this.#doubts ??= this.#checked();
    return this.#parts.entry.prepare();
  }

  /** What is left to prepare, and the commit. Throws as `prepare` does. */
  end(): FileReport {
    while (this.prepare() < 1);
    const { unsorted, repeated } = this.#watch;
    const doubts = this.#doubts ?? [];
    const { file, entry } = this.#parts;
    return { ...entry.commit(), file, lines: this.#lines, rows: this.#rows, unsorted, repeated, doubts };
  }

  /** Doubts that were overruled. */
  #checked(): readonly string[] {
    const { file, disorder } = this.#parts;
    try {
      this.#dataset?.end(this.#take);
    } catch (thrown) {
      this.#fault(thrown, this.#lines);
    }
    if (this.#faults.length > 0) this.#refuse();
    if (this.#rows === 0)
      throw new HistoryFileError(
        'history.file-empty',
        `${file} holds ${this.#dataset === undefined ? 'nothing' : 'a header and no row'}: nothing was taken`,
        {
          file,
          fault: 'no rows',
        },
      );
    const doubts: string[] = [];
    this.#doubt('history.rate-unit', this.#rates.doubt(), { doubts, advice: 'say --unit percent or --unit fraction' });
    this.#doubt('history.time-zone', this.#watch.zoneDoubt(), { doubts, advice: 'say the right --time-zone' });
    if (disorder === 'refused') this.#refuseDisorder();
    return doubts;
  }

  readonly #take = (row: RowDraft, line: number): void => {
    const { entry, nowMs } = this.#parts;
    if (row.atMs > nowMs + FUTURE_MS)
      throw new RowFault(`its time ${new Date(row.atMs).toISOString()} lies in the future`, 'history.future');
    this.#rows += 1;
    this.#watch.add(row, line);
    if (row.kind === 'funding') this.#rates.add(Number(row.rate), line);
    entry.add(row, line);
  };

  #fault(thrown: unknown, line: number): void {
    if (!(thrown instanceof RowFault)) throw thrown;
    this.#faults.push({ line, fault: thrown });
  }

  #refuse(): never {
    const { file } = this.#parts;
    const [first] = this.#faults;
    if (first === undefined) throw new Error('there is no fault');
    const { line, fault } = first;
    const more = this.#faults.slice(1, 5).map((each) => `line ${each.line}: ${each.fault.message}`);
    const left = this.#faults.length - 1 - more.length;
    const rest = [...more, ...(left > 0 ? [`and ${left} more`] : [])].map((each) => `\n  ${each}`).join('');
    throw new HistoryFileError(fault.code, `${file}, line ${line}: ${fault.message}; nothing was taken${rest}`, {
      file,
      line,
      fault: fault.message,
    });
  }

  #doubt(
    code: 'history.rate-unit' | 'history.time-zone',
    found: { readonly line: number; readonly text: string } | undefined,
    terms: { readonly doubts: string[]; readonly advice: string },
  ): void {
    if (found === undefined) return;
    const { file } = this.#parts;
    const { line, text: fault } = found;
    if (this.#parts.doubts === 'told') terms.doubts.push(`line ${line}: ${fault}`);
    else
      throw new HistoryFileError(
        code,
        `${file}, line ${line}: ${fault}; ${terms.advice}, or --trust if it is right as it is. Nothing was taken`,
        {
          file,
          line,
          fault,
        },
      );
  }

  #refuseDisorder(): void {
    const { file } = this.#parts;
    const { unsorted, repeated } = this.#watch;
    if (unsorted.count + repeated.count === 0) return;
    const fault = disorderText(unsorted, repeated);
    throw new HistoryFileError('history.bad-row', `${file}: ${fault}; nothing was taken`, {
      file,
      line: unsorted.lines[0] ?? repeated.lines[0] ?? 0,
      fault,
    });
  }
}

/** `3 rows before the one above them (lines 4, 9, 12)`. */
export const disorderText = (unsorted: Oddity, repeated: Oddity): string =>
  [
    [unsorted, 'rows earlier than the one before'] as const,
    [repeated, 'rows of an instant that was told before'] as const,
  ]
    .filter(([{ count }]) => count > 0)
    .map(([{ count, lines }, what]) => `${count} ${what} (line ${lines.join(', ')}${count > lines.length ? ' …' : ''})`)
    .join(', ');
