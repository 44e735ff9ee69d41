import { computed, signal } from '@preact/signals';
import { h } from 'preact';
import type { FunctionComponent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Fact } from '../../domain/fact.ts';
import type { WatchedActor } from '../messages.ts';
import { ActorList } from './actor-list.ts';
import { Book } from './book.ts';
import { FactLines } from './fact-lines.ts';
import { JsonTree } from './json-tree.ts';
import { moveOfFact } from './last-move.ts';
import { allFacts, lookBack } from './past-facts.ts';
import { place } from './place.ts';
import { NOT_THERE, Stage } from './stage.ts';
import { rows, watch, watched } from './store.ts';

const EVENTS_MAX = 200;
/** Pages of the journal that are read back for them. */
const PAGES_MAX = 6;
const isWide = signal(false);

/** The actor asked for, or the one that tells most: a position that holds something, else the first. */
const wanted = computed(() => {
  if (place.value.view !== 'machine') return null;
  if (place.value.detail !== '') return place.value.detail;
  const [busiest] = rows.positions.value.keys();
  if (busiest !== undefined) return `position/${busiest}`;
  const names = [...rows.actors.value.keys()];
  return names.find((name) => name.startsWith('position/')) ?? names[0] ?? null;
});

/** The machine an actor runs, with its state lit, what it holds and what happened to it. */
export const Machine: FunctionComponent = () => {
  const actor = wanted.value;
  useEffect(() => {
    watch(actor);
    return () => watch(null);
  }, [actor]);
  if (actor === null) return h('p', { class: 'hint' }, 'No actor has started yet.');
  // what was told of it last may be of another instant
  const isThere = rows.actors.value.has(actor);
  const inside = isThere && watched.value?.actor === actor ? watched.value : undefined;
  const events = allFacts.value.filter((fact) => fact.actor === actor).slice(0, EVENTS_MAX);
  return h('div', { class: `machine ${isWide.value ? 'wide' : ''}` }, [
    h('aside', { class: 'panel side actors' }, h(ActorList, { current: actor })),
    h('section', { class: 'panel grow stage' }, [
      h('div', { class: 'bar' }, [
        h('h2', {}, actor),
        h('span', { class: 'chip lit' }, inside?.state ?? rows.actors.value.get(actor)?.state ?? ''),
        h(Widen, {}),
      ]),
      isThere
        ? h(Stage, {
            key: actor,
            actor,
            inside,
            move: (chart) =>
              moveOfFact(
                chart,
                events.find(({ body }) => typeof body['to'] === 'string'),
              ),
          })
        : h('p', { class: 'hint' }, NOT_THERE),
    ]),
    h('aside', { class: 'panel side inside' }, [
      inside?.book === undefined ? null : h(Book, { book: inside.book }),
      h('h3', {}, 'Context'),
      isThere ? h(Context, { inside }) : h('p', { class: 'hint' }, 'It holds nothing.'),
      h(Events, { key: actor, actor, events }),
    ]),
  ]);
};

const Widen: FunctionComponent = () =>
  h(
    'button',
    {
      type: 'button',
      class: 'wide-only widen',
      'aria-pressed': isWide.value,
      title: 'The chart alone, without the lists beside it',
      onClick: () => {
        isWide.value = !isWide.value;
      },
    },
    'Wide',
  );

/** The last of what happened to an actor; the page asks the journal for what it was not told itself. */
const Events: FunctionComponent<{ readonly actor: string; readonly events: readonly Fact[] }> = ({ actor, events }) => {
  useEffect(() => {
    const oldest = allFacts.value.at(-1)?.seq;
    const fits = (fact: Fact): boolean => fact.actor === actor;
    if (oldest !== undefined) void lookBack(oldest, { fits, count: EVENTS_MAX, pagesMax: PAGES_MAX });
  }, [actor]);
  return h('div', {}, [
    h('h3', {}, ['Last events ', h('small', {}, String(events.length))]),
    h(FactLines, { facts: events, isBrief: true }),
  ]);
};

const Context: FunctionComponent<{ readonly inside: WatchedActor | undefined }> = ({ inside }) => {
  const held = useRef<{ now: WatchedActor | undefined; before: WatchedActor | undefined }>({
    now: undefined,
    before: undefined,
  });
  if (inside === undefined) return h('p', { class: 'hint' }, 'Waiting for the engine …');
  if (isEmpty(inside.context)) return h('p', { class: 'hint' }, 'It holds nothing.');
  const { now } = held.current;
  if (now?.actor !== inside.actor) held.current = { now: inside, before: undefined };
  else if (now !== inside && JSON.stringify(now.context) !== JSON.stringify(inside.context))
    held.current = { now: inside, before: now };
  return h(JsonTree, { value: inside.context, before: held.current.before?.context });
};

const isEmpty = (context: unknown): boolean =>
  typeof context === 'object' && context !== null && Object.keys(context).length === 0;
