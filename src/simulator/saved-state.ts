import type { Json } from '../domain/codec.ts';
import { isRecord } from '../domain/codec.ts';

/** Reads back what `save` wrote; a RangeError names the member that is not there. */
export class SavedState {
  readonly #members: Readonly<Record<string, unknown>>;

  constructor(state: Json | undefined) {
    if (!isRecord(state)) throw new RangeError(`not a saved state: ${JSON.stringify(state)?.slice(0, 60)}`);
    this.#members = state;
  }

  number(name: string): number {
    const value = this.#members[name];
    if (typeof value !== 'number') throw new RangeError(`the saved state has no number ${name}`);
    return value;
  }

  numbers(name: string): readonly number[] {
    const value = this.#members[name];
    if (!Array.isArray(value) || !value.every((one): one is number => typeof one === 'number'))
      throw new RangeError(`the saved state has no numbers ${name}`);
    return value;
  }

  text(name: string): string {
    const value = this.#members[name];
    if (typeof value !== 'string') throw new RangeError(`the saved state has no text ${name}`);
    return value;
  }

  rows(name: string): readonly SavedState[] {
    const value = this.#members[name];
    if (!Array.isArray(value)) throw new RangeError(`the saved state has no rows ${name}`);
    return value.map((row: Json) => new SavedState(row));
  }

  json(name: string): Json | undefined {
    return this.#members[name] as Json | undefined;
  }
}
