import type { Input, LendingWord } from '../domain/input.ts';
import type { AtMs, Ms } from '../domain/units.ts';
import { askLending } from './ask-lending.ts';
import type { Exchange } from './ask-lending.ts';
import { LendingError } from './lending-error.ts';
import type { LendingStep } from './lending-source.ts';

export type LendingInput = Extract<Input, { kind: 'lending' }>;

export interface LendingWatchParts {
  /** How the facts name where the rate comes from. */
  readonly source: string;
  readonly step: LendingStep;
  readonly exchange: Exchange;
  readonly refreshMs: Ms;
}

/**
 * Asks for the rate every so often, and tells what came of it at the next look: as an input, so that a replay is told the
 * same. One question at a time; a failure is told like a rate.
 */
export const lendingWatch = ({
  source,
  step,
  exchange,
  refreshMs,
}: LendingWatchParts): ((nowMs: AtMs) => LendingInput | undefined) => {
  let nextAtMs = -Infinity;
  let heard: LendingWord | undefined;
  return (nowMs) => {
    if (nowMs >= nextAtMs) {
      nextAtMs = Infinity;
      void askLending(step, exchange).then(
        ({ apr, asOfMs }) => (heard = { apr, ...(asOfMs === undefined ? {} : { asOfMs }) }),
        (error: unknown) => (heard = faultOf(error)),
      );
    }
    if (heard === undefined) return undefined;
    const told = heard;
    heard = undefined;
    nextAtMs = nowMs + refreshMs;
    return { kind: 'lending', atMs: nowMs, source, told };
  };
};

const faultOf = (error: unknown): LendingWord =>
  error instanceof LendingError
    ? { code: error.code, fault: error.message }
    : { code: 'lending.unreadable', fault: error instanceof Error ? error.message : String(error) };
