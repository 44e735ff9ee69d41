import { h } from 'preact';
import type { FunctionComponent } from 'preact';
import { toneOf } from './app.ts';
import { clockText, dayText, signed } from './format.ts';
import { hrefOf } from './place.ts';
import { rows } from './store.ts';

const PARTS = ['funding', 'basis', 'fx', 'fees', 'slippage', 'financing', 'fixed', 'net'] as const;
const COSTS = ['fees', 'slippage', 'financing', 'fixed'];

/** Finished cycles, newest first: where each result came from. */
export const ClosedCycles: FunctionComponent = () => {
  const cycles = [...rows.closed.value].toReversed();
  if (cycles.length === 0) return h('p', { class: 'hint' }, 'No cycle has closed yet.');
  return h(
    'div',
    { class: 'scroll' },
    h('table', { class: 'plain' }, [
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ['Cycle', 'Closed, UTC', 'Because', ...PARTS].map((name, at) =>
            h('th', { key: name, scope: 'col', class: at > 2 ? 'num' : '' }, name),
          ),
        ),
      ),
      h(
        'tbody',
        {},
        cycles.map(([cycle, { atMs, seq, reason, parts }]) =>
          h('tr', { key: cycle }, [
            h('th', { scope: 'row' }, h('a', { href: hrefOf('journal', String(seq)) }, cycle)),
            h('td', {}, `${dayText(atMs)} ${clockText(atMs)}`),
            h('td', {}, reason),
            ...PARTS.map((part) => {
              const text = parts?.[part];
              const usd = text === undefined ? undefined : COSTS.includes(part) ? 0 - Number(text) : Number(text);
              return h('td', { key: part, class: `num ${part === 'net' ? toneOf(usd) : ''}` }, signed(usd, 2));
            }),
          ]),
        ),
      ),
    ]),
  );
};
