import { INVARIANTS } from '../chaos/invariant.ts';
import type { SeedFailure, SeedResult } from '../chaos/run-seed.ts';

export interface SimulateSummary {
  readonly seeds: number;
  readonly failures: readonly (SeedFailure & { readonly seed: number })[];
  readonly virtualHours: number;
  readonly seconds: number;
  readonly virtualHoursPerSecond: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
}

/** Sums of the seeds that are done. */
export class SeedTally {
  readonly #plan: { readonly seeds: number; readonly hours: number; readonly startedAtMs: number };
  readonly #failures: (SeedFailure & { readonly seed: number })[] = [];
  readonly #counts: Record<string, number> = {};
  readonly #faults: Record<string, number> = {};
  #done = 0;
  #hours = 0;

  constructor(plan: { readonly seeds: number; readonly hours: number; readonly startedAtMs: number }) {
    this.#plan = plan;
  }

  add({ seed, hours, failure, counts, faults }: SeedResult): void {
    this.#done += 1;
    this.#hours += hours;
    if (failure !== undefined) this.#failures.push({ seed, ...failure });
    for (const [name, count] of Object.entries(counts)) this.#counts[name] = (this.#counts[name] ?? 0) + count;
    for (const [name, count] of Object.entries(faults)) this.#faults[name] = (this.#faults[name] ?? 0) + count;
  }

  progress(nowMs: number): string {
    const { seeds } = this.#plan;
    const { virtualHoursPerSecond, seconds } = this.summary(nowMs);
    const etaSeconds = this.#done === 0 ? undefined : (seconds / this.#done) * (seeds - this.#done);
    return [
      `${this.#done} of ${seeds} seeds`,
      `${this.#failures.length} failed`,
      `${virtualHoursPerSecond.toFixed(1)} virtual hours/s`,
      ...(etaSeconds === undefined ? [] : [`${spanText(etaSeconds)} to go`]),
    ].join(' · ');
  }

  summary(nowMs: number): SimulateSummary {
    const seconds = Math.max(0.001, (nowMs - this.#plan.startedAtMs) / 1000);
    return {
      seeds: this.#done,
      failures: [...this.#failures].sort((a, b) => a.seed - b.seed),
      virtualHours: round(this.#hours),
      seconds: round(seconds),
      virtualHoursPerSecond: round(this.#hours / seconds),
      counts: Object.fromEntries(Object.entries(this.#counts).sort(byName)),
      faults: Object.fromEntries(Object.entries(this.#faults).sort(byName)),
    };
  }

  /** For people. */
  lines(nowMs: number): readonly string[] {
    const { seeds, failures, virtualHours, seconds, virtualHoursPerSecond, counts, faults } = this.summary(nowMs);
    const rest = this.#plan.seeds - seeds;
    return [
      `${seeds} seeds, ${virtualHours.toFixed(0)} virtual hours in ${spanText(seconds)}: ${virtualHoursPerSecond.toFixed(1)} virtual hours/s`,
      `  seen: ${list(counts)}`,
      ...(Object.keys(faults).length === 0 ? [] : [`  faults: ${list(faults)}`]),
      ...(rest === 0 ? [] : [`  stopped: ${rest} seeds were not played`]),
      failures.length === 0
        ? '  every invariant held'
        : `  FAILED: ${failures.map(({ seed, invariant }) => `${seed} (${invariant})`).join(', ')}`,
    ];
  }
}

const byName = (a: readonly [string, number], b: readonly [string, number]): number => (a[0] < b[0] ? -1 : 1);

const list = (named: Readonly<Record<string, number>>): string =>
  Object.entries(named)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

const round = (value: number): number => Math.round(value * 1000) / 1000;

const spanText = (seconds: number): string =>
  seconds < 90 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;

/** What failed, where, what was seen, and how to see it again. */
export const failureText = (
  { seed, failure }: Pick<SeedResult, 'seed' | 'failure'>,
  { hours, faults }: { readonly hours: number; readonly faults: string },
): string => {
  if (failure === undefined) return '';
  const { invariant, seen, atHours } = failure;
  return [
    `FAILED seed ${seed} at hour ${atHours.toFixed(4)}: ${invariant}: ${INVARIANTS[invariant]}`,
    `  seen: ${seen}`,
    `  again: hedgerow simulate --seed ${seed} --hours ${hours} --faults ${faults}`,
  ].join('\n');
};
