import { computed, signal } from '@preact/signals';
import { h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Fact } from '../../domain/fact.ts';
import { FactLines } from './fact-lines.ts';
import { dayText, decimals, instantText } from './format.ts';
import { JsonTree } from './json-tree.ts';
import { allFacts, fetchFrom } from './past-facts.ts';
import { hrefOf, place } from './place.ts';
import { rows } from './store.ts';

const SHOWN_MAX = 300;
const fields = { actor: signal(''), type: signal(''), text: signal('') };
const isFollowing = signal(true);
const held = signal<readonly Fact[]>([]);
const source = computed(() => (isFollowing.value ? allFacts.value : held.value));
const shown = computed(() =>
  source.value.filter(
    (fact) =>
      fact.actor.includes(fields.actor.value) &&
      fact.type.includes(fields.type.value) &&
      (fields.text.value === '' || JSON.stringify(fact).toLowerCase().includes(fields.text.value.toLowerCase())),
  ),
);

/** Every fact, as it is written; one opened, with what the same input led to. */
export const Journal: FunctionComponent = () => {
  const seq = Number(place.value.detail);
  const open = place.value.detail === '' ? undefined : allFacts.value.find((fact) => fact.seq === seq);
  useEffect(() => {
    if (Number.isSafeInteger(seq) && seq > 0 && open === undefined) void fetchFrom(Math.max(1, seq - 20));
  }, [seq]);
  return h('div', { class: 'split' }, [
    h('section', { class: 'panel grow' }, [
      h('div', { class: 'bar' }, [
        h('h2', {}, 'Journal'),
        field('Actor', fields.actor),
        field('Type', fields.type),
        field('Text', fields.text),
        h('button', { type: 'button', 'aria-pressed': isFollowing.value, onClick: toggleFollowing }, 'Follow'),
        h(
          'button',
          { type: 'button', onClick: () => void fetchFrom(Math.max(1, (allFacts.value.at(-1)?.seq ?? 1) - 500)) },
          'Older',
        ),
        h('button', { type: 'button', onClick: save }, 'Export'),
        h('span', { class: 'count' }, `${decimals(shown.value.length, 0)} facts`),
      ]),
      h(
        'div',
        { class: 'scroll tall' },
        h(FactLines, { facts: shown.value.slice(0, SHOWN_MAX), isBrief: false, current: place.value.detail }),
      ),
    ]),
    h(
      'aside',
      { class: 'panel side' },
      open === undefined ? h('p', { class: 'hint' }, 'Open a fact to see all of it.') : h(Record, { fact: open }),
    ),
  ]);
};

const Record: FunctionComponent<{ readonly fact: Fact }> = ({ fact }) => {
  const kin = allFacts.value.filter((one) => one.cause === fact.cause && one.seq !== fact.seq).toReversed();
  return h('div', { class: 'detail' }, [
    h('h3', {}, fact.type),
    h('p', {}, [`#${fact.seq} · ${dayText(fact.atMs)} ${instantText(fact.atMs)} UTC`, h('br', {}), actorOf(fact)]),
    h(JsonTree, { value: fact.body }),
    h('p', {}, [
      `Led to by input ${decimals(fact.cause, 0)}`,
      kin.length === 0 ? ', and nothing else was.' : ', which also led to:',
    ]),
    kin.length === 0 ? null : h(FactLines, { facts: kin, isBrief: true }),
  ]);
};

const actorOf = ({ actor }: Fact): ComponentChild | string =>
  rows.actors.value.has(actor) ? h('a', { href: hrefOf('machine', actor) }, actor) : actor;

const field = (name: string, value: { value: string }): ComponentChild =>
  h('input', {
    type: 'search',
    placeholder: name,
    'aria-label': `Filter by ${name.toLowerCase()}`,
    value: value.value,
    onInput: ({ currentTarget }: Event) => {
      value.value = (currentTarget as HTMLInputElement).value.trim();
    },
  });

const toggleFollowing = (): void => {
  held.value = allFacts.value;
  isFollowing.value = !isFollowing.value;
};

/** What is shown, oldest first, one fact a line. */
const save = (): void => {
  const lines = shown.value.toReversed().map((fact) => `${JSON.stringify(fact)}\n`);
  const url = URL.createObjectURL(new Blob(lines, { type: 'application/x-ndjson' }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = 'hedgerow-facts.ndjson';
  anchor.click();
  URL.revokeObjectURL(url);
};
