import { Observable } from 'rxjs';

/**
 * Latest value per key, handed over at most once a turn: values wait, a later one of the same key replaces an earlier,
 * and each turn releases what waits in the order in which the keys were first touched. Bounded by the number of keys.
 */
export const conflateByKey =
  <Value, Key>(keyOf: (value: Value) => Key, turns$: Observable<unknown>) =>
  (source$: Observable<Value>): Observable<Value> =>
    new Observable<Value>((subscriber) => {
      let waiting = new Map<Key, Value>();
      const values = source$.subscribe({
        next: (value) => waiting.set(keyOf(value), value),
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      });
      const turns = turns$.subscribe(() => {
        if (waiting.size === 0) return;
        const released = waiting;
        waiting = new Map();
        for (const value of released.values()) subscriber.next(value);
      });
      return () => {
        values.unsubscribe();
        turns.unsubscribe();
      };
    });
