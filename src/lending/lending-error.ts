import { EngineError } from '../domain/errors.ts';

export type LendingCode =
  'lending.unreachable' | 'lending.refused' | 'lending.unreadable' | 'lending.unusable' | 'lending.implausible';

/** No rate could be had of a lending market; the one before stands until it is too old. */
export class LendingError extends EngineError<{ fault: string }> {
  readonly code: LendingCode;

  constructor(code: LendingCode, fault: string) {
    super(fault, { fault });
    this.code = code;
  }
}
