import { h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Fact } from '../../domain/fact.ts';
import type { RememberedInput } from '../../engine/view/input-log.ts';
import { relationsOf } from '../fact-relations.ts';
import { FactLines } from './fact-lines.ts';
import { dayText, decimals, instantText } from './format.ts';
import { inputWords } from './input-words.ts';
import { JsonTree } from './json-tree.ts';
import { allFacts, fetchFrom } from './past-facts.ts';
import { hrefOf } from './place.ts';
import { read, rows } from './store.ts';

/** So many records on either side are asked for: most of what a record came from and led to stands near it. */
const AROUND = 240;

/** One record: all of it, the input behind it, and the way back to its causes and forward to its effects. */
export const Record: FunctionComponent<{ readonly fact: Fact }> = ({ fact }) => {
  useEffect(() => void fetchFrom(fact.seq - AROUND), [fact.seq]);
  const { together, before, after } = relationsOf(fact, allFacts.value);
  return h('div', { class: 'detail record' }, [
    h('h3', {}, fact.type),
    h('p', {}, [`#${fact.seq} · ${dayText(fact.atMs)} ${instantText(fact.atMs)} UTC`, h('br', {}), actorOf(fact)]),
    h('p', { class: 'steps' }, [step('Previous', fact.seq - 1), step('Next', fact.seq + 1)]),
    h(JsonTree, { value: fact.body }),
    h(Cause, { seq: fact.cause }),
    list('Before, about the same', before),
    list('From the same input', together),
    list('After, about the same', after),
  ]);
};

const list = (title: string, facts: readonly Fact[]): ComponentChild =>
  facts.length === 0
    ? null
    : h('section', { key: title }, [h('h4', {}, title), h(FactLines, { facts, isBrief: true })]);

const step = (title: string, seq: number): ComponentChild =>
  allFacts.value.some((fact) => fact.seq === seq)
    ? h('a', { class: 'button', href: hrefOf('journal', String(seq)) }, title)
    : h('button', { type: 'button', disabled: true }, title);

type Asked = { readonly seq: number; readonly found: RememberedInput | 'forgotten' };

/** The input that led to a record, and of a turn the frames it was the end of. */
const Cause: FunctionComponent<{ readonly seq: number }> = ({ seq }) => {
  const [asked, setAsked] = useState<Asked | undefined>(undefined);
  useEffect(() => {
    void inputOf(seq).then((found) => setAsked({ seq, found }));
  }, [seq]);
  const found = asked?.seq === seq ? asked.found : undefined;
  return h('section', {}, [
    h('h4', {}, `Led to by input ${decimals(seq, 0)}`),
    seq === 0 ? h('p', {}, 'The start itself: no input had come.') : null,
    found === 'forgotten' && seq > 0
      ? h('p', { class: 'hint' }, 'The engine does not remember it any more; a recording (--record) holds every input.')
      : null,
    found === undefined || found === 'forgotten'
      ? null
      : [found.input, ...found.behind.toReversed()].map((input, at) =>
          h('details', { key: input.seq, class: 'input' }, [
            h('summary', {}, [`${at === 0 ? '' : 'from '}${inputWords(input)} `, h('small', {}, `input ${input.seq}`)]),
            h(JsonTree, { value: input }),
          ]),
        ),
  ]);
};

const inputOf = async (seq: number): Promise<RememberedInput | 'forgotten'> => {
  if (seq === 0) return 'forgotten';
  const answer = await read(`/api/input/${seq}`);
  return answer?.status === 200 ? (((await answer.json()) as RememberedInput | null) ?? 'forgotten') : 'forgotten';
};

const actorOf = ({ actor }: Fact): ComponentChild | string =>
  rows.actors.value.has(actor) ? h('a', { href: hrefOf('machine', actor) }, actor) : actor;
