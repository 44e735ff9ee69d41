import { h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';
import type { Chart, ChartEdge, ChartNode } from '../chart.ts';
import { labelLines, notesOf, textSizes } from '../chart-layout.ts';
import type { ChartBox, ChartLayout, ChartLine } from '../chart-layout.ts';

export interface ChartViewProps {
  readonly chart: Chart;
  readonly layout: ChartLayout;
  readonly active: ReadonlySet<string>;
  /** Edges the last transition took. */
  readonly taken: ReadonlySet<string>;
  /** Changes with every transition: starts the flash anew. */
  readonly flash: number;
  /** Opens a closed state, closes an open one. */
  readonly toggle: (node: string) => void;
}

const CORNER = 7;

/** A statechart as SVG content; what is active and what was taken are classes. */
export const ChartView: FunctionComponent<ChartViewProps> = ({ chart, layout, active, taken, flash, toggle }) => {
  const nodes = new Map(chart.nodes.map((node) => [node.id, node]));
  const edges = new Map(chart.edges.map((edge) => [edge.id, edge]));
  const isTaken = (line: ChartLine): boolean => line.edge !== undefined && taken.has(line.edge);
  const lines = [...layout.lines].sort((a, b) => Number(isTaken(a)) - Number(isTaken(b)));
  return h('g', { class: 'chart' }, [
    h('defs', {}, [arrow('arrow'), arrow('arrow-taken')]),
    layout.boxes.map((box) => h('g', { key: `${box.node} ${box.kind}` }, boxOf(box, nodes.get(box.node), active))),
    lines.map((line, at) => {
      const key = line.edge ?? `start ${at}`;
      const mark = isTaken(line) ? 'taken' : '';
      return h('path', {
        key: isTaken(line) ? `${key} ${flash}` : key,
        class: `edge ${mark}`,
        d: rounded(line.points),
        'marker-end': isTaken(line) ? 'url(#arrow-taken)' : 'url(#arrow)',
      });
    }),
    layout.boxes.map((box) => h('g', { key: `name ${box.node} ${box.kind}` }, nameOf(box, nodes.get(box.node)))),
    layout.boxes.map((box) => foldOf(box, nodes.get(box.node), toggle)),
    lines.map((line) => {
      const edge = line.edge === undefined ? undefined : edges.get(line.edge);
      return edge === undefined ? null : labelOf(line, edge, isTaken(line));
    }),
  ]);
};

const boxOf = (box: ChartBox, node: ChartNode | undefined, active: ReadonlySet<string>): ComponentChild[] => {
  const { x, y, width, height, kind } = box;
  if (kind === 'start')
    return [h('circle', { class: 'start', cx: x + width / 2, cy: y + height / 2, r: width / 2 - 1 })];
  if (kind === 'any')
    return [
      h('rect', { class: 'any', x, y, width, height, rx: height / 2 }),
      h('text', { class: 'any-text', x: x + width / 2, y: y + height / 2 + 3.5, 'text-anchor': 'middle' }, 'any state'),
    ];
  if (node === undefined) return [];
  const isActive = active.has(node.id);
  const isClosed = node.hides !== undefined;
  const isLeaf = isClosed || kind === 'atomic' || kind === 'final' || kind === 'history';
  return [
    ...(isClosed ? [h('rect', { class: 'box', x: x + 4, y: y + 4, width, height, rx: 9 })] : []),
    h(
      'rect',
      {
        class: `box ${isClosed ? 'atomic closed' : kind} ${isActive ? 'active' : ''} ${node.parent === undefined ? 'root' : ''}`,
        x,
        y,
        width,
        height,
        rx: isLeaf ? 9 : 12,
      },
      [node.stays.length === 0 ? null : h('title', {}, `Without leaving:\n${node.stays.join('\n')}`)],
    ),
    ...(kind === 'final'
      ? [h('rect', { class: 'box inner', x: x + 3, y: y + 3, width: width - 6, height: height - 6, rx: 7 })]
      : []),
  ];
};

/** What opens and closes a state that holds others; not the root, which is the chart. */
const foldOf = (
  { x, y, width, height, kind }: ChartBox,
  node: ChartNode | undefined,
  toggle: (node: string) => void,
): ComponentChild => {
  if (node?.parent === undefined || (kind !== 'compound' && kind !== 'parallel')) return null;
  const isClosed = node.hides !== undefined;
  const act = (): void => toggle(node.id);
  return h(
    'g',
    {
      key: `fold ${node.id}`,
      class: 'fold',
      role: 'button',
      tabindex: 0,
      'aria-label': `${isClosed ? 'Open' : 'Close'} ${node.key}`,
      onClick: act,
      onKeyDown: (event: KeyboardEvent) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        event.stopPropagation();
        act();
      },
    },
    [
      h('rect', { x, y, width, height: isClosed ? height : 30, rx: 9 }),
      h('text', { x: x + width - 15, y: y + 20, 'text-anchor': 'middle' }, isClosed ? '+' : '−'),
    ],
  );
};

/** Over the lines that pass behind. */
const nameOf = ({ x, y, width, kind }: ChartBox, node: ChartNode | undefined): ComponentChild[] => {
  if (node === undefined || kind === 'start' || kind === 'any') return [];
  const isLeaf = node.hides !== undefined || kind === 'atomic' || kind === 'final' || kind === 'history';
  const at = { x: isLeaf ? x + width / 2 : x + 14, 'text-anchor': isLeaf ? 'middle' : 'start' } as const;
  return [
    h('text', { class: 'name', ...at, y: y + 22 }, node.key),
    ...notesOf(node).map((note, line) =>
      h('text', { class: 'note', ...at, y: y + 37 + line * textSizes.noteLine }, note),
    ),
  ];
};

const labelOf = ({ label }: ChartLine, edge: ChartEdge, isTaken: boolean): ComponentChild | null => {
  if (label === undefined) return null;
  const { x, y, width, height } = label;
  return h('g', { key: `label ${edge.id}`, class: `label ${isTaken ? 'taken' : ''}` }, [
    h('rect', { x, y, width, height, rx: 4 }),
    h(
      'title',
      {},
      edge.transitions
        .map((one) => `${one.label}${one.actions.length === 0 ? '' : ` / ${one.actions.join(', ')}`}`)
        .join('\n'),
    ),
    labelLines(edge).map((line, at) => {
      const [, event = '', guard = ''] = /^(.*?)( ?\[.*\])?$/.exec(line) ?? [];
      return h('text', { x: x + width / 2, y: y + 12.5 + at * textSizes.labelLine, 'text-anchor': 'middle' }, [
        event,
        h('tspan', { class: 'guard' }, guard),
      ]);
    }),
  ]);
};

const arrow = (id: string): ComponentChild =>
  h(
    'marker',
    { id, viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, orient: 'auto-start-reverse' },
    [h('path', { d: 'M0 0.8 7.5 4 0 7.2z' })],
  );

/** Right angles with soft corners. */
const rounded = (points: ChartLine['points']): string =>
  points
    .map(([x, y], at) => {
      const before = points[at - 1];
      const after = points[at + 1];
      if (before === undefined) return `M${x} ${y}`;
      if (after === undefined) return `L${x} ${y}`;
      const [inX, inY] = towards([x, y], before);
      const [outX, outY] = towards([x, y], after);
      return `L${inX} ${inY}Q${x} ${y} ${outX} ${outY}`;
    })
    .join('');

const towards = (
  [x, y]: readonly [number, number],
  [toX, toY]: readonly [number, number],
): readonly [number, number] => {
  const length = Math.hypot(toX - x, toY - y);
  const part = length === 0 ? 0 : Math.min(CORNER, length / 2) / length;
  return [x + (toX - x) * part, y + (toY - y) * part];
};
