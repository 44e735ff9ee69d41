import type { AtMs } from '../domain/units.ts';
import { backoffMs } from './backoff.ts';
import type { Priority } from './request-queue.ts';
import type { RestClient } from './rest-client.ts';
import type { RestCall, RestLink } from './venue-link.ts';

export interface PagedRequestsParts {
  readonly client: RestClient;
  readonly rest: RestLink;
  readonly random: () => number;
  readonly priority: Priority;
}

/** A page that could not be had is asked for again, at the latest after this. */
const RETRY = { baseMs: 2000, maxMs: 60_000 };
/** More pages than this are a list that never ends. */
const PAGES_MAX = 200;

/** Long lists, one page after the other: whatever fails is asked for again, whatever makes no sense is left out. */
export class PagedRequests {
  readonly #parts: PagedRequestsParts;
  readonly #todo: { readonly call: RestCall; readonly page: number }[] = [];
  #isBusy = false;
  #failures = 0;
  #notBeforeMs = 0;

  constructor(parts: PagedRequestsParts) {
    this.#parts = parts;
  }

  /** Whether everything has been had. */
  get isDone(): boolean {
    return this.#todo.length === 0;
  }

  add(calls: readonly RestCall[]): void {
    for (const call of calls) this.#todo.push({ call, page: 1 });
  }

  tick(nowMs: AtMs): void {
    if (!this.#isBusy && nowMs >= this.#notBeforeMs) void this.#next();
  }

  async #next(): Promise<void> {
    const { client, rest, random, priority } = this.#parts;
    const first = this.#todo[0];
    if (first === undefined) return;
    this.#isBusy = true;
    const outcome = await client.ask(first.call, priority);
    this.#isBusy = false;
    if (outcome.kind === 'failed' && outcome.cause !== 'unexpected') {
      this.#failures += 1;
      this.#notBeforeMs = outcome.atMs + RETRY.baseMs + backoffMs(RETRY, this.#failures, random);
      return;
    }
    this.#failures = 0;
    this.#todo.shift();
    if (outcome.kind === 'answer' && first.page < PAGES_MAX) {
      const call = rest.nextPage(first.call, outcome.answer);
      if (call !== undefined) this.#todo.unshift({ call, page: first.page + 1 });
    }
    this.tick(outcome.atMs);
  }
}
