import { Observable } from 'rxjs';
import type { MarketEvent } from '../domain/market-event.ts';
import type { MarketKey } from '../domain/ids.ts';
import { Market } from './market.ts';
import type { Arrival } from './market.ts';

/** The events of one frame and how it came. */
export interface EventBatch {
  readonly events: readonly MarketEvent[];
  readonly arrival: Arrival;
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
        next: ({ events, arrival }) => {
          for (const event of events) {
            const market = touchedBy(event, markets, arrival);
            if (market !== undefined) subscriber.next(market);
          }
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      }),
    );

/** Folds one event into its market; `undefined` for events of no market. */
const touchedBy = (event: MarketEvent, markets: Markets, arrival: Arrival): Market | undefined => {
  if (event.type === 'frame.control' || event.type === 'frame.rejected' || event.type === 'venue.time')
    return undefined;
  if (event.type === 'instrument') {
    const market = markets.of(event.instrument.market);
    market.describe(event.instrument);
    return market;
  }
  const market = markets.of(event.market);
  market.fold(event, arrival);
  return market;
};
