/** What is asked first. */
export const PRIORITIES = ['token', 'time', 'snapshot', 'funding', 'instruments', 'history'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** Part of a budget that a kind of request may fill: a long backfill leaves room for a book that broke. */
export const BUDGET_SHARE: Readonly<Record<Priority, number>> = {
  token: 1,
  time: 1,
  snapshot: 1,
  funding: 0.9,
  instruments: 0.9,
  history: 0.6,
};

/** Requests that wait, by priority and then first come first served; bounded. */
export class RequestQueue<Request> {
  readonly #max: number;
  readonly #byPriority = new Map<Priority, Request[]>(PRIORITIES.map((priority) => [priority, []]));
  #size = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#size;
  }

  /** `false` when it is full. */
  push(request: Request, priority: Priority): boolean {
    if (this.#size >= this.#max) return false;
    this.#size += 1;
    this.#byPriority.get(priority)?.push(request);
    return true;
  }

  /** Takes out the first that may go. */
  take(mayGo: (request: Request, priority: Priority) => boolean): Request | undefined {
    for (const [priority, requests] of this.#byPriority) {
      const at = requests.findIndex((request) => mayGo(request, priority));
      if (at === -1) continue;
      this.#size -= 1;
      return requests.splice(at, 1)[0];
    }
    return undefined;
  }

  /** Takes out all. */
  clear(): readonly Request[] {
    const all = [...this.#byPriority.values()].flat();
    for (const requests of this.#byPriority.values()) requests.length = 0;
    this.#size = 0;
    return all;
  }
}
