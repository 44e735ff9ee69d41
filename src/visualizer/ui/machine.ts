import { computed, signal } from '@preact/signals';
import { h } from 'preact';
import type { FunctionComponent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Fact } from '../../domain/fact.ts';
import type { Chart } from '../chart.ts';
import type { ChartBox, ChartLayout } from '../chart-layout.ts';
import type { WatchedActor } from '../messages.ts';
import { edgesTaken, idsOfText } from '../transition-path.ts';
import { ActorList } from './actor-list.ts';
import { Book } from './book.ts';
import { Camera } from './camera.ts';
import { ChartView } from './chart-view.ts';
import { FactLines } from './fact-lines.ts';
import { JsonTree } from './json-tree.ts';
import { place } from './place.ts';
import { rows, watch, watched } from './store.ts';

interface Drawn {
  readonly actor: string;
  readonly chart: Chart;
  readonly layout: ChartLayout;
}

const drawn = signal<Drawn | undefined>(undefined);
const EVENTS_MAX = 200;

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
  const isRunning = actor !== null && rows.actors.value.has(actor);
  useEffect(() => {
    watch(actor);
    return () => watch(null);
  }, [actor]);
  useEffect(() => {
    if (isRunning) void load(actor);
  }, [actor, isRunning]);
  if (actor === null) return h('p', { class: 'hint' }, 'No actor has started yet.');
  const inside = watched.value?.actor === actor ? watched.value : undefined;
  return h('div', { class: 'machine' }, [
    h('aside', { class: 'panel side actors' }, h(ActorList, { current: actor })),
    h('section', { class: 'panel grow stage' }, [
      h('div', { class: 'bar' }, [
        h('h2', {}, actor),
        h('span', { class: 'chip lit' }, inside?.state ?? rows.actors.value.get(actor)?.state ?? ''),
      ]),
      h(Stage, { actor, inside }),
    ]),
    h('aside', { class: 'panel side inside' }, [
      inside?.book === undefined ? null : h(Book, { book: inside.book }),
      h('h3', {}, 'Context'),
      h(Context, { inside }),
      h('h3', {}, 'Last events'),
      h(FactLines, { facts: factsOf(actor).toReversed().slice(0, EVENTS_MAX), isBrief: true }),
    ]),
  ]);
};

const Stage: FunctionComponent<{ readonly actor: string; readonly inside: WatchedActor | undefined }> = ({
  actor,
  inside,
}) => {
  const picture = drawn.value;
  if (!rows.actors.value.has(actor))
    return h('p', { class: 'hint' }, 'No actor of that name runs now; what it did is in the journal.');
  if (picture?.actor !== actor) return h('p', { class: 'hint' }, 'Laying out the machine …');
  const { chart, layout } = picture;
  const active = new Set(inside?.active ?? []);
  const last = factsOf(actor).findLast(({ body }) => typeof body['to'] === 'string');
  const focus = middleOf(layout.boxes.filter(({ node, kind }) => LEAVES.includes(kind) && active.has(node)));
  return h(Camera, {
    width: layout.width,
    height: layout.height,
    focus,
    label: `Statechart of ${actor}, in ${inside?.state ?? 'an unknown state'}`,
    children: h(ChartView, {
      chart,
      layout,
      active,
      taken: new Set(last === undefined ? [] : taken(chart, last)),
      flash: last?.seq ?? 0,
    }),
  });
};

const LEAVES = ['atomic', 'final', 'history'];

/** The middle of several boxes; of a parallel machine several states are active at once. */
const middleOf = (boxes: readonly ChartBox[]): { readonly x: number; readonly y: number } | undefined => {
  if (boxes.length === 0) return undefined;
  return {
    x: middle(
      boxes.map(({ x }) => x),
      boxes.map(({ x, width }) => x + width),
    ),
    y: middle(
      boxes.map(({ y }) => y),
      boxes.map(({ y, height }) => y + height),
    ),
  };
};

const middle = (from: readonly number[], to: readonly number[]): number => (Math.min(...from) + Math.max(...to)) / 2;

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

const factsOf = (actor: string): readonly Fact[] =>
  [...rows.facts.value.values()].filter((fact) => fact.actor === actor);

const taken = (chart: Chart, { body }: Fact): readonly string[] => {
  const { from, to, event } = body;
  if (typeof from !== 'string' || typeof to !== 'string') return [];
  const type = typeof event === 'object' && event !== null && 'type' in event ? event.type : undefined;
  return edgesTaken(chart, {
    from: idsOfText(chart, from),
    to: idsOfText(chart, to),
    event: typeof type === 'string' ? type : undefined,
  });
};

const load = async (actor: string): Promise<void> => {
  const answer = await fetch(`/api/machine/${encodeURIComponent(actor)}`).catch(() => undefined);
  if (answer?.ok !== true || wanted.value !== actor) return;
  const { chart, layout } = (await answer.json()) as Omit<Drawn, 'actor'>;
  if (wanted.value === actor) drawn.value = { actor, chart, layout };
};
