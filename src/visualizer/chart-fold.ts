import type { Chart, ChartEdge, ChartNode, ChartTransition } from './chart.ts';

/** A chart whose closed states hide what is in them. */
export interface FoldedChart extends Chart {
  /** The edge here that stands for an edge of the whole chart; none for what happens inside a closed state. */
  readonly edgeOf: ReadonlyMap<string, string>;
}

/** Every state that holds others, the root first. */
export const composites = (chart: Chart): readonly string[] => {
  const outer = new Set(chart.nodes.map(({ parent }) => parent));
  return chart.nodes.filter(({ id }) => outer.has(id)).map(({ id }) => id);
};

/**
 * The chart with only the states in `open` opened, and the root: transitions from or to something hidden start or end at the
 * closed state around it, those between the same two are gathered.
 */
export const folded = (chart: Chart, open: ReadonlySet<string>): FoldedChart => {
  const nodes = new Map(chart.nodes.map((node) => [node.id, node]));
  const closers = new Set(composites(chart).filter((id) => nodes.get(id)?.parent !== undefined && !open.has(id)));
  const shownAs = (id: string): string => {
    let shown = id;
    for (let at = nodes.get(id)?.parent; at !== undefined; at = nodes.get(at)?.parent) if (closers.has(at)) shown = at;
    return shown;
  };
  const hidden = new Map<string, number>();
  for (const { id } of chart.nodes) {
    const shown = shownAs(id);
    if (shown !== id) hidden.set(shown, (hidden.get(shown) ?? 0) + 1);
  }
  const kept = chart.nodes
    .filter(({ id }) => shownAs(id) === id)
    .map((node): ChartNode => {
      const hides = hidden.get(node.id);
      return hides === undefined ? node : { ...node, initial: undefined, hides };
    });
  return { machine: chart.machine, nodes: kept, ...gathered(chart, shownAs) };
};

const gathered = (
  chart: Chart,
  shownAs: (id: string) => string,
): { readonly edges: readonly ChartEdge[]; readonly edgeOf: ReadonlyMap<string, string> } => {
  const edges = new Map<string, { source: string; target: string; transitions: Map<string, ChartTransition> }>();
  const edgeOf = new Map<string, string>();
  for (const edge of chart.edges) {
    const [source, target] = [shownAs(edge.source), shownAs(edge.target)];
    // what stays inside a closed state is hidden with it
    if (source === target && (source !== edge.source || target !== edge.target)) continue;
    const id = `${source} > ${target}`;
    edgeOf.set(edge.id, id);
    const known = edges.get(id) ?? { source, target, transitions: new Map<string, ChartTransition>() };
    for (const one of edge.transitions) if (!known.transitions.has(one.label)) known.transitions.set(one.label, one);
    edges.set(id, known);
  }
  return {
    edgeOf,
    edges: [...edges].map(([id, { source, target, transitions }]) => ({
      id,
      source,
      target,
      transitions: [...transitions.values()],
    })),
  };
};
