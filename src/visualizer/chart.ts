/** A statechart as it is drawn: no reference to the machine is left, plain JSON. */
export interface Chart {
  readonly machine: string;
  readonly nodes: readonly ChartNode[];
  readonly edges: readonly ChartEdge[];
}

export type ChartNodeKind = 'atomic' | 'compound' | 'parallel' | 'final' | 'history';

export interface ChartNode {
  /** The state node's id in its machine; unique. */
  readonly id: string;
  readonly key: string;
  readonly kind: ChartNodeKind;
  /** `undefined` for the root. */
  readonly parent: string | undefined;
  /** The child a compound state starts in. */
  readonly initial: string | undefined;
  readonly entry: readonly string[];
  readonly exit: readonly string[];
  readonly invokes: readonly string[];
  /** Events it takes without leaving: what they do. */
  readonly stays: readonly string[];
  /** Of a closed state: how many are in it that are not shown. */
  readonly hides?: number;
}

/** Every transition from one state to another, gathered: one line of text each. */
export interface ChartEdge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly transitions: readonly ChartTransition[];
}

export interface ChartTransition {
  /** The event's type; '' for one that is always taken when its guard allows. */
  readonly event: string;
  /** As shown: `tick [isRetryDue]`. */
  readonly label: string;
  readonly actions: readonly string[];
}
