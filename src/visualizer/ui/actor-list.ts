import { signal } from '@preact/signals';
import { h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import { searchField } from './controls.ts';
import { go, hrefOf } from './place.ts';
import { rows } from './store.ts';

interface Named {
  readonly id: string;
  readonly state: string;
}
type Group = readonly [kind: string, actors: readonly Named[]];

const sought = signal('');
const LISTED_MAX = 400;
const OPEN_MAX = 12;

/** Every actor by kind, with its state: a list beside the chart, a menu above it where there is no room. */
export const ActorList: FunctionComponent<{ readonly current: string }> = ({ current }) => {
  const groups = groupsOf(sought.value.trim().toLowerCase());
  return h('div', {}, [
    searchField('Find an actor', sought, 'Find an actor or a state'),
    menu(groups, current),
    groups.map((group) => h(ActorGroup, { key: group[0], group, current })),
  ]);
};

const groupsOf = (wanted: string): readonly Group[] => {
  const kinds = new Map<string, Named[]>();
  let listed = 0;
  for (const [id, { state }] of rows.actors.value) {
    if (!`${id} ${state}`.toLowerCase().includes(wanted)) continue;
    listed += 1;
    if (listed > LISTED_MAX) break;
    const [kind = id] = id.split('/');
    kinds.set(kind, [...(kinds.get(kind) ?? []), { id, state }]);
  }
  return [...kinds].sort(([a], [b]) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1));
};

const menu = (groups: readonly Group[], current: string): ComponentChild =>
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
  );

const ActorGroup: FunctionComponent<{ readonly group: Group; readonly current: string }> = ({ group, current }) => {
  const [kind, actors] = group;
  const isOpen = kind === current.split('/')[0] || actors.length < OPEN_MAX || sought.value !== '';
  const entry = ({ id, state }: Named): ComponentChild =>
    h(
      'li',
      { key: id },
      h('a', { href: hrefOf('machine', id), 'aria-current': id === current ? 'true' : undefined }, [
        h('span', {}, id.slice(kind.length + 1) || id),
        h('small', {}, state),
      ]),
    );
  return h('details', { class: 'wide-only', open: isOpen }, [
    h('summary', {}, [kind, ' ', h('small', {}, String(actors.length))]),
    h('ul', { class: 'actor-list' }, actors.map(entry)),
  ]);
};

const ORDER = ['position', 'guard', 'operator', 'order', 'connection', 'market'];
const rankOf = (kind: string): number => (ORDER.includes(kind) ? ORDER.indexOf(kind) : ORDER.length);
