import type { Chart, ChartEdge } from './chart.ts';

export interface Move {
  /** Ids of the states active before and after. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Type of the event, where it is known. */
  readonly event: string | undefined;
}

const STEPS_MAX = 6;

/**
 * The edges a move went along: one of its event, then as many `always` edges as lead to a state it entered. The shortest
 * way is shown; empty when the chart has none (a machine that changed since, an event that is not known).
 */
export const edgesTaken = (chart: Chart, move: Move): readonly string[] => {
  const before = new Set(move.from);
  const entered = new Set(move.to.filter((id) => !before.has(id)));
  const isFirst = (edge: ChartEdge): boolean =>
    before.has(edge.source) &&
    edge.transitions.some(({ event }) => move.event === undefined || event === move.event || event === '');
  let ways: readonly (readonly ChartEdge[])[] = chart.edges.filter(isFirst).map((edge) => [edge]);
  for (let step = 0; step < STEPS_MAX && ways.length > 0; step += 1) {
    const arrived = ways.find((way) => entered.has(way.at(-1)?.target ?? ''));
    if (arrived !== undefined) return arrived.map(({ id }) => id);
    ways = ways.flatMap((way) => continued(chart, way));
  }
  return [];
};

const continued = (chart: Chart, way: readonly ChartEdge[]): readonly (readonly ChartEdge[])[] => {
  const reached = withStarts(chart, way.at(-1)?.target);
  return chart.edges
    .filter(
      (edge) =>
        reached.includes(edge.source) && !way.includes(edge) && edge.transitions.some(({ event }) => event === ''),
    )
    .map((edge) => [...way, edge]);
};

/** A state and what entering it enters. */
const withStarts = (chart: Chart, id: string | undefined): readonly string[] => {
  const node = chart.nodes.find((one) => one.id === id);
  if (node === undefined) return [];
  return node.initial === undefined ? [node.id] : [node.id, ...withStarts(chart, node.initial)];
};

/** Ids of the states a state text names (`hedged.carrying`, `entering.legs(long: done, short: working)`), root first. */
export const idsOfText = (chart: Chart, text: string): readonly string[] => {
  const root = chart.nodes.find(({ parent }) => parent === undefined);
  return root === undefined ? [] : [root.id, ...idsBelow(chart, root.id, text)];
};

const idsBelow = (chart: Chart, parent: string, text: string): readonly string[] => {
  if (text.startsWith('('))
    return regionsOf(text).flatMap(({ key, rest }) => {
      const child = childOf(chart, parent, key);
      return child === undefined ? [] : [child, ...idsBelow(chart, child, rest)];
    });
  const key = chart.nodes
    .filter((node) => node.parent === parent && (text === node.key || /^[.(]/.test(text.slice(node.key.length))))
    .map((node) => node.key)
    .find((name) => text.startsWith(name));
  const child = key === undefined ? undefined : childOf(chart, parent, key);
  if (key === undefined || child === undefined) return [];
  return [child, ...idsBelow(chart, child, text.slice(key.length).replace(/^\./, ''))];
};

const childOf = (chart: Chart, parent: string, key: string): string | undefined =>
  chart.nodes.find((node) => node.parent === parent && node.key === key)?.id;

/** `(a: x, b: y(c: z))` into its regions; commas inside parentheses belong to the region they stand in. */
const regionsOf = (text: string): readonly { readonly key: string; readonly rest: string }[] => {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const sign of text.slice(1, -1)) {
    if (sign === '(') depth += 1;
    if (sign === ')') depth -= 1;
    if (sign === ',' && depth === 0) {
      parts.push(part);
      part = '';
    } else part += sign;
  }
  return [...parts, part].flatMap((one) => {
    const at = one.indexOf(':');
    return at < 0 ? [] : [{ key: one.slice(0, at).trim(), rest: one.slice(at + 1).trim() }];
  });
};
