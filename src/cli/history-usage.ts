import { EngineError } from '../domain/errors.ts';

/** Options of a history command that do not fit together, or a command that was stopped. */
export class HistoryUsageError extends EngineError<{ option: string }> {
  readonly code = 'history.usage';
  override readonly exitCode = 2;
}
