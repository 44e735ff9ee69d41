import type { Input } from '../domain/input.ts';
import type { AtMs } from '../domain/units.ts';
import type { HistoryReader } from '../history/history.ts';
import { dailyCloses } from './daily-closes.ts';
import { settledRates } from './settled-rates.ts';

export interface PastTerms {
  readonly history: Pick<HistoryReader, 'markets' | 'fundingRows' | 'marks'>;
  /** What lies before this is read. */
  readonly startAtMs: AtMs;
  readonly isWanted: (coin: string) => boolean;
  /** Wall ms, so that the engine's thread is left in time. */
  readonly clockMs: () => number;
  /** The history cannot be read; nothing more is asked of it. */
  readonly failed: (thrown: unknown) => void;
}

/** A piece takes one market more until so much time is spent. */
const PIECE_MS = 8;

/**
 * What a history knows of the days before a start, as inputs, a piece at each call: rates first, then closes. For an engine
 * that is at work already and must not be held up by it.
 */
export const pastPieces = (terms: PastTerms): ((nowMs: AtMs) => Input | undefined) => {
  const { history, startAtMs, isWanted, failed } = terms;
  let pieces: Pieces | undefined = {
    rates: settledRates(history, startAtMs, isWanted),
    closes: dailyCloses(history, startAtMs, isWanted),
  };
  return (atMs) => {
    if (pieces === undefined) return undefined;
    try {
      const rates = piece(pieces.rates, terms);
      if (rates !== 'over') return rates === undefined ? undefined : { kind: 'rates', atMs, rates };
      const closes = piece(pieces.closes, terms);
      if (closes !== 'over') return closes === undefined ? undefined : { kind: 'closes', atMs, closes };
    } catch (thrown) {
      failed(thrown);
    }
    pieces = undefined;
    return undefined;
  };
};

interface Pieces {
  readonly rates: ReturnType<typeof settledRates>;
  readonly closes: ReturnType<typeof dailyCloses>;
}

type Steps<Value> = Generator<readonly [string, Value] | undefined, void, void>;

/** What the steps within the time gave, if anything; `over` where there was none left. */
const piece = <Value>(
  steps: Steps<Value>,
  { clockMs }: Pick<PastTerms, 'clockMs'>,
): Readonly<Record<string, Value>> | undefined | 'over' => {
  const beganMs = clockMs();
  const found = new Map<string, Value>();
  do {
    const step = steps.next();
    if (step.done === true) return found.size === 0 ? 'over' : Object.fromEntries(found);
    if (step.value !== undefined) found.set(...step.value);
  } while (clockMs() - beganMs < PIECE_MS);
  return found.size === 0 ? undefined : Object.fromEntries(found);
};
