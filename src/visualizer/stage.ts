import type { Fact } from '../domain/fact.ts';
import type { Engine } from '../engine/engine.ts';
import type { PastRequest } from './past-request.ts';
import type { PastState, TimelineMarks } from './messages.ts';
import type { Projection } from './projection.ts';

/** What a page looks at: a running engine, or one that was, at an instant of its past. */
export interface Stage extends Pick<
  Engine,
  'status' | 'signals' | 'inspect' | 'facts$' | 'signals$' | 'send' | 'finished'
> {
  /** Absent of a run that is over. */
  readonly work?: Engine['work'];
  /** Absent of a running engine. */
  readonly past?: Past;
}

/** A run that is over, at an instant of its own. */
export interface Looker {
  readonly stage: Stage;
  close(): Promise<void>;
}

/** A run that is over, and the instant that is looked at. */
export interface Past {
  state(): PastState;
  /** The whole span, for the bar. */
  marks(): TimelineMarks;
  act(request: PastRequest): void;
  /** Of the facts up to the instant. */
  projection(): Projection;
  /** Facts from a seq on, up to the instant. */
  factsFrom(seq: number): Iterable<Fact>;
  /** The same run for one page, at its end first; `undefined` when `lookersMax` pages have one. */
  another(): Looker | undefined;
  readonly lookersMax: number;
}
