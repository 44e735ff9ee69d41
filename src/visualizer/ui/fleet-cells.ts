import { batch, effect, signal } from '@preact/signals';
import type { ReadonlySignal, Signal } from '@preact/signals';
import type { MarketCell, RouteRow } from '../messages.ts';
import { fleetShape } from './fleet-order.ts';
import { rows } from './store.ts';

/** One signal a row: whoever shows it is told only of its own changes. */
class RowSignals<Value> {
  readonly #signals = new Map<string, Signal<Value | undefined>>();

  of(key: string): ReadonlySignal<Value | undefined> {
    return this.#held(key);
  }

  /** True when a row came or went. */
  take(now: ReadonlyMap<string, Value>, before: ReadonlyMap<string, Value>): boolean {
    let isReshaped = now.size !== before.size;
    for (const [key, value] of now) {
      const was = before.get(key);
      if (was === value) continue;
      isReshaped ||= was === undefined;
      this.#held(key).value = value;
    }
    if (isReshaped) for (const key of before.keys()) if (!now.has(key)) this.#held(key).value = undefined;
    return isReshaped;
  }

  #held(key: string): Signal<Value | undefined> {
    const known = this.#signals.get(key);
    if (known !== undefined) return known;
    const made = signal<Value | undefined>(undefined);
    this.#signals.set(key, made);
    return made;
  }
}

const cells = new RowSignals<MarketCell>();
const routes = new RowSignals<RouteRow>();

export const cellOf = (market: string): ReadonlySignal<MarketCell | undefined> => cells.of(market);
export const routeOf = (coin: string): ReadonlySignal<RouteRow | undefined> => routes.of(coin);

/** Which coins and columns there are; new only when a market comes or goes. */
export const shape = signal(fleetShape(new Map()));

/** Hands what the server says to the cells. Ends with the view. */
export const followRows = (): (() => void) => {
  let markets: ReadonlyMap<string, MarketCell> = new Map();
  let best: ReadonlyMap<string, RouteRow> = new Map();
  return effect(() => {
    const now = { markets: rows.markets.value, best: rows.routes.value };
    batch(() => {
      routes.take(now.best, best);
      if (cells.take(now.markets, markets)) shape.value = fleetShape(now.markets);
    });
    markets = now.markets;
    best = now.best;
  });
};
