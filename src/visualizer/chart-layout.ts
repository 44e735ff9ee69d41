import type { ElkEdgeSection, ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { Chart, ChartEdge, ChartNode } from './chart.ts';

/** A chart with its places, px from the top left corner. Boxes stand outer before inner, as they are painted. */
export interface ChartLayout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly ChartBox[];
  readonly lines: readonly ChartLine[];
}

export interface ChartBox extends Place {
  /** Of the state node; for a pseudo state, of the node it stands in. */
  readonly node: string;
  readonly kind: ChartNode['kind'] | 'start' | 'any';
}

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface ChartLine {
  /** Of the edge; `undefined` for the way from a start mark. */
  readonly edge: string | undefined;
  readonly points: readonly (readonly [number, number])[];
  readonly label: Place | undefined;
}

/** Sizes of monospaced text, px: the server lays out what the browser will draw. */
export const textSizes = { nameChar: 7.6, labelChar: 6.35, labelLine: 14, noteLine: 14, header: 34 } as const;

const START = ' start';
const ANY = ' any';

/** Options are not inherited in elk: every compound node gets all of them. */
const optionsOf = (top: number): Record<string, string> => ({
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.cycleBreaking.strategy': 'GREEDY',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.mergeEdges': 'true',
  'elk.layered.mergeHierarchyEdges': 'true',
  'elk.layered.thoroughness': '1',
  'elk.layered.spacing.nodeNodeBetweenLayers': '16',
  'elk.layered.spacing.edgeNodeBetweenLayers': '10',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '8',
  'elk.spacing.nodeNode': '18',
  'elk.spacing.edgeNode': '12',
  'elk.spacing.edgeEdge': '9',
  'elk.spacing.edgeLabel': '4',
  'elk.json.edgeCoords': 'ROOT',
  'elk.json.shapeCoords': 'ROOT',
  'elk.padding': `[top=${top},left=18,bottom=18,right=18]`,
});

/** The chart as elk reads it: start marks and "from any state" marks become small nodes of their own. */
export const elkGraphOf = (chart: Chart): ElkNode => {
  const ends = chart.edges.map((edge) => endsOf(chart, edge));
  const anyIn = new Set(ends.filter(({ source }) => source.endsWith(ANY)).map(({ source }) => source));
  const startIn = new Set(ends.filter(({ target }) => target.endsWith(START)).map(({ target }) => target));
  const nodeFor = (node: ChartNode): ElkNode => {
    const children = chart.nodes.filter(({ parent }) => parent === node.id);
    const notes = notesOf(node);
    if (children.length === 0) return { id: node.id, ...sizeOf(node), layoutOptions: optionsOf(textSizes.header) };
    const hasStart = node.initial !== undefined || startIn.has(node.id + START);
    return {
      id: node.id,
      layoutOptions: {
        ...optionsOf(textSizes.header + 8 + notes.length * textSizes.noteLine),
        'elk.nodeSize.constraints': 'MINIMUM_SIZE',
        'elk.nodeSize.minimum': `(${widthOf(node)},60)`,
      },
      children: [
        ...(hasStart ? [mark(node.id + START, 12, 12)] : []),
        ...(anyIn.has(node.id + ANY) ? [mark(node.id + ANY, 68, 20)] : []),
        ...children.map(nodeFor),
      ],
    };
  };
  const root = chart.nodes.find(({ parent }) => parent === undefined);
  return {
    id: ' page',
    layoutOptions: { ...optionsOf(12), 'elk.padding': '[top=12,left=12,bottom=12,right=12]' },
    children: root === undefined ? [] : [nodeFor(root)],
    edges: [...startEdges(chart), ...chart.edges.map((edge) => elkEdge(chart, edge))],
  };
};

/** Reads the places back. */
export const layoutOf = (chart: Chart, laid: ElkNode): ChartLayout => {
  const kinds = new Map(chart.nodes.map(({ id, kind }) => [id, kind]));
  const boxes: ChartBox[] = [];
  const visit = (node: ElkNode): void => {
    const place = { x: node.x ?? 0, y: node.y ?? 0, width: node.width ?? 0, height: node.height ?? 0 };
    const kind = kinds.get(node.id);
    if (kind !== undefined) boxes.push({ node: node.id, kind, ...place });
    else if (node.id.endsWith(START)) boxes.push({ node: node.id.slice(0, -START.length), kind: 'start', ...place });
    else if (node.id.endsWith(ANY)) boxes.push({ node: node.id.slice(0, -ANY.length), kind: 'any', ...place });
    for (const child of node.children ?? []) visit(child);
  };
  visit(laid);
  const known = new Set(chart.edges.map(({ id }) => id));
  const lines = (laid.edges ?? []).map((edge) => lineOf(edge, known.has(edge.id) ? edge.id : undefined));
  return { width: laid.width ?? 0, height: laid.height ?? 0, boxes, lines };
};

/** A label has this many transitions at most, its last line then counts the others. */
const LABELLED_MAX = 4;
/** A guard that would make a label longer than this gets a line of its own, characters. */
const LABEL_CHARS = 22;

/** Lines of an edge's label: events, and guards in brackets. */
export const labelLines = ({ transitions }: ChartEdge): readonly string[] => {
  const isAll = transitions.length <= LABELLED_MAX;
  const shown = isAll ? transitions : transitions.slice(0, LABELLED_MAX - 1);
  const lines = shown.flatMap(({ label }) => {
    const at = label.indexOf(' [');
    return at < 0 || label.length <= LABEL_CHARS ? [label] : [label.slice(0, at), label.slice(at + 1)];
  });
  return isAll ? lines : [...lines, `and ${transitions.length - shown.length} more`];
};

/** Lines under a state's name. */
export const notesOf = ({ entry, exit, invokes, hides }: ChartNode): readonly string[] => [
  ...(hides === undefined ? [] : [`${hides} states inside`]),
  ...(entry.length === 0 ? [] : [`entry / ${entry.join(', ')}`]),
  ...(exit.length === 0 ? [] : [`exit / ${exit.join(', ')}`]),
  ...invokes.map((name) => `invoke / ${name}`),
];

/** An edge between a state and one around it starts or ends at a mark inside the outer one. */
const endsOf = (chart: Chart, { source, target }: ChartEdge): { source: string; target: string } => {
  if (source === target)
    return isOuter(chart, source) ? { source: source + ANY, target: source + START } : { source, target };
  if (isInside(chart, target, source)) return { source: source + ANY, target };
  if (isInside(chart, source, target)) return { source, target: target + START };
  return { source, target };
};

const isOuter = (chart: Chart, id: string): boolean => chart.nodes.some(({ parent }) => parent === id);

const isInside = (chart: Chart, inner: string, outer: string): boolean => {
  for (let at = parentOf(chart, inner); at !== undefined; at = parentOf(chart, at)) if (at === outer) return true;
  return false;
};

const parentOf = (chart: Chart, id: string): string | undefined => chart.nodes.find((node) => node.id === id)?.parent;

const startEdges = (chart: Chart): readonly ElkExtendedEdge[] =>
  chart.nodes.flatMap(({ id, initial }) =>
    initial === undefined ? [] : [{ id: `${id}${START} >`, sources: [id + START], targets: [initial] }],
  );

const elkEdge = (chart: Chart, edge: ChartEdge): ElkExtendedEdge => {
  const { source, target } = endsOf(chart, edge);
  const lines = labelLines(edge);
  const longest = Math.max(...lines.map((line) => line.length));
  return {
    id: edge.id,
    sources: [source],
    targets: [target],
    labels: [
      {
        text: edge.id,
        width: longest * textSizes.labelChar + 12,
        height: lines.length * textSizes.labelLine + 4,
        layoutOptions: { 'elk.edgeLabels.inline': 'true', 'elk.edgeLabels.placement': 'CENTER' },
      },
    ],
  };
};

const lineOf = ({ sections, labels }: ElkExtendedEdge, edge: string | undefined): ChartLine => {
  const label = labels?.[0];
  return {
    edge,
    points: (sections ?? []).flatMap(pointsOf),
    label:
      label === undefined
        ? undefined
        : { x: label.x ?? 0, y: label.y ?? 0, width: label.width ?? 0, height: label.height ?? 0 },
  };
};

const pointsOf = ({ startPoint, bendPoints, endPoint }: ElkEdgeSection): readonly (readonly [number, number])[] =>
  [startPoint, ...(bendPoints ?? []), endPoint].map(({ x, y }) => [x, y] as const);

const mark = (id: string, width: number, height: number): ElkNode => ({
  id,
  width,
  height,
  layoutOptions: { 'elk.layered.layering.layerConstraint': 'FIRST' },
});

const widthOf = (node: ChartNode): number =>
  Math.ceil(
    Math.max(
      88,
      node.key.length * textSizes.nameChar + (node.hides === undefined ? 36 : 68),
      ...notesOf(node).map((note) => note.length * textSizes.labelChar + 28),
    ),
  );

const sizeOf = (node: ChartNode): { readonly width: number; readonly height: number } => ({
  width: widthOf(node),
  height: textSizes.header + 2 + notesOf(node).length * textSizes.noteLine,
});
