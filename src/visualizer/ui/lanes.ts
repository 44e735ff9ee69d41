import { h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import type { Lane, LaneMark } from '../messages.ts';
import { clockText, dayText, spanText } from './format.ts';
import { NARROW, useMedia } from './media.ts';
import { go } from './place.ts';
import { rows } from './store.ts';

const WIDE = { width: 1000, ticks: 7 };
const SLIM = { width: 400, ticks: 3 };
const LEFT = 64;
const ROW = 34;
const TICK_WIDTH = 66;
const MINUTE_MS = 60_000;
/** Steps people count time in, minutes. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080].map((minutes) => minutes * MINUTE_MS);

/** A lane a coin: states as coloured spans, fills and settlements as marks. Time runs to the right, to now. */
export const Lanes: FunctionComponent = () => {
  const { width, ticks } = useMedia(NARROW) ? SLIM : WIDE;
  const lanes = [...rows.lanes.value.values()].filter(({ spans, marks }) => spans.length + marks.length > 0);
  const nowMs = rows.head.value.get('engine')?.nowMs ?? 0;
  if (lanes.length === 0) return h('p', { class: 'hint' }, 'No position has been entered yet.');
  const fromMs = Math.min(...lanes.flatMap(({ spans, marks }) => [spans[0]?.fromMs ?? nowMs, marks[0]?.atMs ?? nowMs]));
  const lengthMs = Math.max(60_000, (nowMs - fromMs) * 1.02);
  const x = (atMs: number): number => LEFT + ((width - LEFT - 8) * (atMs - fromMs)) / lengthMs;
  const height = lanes.length * ROW + 26;
  return h('div', { class: 'scroll' }, [
    h('svg', { class: 'lanes', viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': 'Positions over time' }, [
      ticksOf({ fromMs, lengthMs, most: ticks })
        .filter((atMs) => x(atMs) < width - TICK_WIDTH)
        .map((atMs) => tick(atMs, x, height)),
      lanes.map((lane, at) =>
        h('g', { key: lane.coin, transform: `translate(0 ${at * ROW})` }, laneOf(lane, x, { nowMs, endX: width - 8 })),
      ),
    ]),
    h('p', { class: 'legend' }, [
      ...['scanning', 'entering', 'hedged', 'unwinding', 'paused'].map((state) =>
        h('span', { key: state }, [h('i', { class: `swatch s-${state}` }), state]),
      ),
      h('span', {}, [h('i', { class: 'swatch dot fill' }), 'fill']),
      h('span', {}, [h('i', { class: 'swatch dot funding' }), 'settlement']),
    ]),
  ]);
};

const laneOf = (
  { coin, spans, marks }: Lane,
  x: (atMs: number) => number,
  { nowMs, endX }: { readonly nowMs: number; readonly endX: number },
): ComponentChild[] => [
  h('text', { class: 'lane-name', x: 4, y: 21 }, coin),
  h('line', { class: 'lane-line', x1: LEFT, x2: endX, y1: 17, y2: 17 }),
  ...spans.map(({ state, fromMs, toMs = nowMs }) =>
    h(
      'rect',
      {
        key: `${fromMs} ${state}`,
        class: `span s-${state.split(/[.(]/)[0] ?? ''}`,
        x: x(fromMs),
        y: 8,
        width: Math.max(2, x(toMs) - x(fromMs)),
        height: 18,
        rx: 3,
      },
      [h('title', {}, `${state} for ${spanText(toMs - fromMs)}, from ${clockText(fromMs)} UTC`)],
    ),
  ),
  ...marks.flatMap((mark) => markOf(mark, x)),
];

const markOf = ({ kind, atMs, seq, label }: LaneMark, x: (atMs: number) => number): ComponentChild[] => {
  if (kind === 'opened' || kind === 'closed') return [];
  const title = h('title', {}, `${clockText(atMs)} ${label}`);
  const open = (): void => go('journal', String(seq));
  return [
    kind === 'fill'
      ? h('path', { key: seq, class: 'mark-fill', d: `M${x(atMs)} 3l4 5h-8z`, onClick: open }, title)
      : h('circle', { key: seq, class: 'mark-funding', cx: x(atMs), cy: 17, r: 3.2, onClick: open }, title),
  ];
};

const ticksOf = ({
  fromMs,
  lengthMs,
  most,
}: Readonly<Record<'fromMs' | 'lengthMs' | 'most', number>>): readonly number[] => {
  const stepMs = STEPS.find((step) => lengthMs / step <= most) ?? Math.ceil(lengthMs / most);
  const firstMs = Math.ceil(fromMs / stepMs) * stepMs;
  return Array.from(
    { length: Math.floor((fromMs + lengthMs - firstMs) / stepMs) + 1 },
    (_, at) => firstMs + at * stepMs,
  );
};

const tick = (atMs: number, x: (atMs: number) => number, height: number): ComponentChild =>
  h('g', { class: 'tick', key: atMs }, [
    h('line', { x1: x(atMs), x2: x(atMs), y1: 0, y2: height - 18 }),
    h('text', { x: x(atMs) + 3, y: height - 5 }, `${dayText(atMs).slice(5)} ${clockText(atMs).slice(0, 5)}`),
  ]);
