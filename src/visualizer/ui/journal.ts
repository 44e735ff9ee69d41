import { computed, signal } from '@preact/signals';
import { h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Fact } from '../../domain/fact.ts';
import { FactLines } from './fact-lines.ts';
import { decimals } from './format.ts';
import { allFacts, fetchFrom } from './past-facts.ts';
import { hrefOf, place } from './place.ts';
import { Record } from './record.ts';

const SHOWN_MAX = 300;
const OLDER = 500;
const fields = { actor: signal(''), type: signal(''), text: signal('') };
const isFollowing = signal(true);
const held = signal<readonly Fact[]>([]);

const source = computed(() => (isFollowing.value ? allFacts.value : held.value));
const shown = computed(() => {
  const [actor, type, text] = [fields.actor, fields.type, fields.text].map(({ value }) => value.toLowerCase());
  return source.value.filter(
    (fact) =>
      fact.actor.toLowerCase().includes(actor ?? '') &&
      fact.type.includes(type ?? '') &&
      (text === undefined || text === '' || JSON.stringify(fact).toLowerCase().includes(text)),
  );
});

/** Every fact, as it is written; one opened, with what led to it and what it led to. */
export const Journal: FunctionComponent = () => {
  const seq = Number(place.value.detail);
  const open = place.value.detail === '' ? undefined : allFacts.value.find((fact) => fact.seq === seq);
  useEffect(() => {
    if (Number.isSafeInteger(seq) && seq > 0 && open === undefined) void fetchFrom(seq - 20);
  }, [seq]);
  return h('div', { class: `split journal ${open === undefined ? '' : 'opened'}` }, [
    h('section', { class: 'panel grow' }, [
      h(Filters, {}),
      h(
        'div',
        { class: 'scroll tall' },
        h(FactLines, { facts: shown.value.slice(0, SHOWN_MAX), isBrief: false, current: place.value.detail }),
      ),
    ]),
    h('aside', { class: 'panel side' }, [
      open === undefined
        ? h('p', { class: 'hint' }, 'Open a fact to see all of it, what led to it and what it led to.')
        : [
            h('a', { class: 'button close-record', href: hrefOf('journal') }, 'Close'),
            h(Record, { key: open.seq, fact: open }),
          ],
    ]),
  ]);
};

const Filters: FunctionComponent = () => {
  const kinds = new Set(allFacts.value.map(({ type }) => type));
  return h('div', { class: 'bar' }, [
    h('h2', {}, 'Journal'),
    field('Actor', fields.actor),
    field('Type', fields.type, 'journal-types'),
    field('Text', fields.text),
    h(
      'datalist',
      { id: 'journal-types' },
      [...kinds].sort().map((kind) => h('option', { key: kind, value: kind })),
    ),
    h('button', { type: 'button', 'aria-pressed': isFollowing.value, onClick: toggleFollowing }, 'Follow'),
    h('button', { type: 'button', onClick: () => void older() }, 'Older'),
    h(
      'button',
      { type: 'button', title: 'What is shown as NDJSON, one fact a line, oldest first', onClick: save },
      'Export',
    ),
    h('span', { class: 'count' }, `${decimals(shown.value.length, 0)} facts`),
  ]);
};

const field = (name: string, value: { value: string }, list?: string): ComponentChild =>
  h('input', {
    type: 'search',
    placeholder: name,
    'aria-label': `Filter by ${name.toLowerCase()}`,
    list,
    value: value.value,
    onInput: ({ currentTarget }: Event) => {
      value.value = (currentTarget as HTMLInputElement).value.trim();
    },
  });

const toggleFollowing = (): void => {
  held.value = allFacts.value;
  isFollowing.value = !isFollowing.value;
};

const older = async (): Promise<void> => {
  await fetchFrom((allFacts.value.at(-1)?.seq ?? 1) - OLDER);
  const newest = held.value[0]?.seq ?? 0;
  held.value = allFacts.value.filter(({ seq }) => seq <= newest);
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
