import type { AtMs } from '../domain/units.ts';
import type { FeedSettings } from './feed-settings.ts';
import { PagedRequests } from './paged-requests.ts';
import type { PagedRequestsParts } from './paged-requests.ts';

/** Every list of instruments, at the start and once in a while: listings, intervals and caps change. */
export class InstrumentLists {
  readonly #parts: Omit<PagedRequestsParts, 'priority'> & {
    readonly settings: Pick<FeedSettings, 'instrumentsEveryMs'>;
  };
  readonly #requests: PagedRequests;
  #dueAtMs = 0;

  constructor(
    parts: Omit<PagedRequestsParts, 'priority'> & { readonly settings: Pick<FeedSettings, 'instrumentsEveryMs'> },
  ) {
    this.#parts = parts;
    this.#requests = new PagedRequests({ ...parts, priority: 'instruments' });
  }

  tick(nowMs: AtMs): void {
    if (nowMs >= this.#dueAtMs && this.#requests.isDone) {
      this.#dueAtMs = nowMs + this.#parts.settings.instrumentsEveryMs;
      this.#requests.add(this.#parts.rest.instruments());
    }
    this.#requests.tick(nowMs);
  }
}
