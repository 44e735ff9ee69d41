import type { Fact } from '../domain/fact.ts';
import type { AtMs } from '../domain/units.ts';
import type { MarkKind, TimelineMarks } from '../visualizer/messages.ts';

/**
 * When each fact was, and where the telling ones are: a few bytes a fact, in order of their seq from 1, or from the first that
 * retention has left.
 */
export class Timeline {
  /** Of the last fact that is gone. */
  readonly beforeSeq: number;
  readonly #atMs: number[] = [];
  readonly #seqs: Readonly<Record<MarkKind, number[]>> = eachKind(() => []);

  constructor(beforeSeq = 0) {
    this.beforeSeq = beforeSeq;
  }

  add(fact: Fact): void {
    this.#atMs.push(Math.max(fact.atMs, this.#atMs.at(-1) ?? 0));
    for (const kind of kindsOf(fact)) this.#seqs[kind].push(fact.seq);
  }

  get lastSeq(): number {
    return this.beforeSeq + this.#atMs.length;
  }

  get fromMs(): AtMs {
    return (this.#atMs[0] ?? 0) as AtMs;
  }

  get toMs(): AtMs {
    return (this.#atMs.at(-1) ?? 0) as AtMs;
  }

  /** When a fact was; of one before the first when all began. */
  atMs(seq: number): AtMs {
    const at = seq - this.beforeSeq;
    return (this.#atMs[at - 1] ?? (at < 1 ? this.fromMs : this.toMs)) as AtMs;
  }

  /** The last fact at or before an instant; the one before the first where none is. */
  seqAt(atMs: number): number {
    return this.beforeSeq + countUpTo(this.#atMs, atMs);
  }

  /** The nearest fact of a kind after a seq, or before it; `undefined` when there is none. */
  next(kind: MarkKind, seq: number): number | undefined {
    const seqs = this.#seqs[kind];
    return seqs[countUpTo(seqs, seq)];
  }

  previous(kind: MarkKind, seq: number): number | undefined {
    const seqs = this.#seqs[kind];
    return seqs[countUpTo(seqs, seq - 1) - 1];
  }

  marks(slices: number): TimelineMarks {
    const { fromMs, toMs } = this;
    const sliceMs = Math.max(1, (toMs - fromMs) / slices);
    const firsts = (kind: MarkKind) => {
      const seen = new Map<number, readonly [number, number]>();
      for (const seq of this.#seqs[kind]) {
        const slice = Math.floor((this.atMs(seq) - fromMs) / sliceMs);
        if (!seen.has(slice)) seen.set(slice, [seq, this.atMs(seq)]);
      }
      return [...seen.values()];
    };
    const ends = (kind: MarkKind): readonly [number, number] => [
      this.#seqs[kind][0] ?? 0,
      this.#seqs[kind].at(-1) ?? 0,
    ];
    return { fromMs, toMs, lastSeq: this.lastSeq, marks: eachKind(firsts), ends: eachKind(ends) };
  }
}

const eachKind = <Value>(of: (kind: MarkKind) => Value): Readonly<Record<MarkKind, Value>> => ({
  state: of('state'),
  fill: of('fill'),
  alert: of('alert'),
  settlement: of('settlement'),
  restart: of('restart'),
});

/** What a person is told of beside the states; rates that are merely high come by the minute and are no place to jump to. */
const ALERT = /^risk\.|^actor\.|^engine\.fail-closed-begins|^recovery\.(mismatch|snapshot-refused)|^margin\.drift$/;

const kindsOf = ({ seq, type, actor, body }: Fact): readonly MarkKind[] => {
  if (type === 'engine.started' && seq > 1) return ['restart'];
  if (type === 'fill.booked') return ['fill'];
  if (type === 'funding.paid') return ['settlement'];
  const isState = typeof body['from'] === 'string' && typeof body['to'] === 'string' && !actor.startsWith('market/');
  return [...(isState ? (['state'] as const) : []), ...(ALERT.test(type) ? (['alert'] as const) : [])];
};

/** How many of ascending numbers are at or below a bound. */
const countUpTo = (ascending: readonly number[], bound: number): number => {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? Infinity) <= bound) low = middle + 1;
    else high = middle;
  }
  return low;
};
