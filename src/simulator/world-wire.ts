import type { ClientOrderId, VenueId } from '../domain/ids.ts';
import type { Input } from '../domain/input.ts';
import type { AccountTruth } from '../domain/order.ts';
import type { WorldRequest } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';

/** What an engine writes to a world in another process, one JSON a line; questions carry an id, answers come in order. */
export type WorldCall =
  | { readonly call: 'next'; readonly id: number; readonly deadlineAtMs?: AtMs }
  | { readonly call: 'truth'; readonly id: number; readonly venue: VenueId }
  | { readonly call: 'received'; readonly id: number }
  | { readonly call: 'perform'; readonly request: WorldRequest };

export type WorldReply =
  /** First line of every connection. */
  | { readonly reply: 'hello'; readonly startAtMs: AtMs; readonly venues: readonly VenueId[] }
  | { readonly reply: 'next'; readonly id: number; readonly inputs: readonly Input[] | 'ended' }
  | { readonly reply: 'truth'; readonly id: number; readonly account: AccountTruth }
  | {
      readonly reply: 'received';
      readonly id: number;
      readonly ids: readonly (readonly [ClientOrderId, number])[];
      readonly duplicates: number;
    }
  | { readonly reply: 'failed'; readonly id: number; readonly message: string };

/** Cuts a stream of text into lines; keeps the unfinished one. */
export class LineSplitter {
  #rest = '';

  push(chunk: string): string[] {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines.filter((line) => line !== '');
  }
}
