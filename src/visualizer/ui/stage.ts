import { signal } from '@preact/signals';
import { h } from 'preact';
import type { FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Chart } from '../chart.ts';
import { composites, folded } from '../chart-fold.ts';
import type { FoldedChart } from '../chart-fold.ts';
import type { ChartBox, ChartLayout } from '../chart-layout.ts';
import type { WatchedActor } from '../messages.ts';
import { Camera } from './camera.ts';
import { ChartView } from './chart-view.ts';
import { edgesOf, useSeenMove } from './last-move.ts';
import type { LastMove } from './last-move.ts';
import { read, rows } from './store.ts';

/** A machine with more states than this is first shown folded around what is active. */
const WHOLE_MAX = 16;

export const NOT_THERE =
  'No actor of that name is there at this instant; what it did, if it ever was, is in the journal.';

interface Drawn {
  readonly actor: string;
  readonly shown: FoldedChart;
  readonly layout: ChartLayout;
}

const known = signal<{ readonly actor: string; readonly chart: Chart } | undefined>(undefined);
const drawn = signal<Drawn | undefined>(undefined);
const failure = signal('');
/** What somebody opened or closed by hand, of the actor in sight. */
const byHand = signal<{ readonly actor: string; readonly isOpen: ReadonlyMap<string, boolean> } | undefined>(undefined);
const isWhole = signal(false);

export interface StageProps {
  readonly actor: string;
  readonly inside: WatchedActor | undefined;
  readonly move: (chart: Chart) => LastMove | undefined;
}

/** The machine an actor runs: what is active lit, the way it came flashed, states opened and closed. */
export const Stage: FunctionComponent<StageProps> = ({ actor, inside, move }) => {
  const seen = useSeenMove(inside);
  const chart = known.value?.actor === actor ? known.value.chart : undefined;
  const active = new Set(inside?.active ?? []);
  const open = chart === undefined ? undefined : opened(actor, chart, active);
  const way = open === undefined ? undefined : [...open].sort().join(' ');
  useEffect(() => {
    if (chart === undefined || open === undefined) void learn(actor);
    else if (inside !== undefined) void draw(actor, chart, open);
    // what could not be drawn is asked for again at the next instant
  }, [actor, way, inside === undefined, failure.value === '' ? 0 : rows.head.value.get('engine')?.nowMs]);
  const picture = drawn.value;
  if (picture?.actor !== actor)
    return h('p', { class: 'hint' }, failure.value === '' ? 'Laying out the machine …' : failure.value);
  const { shown, layout } = picture;
  const last = chart === undefined ? undefined : (move(chart) ?? seen);
  const toggle = (id: string): void => {
    const isOpen = new Map(byHand.value?.actor === actor ? byHand.value.isOpen : []);
    isOpen.set(id, shown.nodes.find((node) => node.id === id)?.hides !== undefined);
    byHand.value = { actor, isOpen };
  };
  return h(Camera, {
    width: layout.width,
    height: layout.height,
    focus: innermost(shown, layout, active),
    label: `Statechart of ${actor}, in ${inside?.state ?? 'an unknown state'}`,
    tools: h(Tools, { actor, chart }),
    children: h(ChartView, {
      chart: shown,
      layout,
      active,
      taken: new Set(chart === undefined || last === undefined ? [] : edgesOf(shown, chart, last)),
      flash: last?.at ?? 0,
      toggle,
    }),
  });
};

const Tools: FunctionComponent<{ readonly actor: string; readonly chart: Chart | undefined }> = ({ actor, chart }) => {
  if (chart === undefined || chart.nodes.length <= WHOLE_MAX) return null;
  return h(
    'button',
    {
      type: 'button',
      'aria-pressed': isWhole.value,
      title: 'Every state, or only those around the active one; a state is opened and closed by a click or Enter',
      onClick: () => {
        isWhole.value = !isWhole.value;
        byHand.value = { actor, isOpen: new Map() };
      },
    },
    'Whole',
  );
};

const opened = (actor: string, chart: Chart, active: ReadonlySet<string>): ReadonlySet<string> => {
  const all = composites(chart);
  const isAll = isWhole.value || chart.nodes.length <= WHOLE_MAX;
  const hand = byHand.value?.actor === actor ? byHand.value.isOpen : new Map<string, boolean>();
  return new Set(all.filter((id) => hand.get(id) ?? (isAll || active.has(id))));
};

/** What is active and holds nothing active that is shown: of a parallel machine several boxes. */
const innermost = (
  { nodes }: FoldedChart,
  { boxes }: ChartLayout,
  active: ReadonlySet<string>,
): readonly ChartBox[] => {
  const lit = nodes.filter(({ id }) => active.has(id));
  const outer = new Set(lit.map(({ parent }) => parent));
  const inner = new Set(lit.filter(({ id }) => !outer.has(id)).map(({ id }) => id));
  return boxes.filter(({ node, kind }) => inner.has(node) && kind !== 'start' && kind !== 'any');
};

let asked = '';

/** Gets the definition, with everything folded: that is laid out at once. */
const learn = async (actor: string): Promise<void> => {
  asked = `${actor} `;
  const answer = await ask(actor, []);
  if (answer !== undefined && asked === `${actor} `) known.value = { actor, chart: answer.chart };
};

/** The picture before it stays until the new one is there. */
const draw = async (actor: string, chart: Chart, open: ReadonlySet<string>): Promise<void> => {
  asked = `${actor} ${[...open].join(' ')}`;
  const mine = asked;
  const answer = await ask(actor, [...open]);
  if (answer !== undefined && asked === mine)
    drawn.value = { actor, shown: folded(chart, open), layout: answer.layout };
};

interface Picture {
  readonly chart: Chart;
  readonly layout: ChartLayout;
}

const ask = async (actor: string, open: readonly string[]): Promise<Picture | undefined> => {
  const ways = (open.length === 0 ? [''] : open).map((id) => `open=${encodeURIComponent(id)}`).join('&');
  const answer = await read(`/api/machine/${encodeURIComponent(actor)}?${ways}`);
  const picture = answer?.ok === true ? ((await answer.json()) as Picture | null) : undefined;
  if (picture === null) failure.value = NOT_THERE;
  else failure.value = picture === undefined ? 'The engine cannot draw this machine now.' : '';
  return picture ?? undefined;
};
