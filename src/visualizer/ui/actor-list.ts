import { signal } from '@preact/signals';
import { h } from 'preact';
import type { FunctionComponent } from 'preact';
import { go, hrefOf } from './place.ts';
import { rows } from './store.ts';

const sought = signal('');
const LISTED_MAX = 400;

/** Every actor by kind, with its state. */
export const ActorList: FunctionComponent<{ readonly current: string }> = ({ current }) => {
  const wanted = sought.value.trim().toLowerCase();
  const kinds = new Map<string, { readonly id: string; readonly state: string }[]>();
  let listed = 0;
  for (const [id, { state }] of rows.actors.value) {
    if (!`${id} ${state}`.toLowerCase().includes(wanted) || listed >= LISTED_MAX) continue;
    listed += 1;
    const [kind = id] = id.split('/');
    kinds.set(kind, [...(kinds.get(kind) ?? []), { id, state }]);
  }
  const groups = [...kinds].sort(([a], [b]) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1));
  return h('div', {}, [
    h('input', {
      type: 'search',
      placeholder: 'Find an actor or a state',
      'aria-label': 'Find an actor or a state',
      value: sought.value,
      onInput: ({ currentTarget }: Event) => {
        sought.value = (currentTarget as HTMLInputElement).value;
      },
    }),
    h(
      'select',
      {
        class: 'narrow-only',
        'aria-label': 'Actor',
        value: current,
        onChange: ({ currentTarget }: Event) => go('machine', (currentTarget as HTMLSelectElement).value),
      },
      groups.flatMap(([, actors]) =>
        actors.map(({ id, state }) => h('option', { key: id, value: id }, `${id} · ${state}`)),
      ),
    ),
    groups.map(([kind, actors]) =>
      h(
        'details',
        { key: kind, class: 'wide-only', open: kind === current.split('/')[0] || actors.length < 12 || wanted !== '' },
        [
          h('summary', {}, [kind, ' ', h('small', {}, String(actors.length))]),
          h(
            'ul',
            { class: 'actor-list' },
            actors.map(({ id, state }) =>
              h(
                'li',
                { key: id },
                h('a', { href: hrefOf('machine', id), 'aria-current': id === current ? 'true' : undefined }, [
                  h('span', {}, id.slice(kind.length + 1) || id),
                  h('small', {}, state),
                ]),
              ),
            ),
          ),
        ],
      ),
    ),
  ]);
};

const ORDER = ['position', 'guard', 'operator', 'order', 'market'];
const rankOf = (kind: string): number => (ORDER.includes(kind) ? ORDER.indexOf(kind) : ORDER.length);
