import { effect, signal } from '@preact/signals';
import type { Order } from './fleet-order.ts';
import { SCALES } from './fleet-scale.ts';
import type { Measure } from './fleet-scale.ts';
import { place, rewrite } from './place.ts';

export const ORDERS: Readonly<Record<Order, string>> = {
  net: 'best net',
  coin: 'coin',
  spread: 'spread',
  rate: '|rate|',
};

/** How the fleet is looked at: the address bar holds it, so that a link shows the same. */
export const measure = signal<Measure>('bps');
export const order = signal<Order>('net');
export const find = signal('');

const PINS = 'hedgerow-pins';

/** Coins this browser keeps on top. */
export const pins = signal<ReadonlySet<string>>(new Set());

export const togglePin = (coin: string): void => {
  const next = new Set(pins.value);
  if (!next.delete(coin)) next.add(coin);
  pins.value = next;
  localStorage.setItem(PINS, JSON.stringify([...next]));
};

const readPins = (): ReadonlySet<string> => {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PINS) ?? '[]');
    return new Set(Array.isArray(kept) ? kept.filter((coin) => typeof coin === 'string') : []);
  } catch {
    return new Set();
  }
};

/** Takes what the address asks for, and writes there what is chosen. Ends with the view. */
export const followSettings = (): (() => void) => {
  pins.value = readPins();
  const reading = effect(() => {
    if (place.value.view !== 'fleet') return;
    const asked = new URLSearchParams(place.value.detail);
    const by = asked.get('by');
    const sort = asked.get('sort');
    if (isNamed(SCALES, by)) measure.value = by;
    if (isNamed(ORDERS, sort)) order.value = sort;
    if (asked.has('find')) find.value = asked.get('find') ?? '';
  });
  const writing = effect(() => {
    const chosen = new URLSearchParams();
    if (measure.value !== 'bps') chosen.set('by', measure.value);
    if (order.value !== 'net') chosen.set('sort', order.value);
    if (find.value !== '') chosen.set('find', find.value);
    if (place.peek().view === 'fleet') rewrite('fleet', chosen.toString());
  });
  return () => {
    reading();
    writing();
  };
};

const isNamed = <Name extends string>(known: Readonly<Record<Name, unknown>>, name: string | null): name is Name =>
  name !== null && Object.hasOwn(known, name);
