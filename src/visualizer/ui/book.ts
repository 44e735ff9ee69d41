import { h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import type { Level, WatchedActor } from '../messages.ts';
import { decimals, priceText } from './format.ts';

/** The levels nearest to the touch, asks above bids, sizes as bars. */
export const Book: FunctionComponent<{ readonly book: NonNullable<WatchedActor['book']> }> = ({ book }) => {
  const largest = Math.max(...[...book.bids, ...book.asks].map(([, size]) => size), 0);
  const line =
    (side: 'bid' | 'ask') =>
    ([price, size]: Level): ComponentChild =>
      h('tr', { key: `${side}${price}`, class: side }, [
        h('td', { class: 'num' }, priceText(price)),
        h(
          'td',
          { class: 'num size', style: { '--part': `${largest === 0 ? 0 : (100 * size) / largest}%` } },
          decimals(size, 3),
        ),
      ]);
  return h('table', { class: 'book' }, [
    h('caption', {}, 'Book'),
    h('thead', {}, h('tr', {}, [h('th', { scope: 'col' }, 'Price'), h('th', { scope: 'col' }, 'Size')])),
    h('tbody', {}, [...book.asks.toReversed().map(line('ask')), ...book.bids.map(line('bid'))]),
  ]);
};
