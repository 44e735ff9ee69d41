import { Observable } from 'rxjs';
import type { MarketEvent } from '../domain/market-event.ts';
import type { MarketKey } from '../domain/ids.ts';
import type { AtMs } from '../domain/units.ts';
import { Market } from './market.ts';

/** The events of one frame and our time of its arrival. */
export interface EventBatch {
  readonly events: readonly MarketEvent[];
  readonly arrivedAtMs: AtMs;
}

/** Every market that has been heard of, by key; made on first sight. */
export class Markets {
  readonly #byKey = new Map<MarketKey, Market>();

  of(key: MarketKey): Market {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const made = new Market(key);
    this.#byKey.set(key, made);
    return made;
  }

  find(key: MarketKey): Market | undefined {
    return this.#byKey.get(key);
  }

  all(): IterableIterator<Market> {
    return this.#byKey.values();
  }

  get size(): number {
    return this.#byKey.size;
  }
}

/** Folds every event into its market at full rate and passes on which market it touched. Events of no market pass by. */
export const foldMarkets =
  (markets: Markets) =>
  (batches$: Observable<EventBatch>): Observable<Market> =>
    new Observable<Market>((subscriber) =>
      batches$.subscribe({
        next: ({ events, arrivedAtMs }) => {
          for (const event of events) {
            if (event.type === 'instrument') {
              const market = markets.of(event.instrument.market);
              market.instrument = event.instrument;
              market.haltedBecause =
                event.instrument.status === 'halted' ? 'the instrument list says halted' : undefined;
              subscriber.next(market);
            } else if ('market' in event) {
              const market = markets.of(event.market);
              market.fold(event, arrivedAtMs);
              subscriber.next(market);
            }
          }
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      }),
    );
