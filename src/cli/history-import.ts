import { basename } from 'node:path';
import { stat } from 'node:fs/promises';
import { setImmediate as nextLoopTurn } from 'node:timers/promises';
import type { DatasetTerms } from '../history/datasets/dataset.ts';
import { PLAIN_COLUMNS } from '../history/datasets/plain-csv.ts';
import type { PlainColumn, PlainTerms } from '../history/datasets/plain-csv.ts';
import { timeZone } from '../history/datasets/time-zone.ts';
import { FileImport, disorderText } from '../history/file-import.ts';
import type { FileReport } from '../history/file-import.ts';
import type { ConflictRule, HistoryStore } from '../history/history.ts';
import { openHistory } from '../history/lmdb.adapter.ts';
import { openDataset } from '../history/open-dataset.ts';
import type { DatasetFormat } from '../history/open-dataset.ts';
import { describeConflict } from '../history/staging/staged-import.ts';
import { atMs } from '../domain/units.ts';
import { fileLines } from './history-file.ts';
import { historyNaming } from './history-markets.ts';
import { HistoryUsageError } from './history-usage.ts';
import type { CommandIo } from './io.ts';
import { recordLine } from './output.ts';
import { reportFailure } from './report-failure.ts';
import { figure } from './table.ts';

export interface ImportRequest {
  readonly history: string;
  readonly format?: DatasetFormat;
  readonly venue?: string;
  readonly symbol?: readonly string[];
  /** `time=Date,rate=Funding Rate`. */
  readonly map?: string;
  readonly delimiter: string;
  readonly timeZone?: string;
  readonly unit?: 'fraction' | 'percent';
  readonly onConflict: ConflictRule;
  readonly pricesEvery: number;
  readonly booksEvery: number;
  readonly strict?: boolean;
  readonly trust?: boolean;
  readonly json?: boolean;
}

/** `hedgerow history import FILE...`: each file wholly or not at all; goes on with the next after one that was refused. */
export const runHistoryImport = async (
  files: readonly string[],
  request: ImportRequest,
  io: CommandIo,
): Promise<number> => {
  // everything that can be a mistake comes before the store
  const terms = termsOf(request);
  const store = openHistory(request.history);
  const stopping = { isWanted: false };
  const forget = io.onStopSignal(() => (stopping.isWanted = true));
  let exitCode = 0;
  try {
    for (const file of files) {
      if (stopping.isWanted) break;
      const code = await importFile(file, { store, request, terms, stopping }, io);
      exitCode = Math.max(exitCode, code);
    }
  } finally {
    forget();
    await store.close();
  }
  return stopping.isWanted ? 1 : exitCode;
};

type Terms = DatasetTerms & { readonly plain?: Omit<PlainTerms, keyof DatasetTerms> };

interface Import {
  readonly store: HistoryStore;
  readonly request: ImportRequest;
  readonly terms: Terms;
  readonly stopping: { readonly isWanted: boolean };
}

const importFile = async (
  file: string,
  { store, request, terms, stopping }: Import,
  io: CommandIo,
): Promise<number> => {
  const startedMs = io.now();
  const entry = store.begin({ source: basename(file), atMs: atMs(startedMs) }, request.onConflict);
  const job = new FileImport({
    file,
    entry,
    open: (firstLine) =>
      openDataset(firstLine, {
        ...terms,
        path: file,
        ...(request.format === undefined ? {} : { format: request.format }),
      }),
    nowMs: startedMs,
    doubts: request.trust === true ? 'told' : 'refused',
    disorder: request.strict === true ? 'refused' : 'told',
  });
  const progress = showProgress(io);
  try {
    await readFile(file, job, { stopping, progress });
    const report = job.end();
    await progress.end();
    await tell(report, { request, io, tookMs: io.now() - startedMs });
    return 0;
  } catch (error) {
    await progress.end();
    return await reportFailure(error, io);
  } finally {
    // harmless after a commit
    entry.abort();
  }
};

/** Reads it and writes what it says, but for the commit. Throws HistoryUsageError where it is to stop. */
const readFile = async (
  file: string,
  job: FileImport,
  { stopping, progress }: Pick<Import, 'stopping'> & { readonly progress: Progress },
): Promise<void> => {
  const goOn = (): void => {
    if (stopping.isWanted)
      throw new HistoryUsageError(`${file}: stopped; nothing of it was taken`, {
        option: file,
      });
  };
  const total = (await stat(file).catch(() => undefined))?.size ?? 0;
  for await (const { lines, bytes } of fileLines(file)) {
    goOn();
    for (const { text, line } of lines) job.line(text, line);
    await progress.at(`importing ${file}`, total > 0 ? bytes / total : undefined);
  }
  for (let share = job.prepare(); share < 1; share = job.prepare()) {
    await progress.at(`writing ${file}`, share);
    // a stop is heard between two pieces
    await nextLoopTurn();
    goOn();
  }
};

const tell = async (
  report: FileReport,
  { request, io, tookMs }: { readonly request: ImportRequest; readonly io: CommandIo; readonly tookMs: number },
): Promise<void> => {
  const rowsPerSecond = Math.round(report.lines / Math.max(0.001, tookMs / 1000));
  const peakMemoryMb = Math.round(process.resourceUsage().maxRSS / 1024);
  if (request.json === true) {
    const record = { type: 'import', ...report, rowsPerSecond, peakMemoryMb, tookMs };
    await io.stdout.write(recordLine(record));
    return;
  }
  const { file, lines, rows, added, changed, same, conflictCount, conflicts } = report;
  const kept = request.onConflict === 'replace' ? 'replaced' : 'kept as they were held';
  const notes = [
    disorderText(report.unsorted, report.repeated),
    ...report.doubts,
    conflictCount === 0 ? '' : `${conflictCount} rows contradict what was held, ${kept}`,
    ...conflicts.slice(0, 5).map((conflict) => `row ${conflict.place}: ${describeConflict(conflict)}`),
  ].filter((note) => note !== '');
  await io.stdout.write(
    `${file}: ${lines} lines, ${rows} rows; ${added} new, ${changed} changed, ${same} held already; ` +
      `${figure(rowsPerSecond, 0)} lines/s, at most ${peakMemoryMb} MB of memory\n` +
      notes.map((note) => `  ${note}\n`).join(''),
  );
};

/** How often the progress line is written, ms. */
const PROGRESS_EVERY_MS = 500;

interface Progress {
  /** What is under way, and the share of it that is done where that is known. */
  readonly at: (what: string, share: number | undefined) => Promise<void>;
  readonly end: () => Promise<void>;
}

/** One line on a terminal, written over again; nothing in a pipe. */
const showProgress = (io: CommandIo): Progress => {
  const isOn = io.terminal() !== undefined;
  let lastMs = 0;
  return {
    at: async (what, share) => {
      const nowMs = io.now();
      if (!isOn || nowMs - lastMs < PROGRESS_EVERY_MS) return;
      lastMs = nowMs;
      const done = share === undefined ? '' : `: ${Math.floor(100 * share)} %`;
      await io.stderr.write(`\r${what}${done}\u001b[K`);
    },
    end: async () => {
      if (isOn) await io.stderr.write('\r\u001b[K');
    },
  };
};

const termsOf = (request: ImportRequest): Terms => {
  const { pricesEvery: pricesEveryMs, booksEvery: booksEveryMs } = request;
  const terms = { naming: historyNaming(request), pricesEveryMs, booksEveryMs };
  if (request.map === undefined) {
    for (const option of ['timeZone', 'unit'] as const)
      if (request[option] !== undefined)
        throw new HistoryUsageError(
          `--${option === 'unit' ? 'unit' : 'time-zone'} is for files whose columns are declared with --map: the other formats say theirs`,
          { option },
        );
    return terms;
  }
  const zone = request.timeZone === undefined ? undefined : timeZone(request.timeZone);
  if (request.timeZone !== undefined && zone === undefined)
    throw new HistoryUsageError(
      `--time-zone ${request.timeZone}: no such zone; UTC, UTC+3, +05:30 or a name such as Europe/London is expected`,
      { option: 'time-zone' },
    );
  const { delimiter, unit = 'fraction' } = request;
  const plain = { map: columnMap(request.map), delimiter: delimiter === '\\t' ? '\t' : delimiter, unit };
  return { ...terms, plain: zone === undefined ? plain : { ...plain, zone } };
};

const columnMap = (text: string): Readonly<Partial<Record<PlainColumn, string>>> => {
  const map: Partial<Record<PlainColumn, string>> = {};
  for (const pair of text.split(',')) {
    const at = pair.indexOf('=');
    const column = PLAIN_COLUMNS.find((known) => known === pair.slice(0, at).trim());
    if (column === undefined || pair.slice(at + 1).trim() === '')
      throw new HistoryUsageError(
        `--map "${pair}": a column and its name in the header is expected, such as time=Date; columns are ${PLAIN_COLUMNS.join(', ')}`,
        { option: 'map' },
      );
    map[column] = pair.slice(at + 1);
  }
  const hasValue = PLAIN_COLUMNS.some((column) => ['rate', 'mark', 'index', 'close'].includes(column) && column in map);
  if (map.time === undefined || !hasValue)
    throw new HistoryUsageError('--map needs time and one of rate, mark, index, close', { option: 'map' });
  return map;
};
