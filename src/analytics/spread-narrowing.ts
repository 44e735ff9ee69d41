import type { AtMs, Ms } from '../domain/units.ts';
import { ms } from '../domain/units.ts';
import type { SpreadReading } from './route-view.ts';

/** How long a spread took, from a signal, to come back to its base. Plain state. */
export type SpreadNarrowing =
  | { readonly kind: 'watching'; readonly signalAtMs: AtMs }
  | { readonly kind: 'narrowed'; readonly signalAtMs: AtMs; readonly afterMs: Ms };

export const watchSpread = (signalAtMs: AtMs): SpreadNarrowing => ({ kind: 'watching', signalAtMs });

/** Ends at the first reading, at or after the signal, whose spread is at or under its base. Economics 4. */
export const foldSpreadNarrowing = (
  watch: SpreadNarrowing,
  reading: Pick<SpreadReading, 'spreadBps' | 'baseBps'>,
  nowMs: AtMs,
): SpreadNarrowing =>
  watch.kind === 'narrowed' || nowMs < watch.signalAtMs || reading.spreadBps > reading.baseBps
    ? watch
    : { kind: 'narrowed', signalAtMs: watch.signalAtMs, afterMs: ms(nowMs - watch.signalAtMs) };
