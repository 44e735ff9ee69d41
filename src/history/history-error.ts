import { EngineError } from '../domain/errors.ts';
import type { Conflict } from './history.ts';
import type { Gap } from './coverage.ts';

/** Rows contradict what is held, or each other, and the rule is to refuse. */
export class HistoryConflictError extends EngineError<{ conflicts: readonly Conflict[] }> {
  readonly code = 'history.conflict';
}

/** A file cannot be taken as a history; nothing of it was. */
export class HistoryFileError extends EngineError<{ file: string; line?: number; fault: string }> {
  readonly code: HistoryFileCode;

  constructor(code: HistoryFileCode, message: string, context: { file: string; line?: number; fault: string }) {
    super(message, context);
    this.code = code;
  }
}

export type HistoryFileCode =
  | 'history.file-unreadable'
  | 'history.file-empty'
  | 'history.file-cut-short'
  | 'history.file-format'
  | 'history.bad-row'
  | 'history.rate-unit'
  | 'history.future'
  | 'history.time-zone'
  | 'history.unknown-symbol';

/** The history's directory: held, damaged, full, of a newer build, or none at all. */
export class HistoryStoreError extends EngineError<{ dir: string; reason: string }> {
  readonly code: HistoryStoreCode;
  override readonly exitCode: 1 | 2 | 3;

  constructor(code: HistoryStoreCode, message: string, context: { dir: string; reason: string }) {
    super(message, context);
    this.code = code;
    this.exitCode = code === 'history.unreadable' ? 1 : code === 'history.missing' ? 2 : 3;
  }
}

export type HistoryStoreCode =
  | 'history.in-use'
  | 'history.unreadable'
  | 'history.newer-version'
  | 'history.disk-full'
  | 'history.unwritable'
  | 'history.missing';

/** Something would have been computed over settlements that are not there. */
export class HistoryGapError extends EngineError<{ market: string; gaps: readonly Gap[] }> {
  readonly code = 'history.gap';
}
