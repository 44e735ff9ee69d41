import { EngineError } from '../domain/errors.ts';

/** A backtest that cannot be run as it was asked for. */
export class BacktestError extends EngineError<{ fault: string }> {
  readonly code: BacktestCode;
  override readonly exitCode = 2;

  constructor(code: BacktestCode, message: string) {
    super(message, { fault: message });
    this.code = code;
  }
}

type BacktestCode =
  | 'backtest.span'
  | 'backtest.no-markets'
  | 'backtest.stopped'
  | 'backtest.usage'
  | 'backtest.grid'
  | 'backtest.too-many-runs';
