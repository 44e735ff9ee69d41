import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition, StateValue } from 'xstate';
import type { Chart, ChartEdge, ChartNode, ChartNodeKind, ChartTransition } from './chart.ts';

/** The chart of any XState 5 machine, read from the definition that runs: nothing in here knows what it is about. */
export const chartOf = (machine: AnyStateMachine): Chart => {
  const nodes: ChartNode[] = [];
  const edges = new Map<string, { source: string; target: string; transitions: ChartTransition[] }>();
  const visit = (node: AnyStateNode): void => {
    nodes.push(nodeOf(node));
    for (const transition of transitionsOf(node))
      for (const target of transition.target ?? []) {
        const id = `${node.id} > ${target.id}`;
        const edge = edges.get(id) ?? { source: node.id, target: target.id, transitions: [] };
        edge.transitions.push(transitionOf(transition));
        edges.set(id, edge);
      }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(machine.root);
  return { machine: machine.id, nodes, edges: [...edges].map(([id, edge]): ChartEdge => ({ id, ...edge })) };
};

/** Ids of the state nodes that are active in a state value, the root first. */
export const activeIds = (machine: AnyStateMachine, value: StateValue): readonly string[] => {
  const ids: string[] = [];
  const visit = (node: AnyStateNode, inner: StateValue | undefined): void => {
    ids.push(node.id);
    if (inner === undefined) return;
    const pairs: readonly (readonly [string, StateValue | undefined])[] =
      typeof inner === 'string' ? [[inner, undefined]] : Object.entries(inner);
    for (const [key, deeper] of pairs) {
      const child = Object.hasOwn(node.states, key) ? node.states[key] : undefined;
      if (child !== undefined) visit(child, deeper);
    }
  };
  visit(machine.root, value);
  return ids;
};

const childrenOf = (node: AnyStateNode): readonly AnyStateNode[] => Object.values(node.states);

/** In document order; `always` stands beside the events, where graph tools leave it out. */
const transitionsOf = (node: AnyStateNode): readonly AnyTransitionDefinition[] => [
  ...(node.always ?? []),
  ...[...node.transitions.values()].flat(),
];

const nodeOf = (node: AnyStateNode): ChartNode => ({
  id: node.id,
  key: node.key,
  kind: kindOf(node),
  parent: node.parent?.id,
  initial: node.type === 'compound' ? node.initial.target[0]?.id : undefined,
  entry: node.entry.map(actionName),
  exit: node.exit.map(actionName),
  invokes: node.invoke.map(({ src }) => (typeof src === 'string' ? src : 'inline')),
  stays: transitionsOf(node)
    .filter(({ target }) => target === undefined || target.length === 0)
    .map((transition) => {
      const { label, actions } = transitionOf(transition);
      return `${label} / ${actions.length === 0 ? 'ignored' : actions.join(', ')}`;
    }),
});

const kindOf = ({ type }: AnyStateNode): ChartNodeKind => type;

const transitionOf = ({ eventType, guard, actions }: AnyTransitionDefinition): ChartTransition => {
  const condition = guard === undefined ? '' : ` [${guardText(guard)}]`;
  return { event: eventType, label: `${eventText(eventType)}${condition}`, actions: actions.map(actionName) };
};

/** Events of XState's own are said in words. */
export const eventText = (event: string): string => {
  if (event === '') return 'always';
  if (event === '*') return 'any event';
  const [, kind = '', name = ''] = /^xstate\.(after|done\.state|done\.actor|error\.actor)\.(.*)$/.exec(event) ?? [];
  if (kind === 'after') return `after ${/^\d+/.exec(name)?.[0] ?? name} ms`;
  if (kind === 'done.state') return 'done';
  if (kind === 'done.actor') return `${name} done`;
  return kind === 'error.actor' ? `${name} failed` : event;
};

/** `and`, `or` and `not` are functions that carry their parts. */
const guardText = (guard: unknown): string => {
  if (typeof guard === 'string') return guard;
  const { type, guards, name } = Object(guard) as { type?: unknown; guards?: unknown; name?: unknown };
  if (Array.isArray(guards)) {
    const parts = guards.map(guardText);
    return name === 'not' ? `not ${parts.join()}` : parts.join(name === 'or' ? ' or ' : ' and ');
  }
  return nameText(type ?? name, 'condition');
};

const actionName = (action: unknown): string => {
  if (typeof action === 'string') return action;
  const { type, name } = Object(action) as { type?: unknown; name?: unknown };
  return nameText(type ?? name, 'inline').replace(/^xstate\./, '');
};

const nameText = (name: unknown, fallback: string): string =>
  typeof name === 'string' && name !== '' ? name : fallback;
