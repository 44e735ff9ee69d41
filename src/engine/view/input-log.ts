import type { SequencedInput } from '../../domain/input.ts';

/** An input that led to facts; of a turn, the last frames it was the end of. */
export interface RememberedInput {
  readonly input: SequencedInput;
  readonly behind: readonly SequencedInput[];
}

const KEPT_MAX = 500;
const FRAMES_MAX = 4;

/**
 * The last inputs that led to facts, for whoever asks what was behind one. Nothing is decided by it and it is not journaled:
 * a recording holds every input. Bounded; answers of REST are remembered by their request alone.
 */
export class InputLog {
  readonly #kept = new Map<number, RememberedInput>();
  #frames: SequencedInput[] = [];

  /** Every input, once it was handled. */
  handled(input: SequencedInput, led: 'to facts' | 'to nothing'): void {
    if (led === 'to facts') this.#keep(input);
    if (input.kind === 'turn') this.#frames = [];
    else if (input.kind === 'frame' || input.kind === 'rest') {
      if (this.#frames.length === FRAMES_MAX) this.#frames.shift();
      this.#frames.push(input);
    }
  }

  find(seq: number): RememberedInput | undefined {
    return this.#kept.get(seq);
  }

  #keep(input: SequencedInput): void {
    const behind = input.kind === 'turn' ? this.#frames.map(withoutAnswer) : [];
    this.#kept.set(input.seq, { input: withoutAnswer(input), behind });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT_MAX && oldest !== undefined) this.#kept.delete(oldest);
  }
}

/** Lists of instruments are megabytes. */
const withoutAnswer = (input: SequencedInput): SequencedInput =>
  input.kind === 'rest' ? { ...input, frame: null } : input;
