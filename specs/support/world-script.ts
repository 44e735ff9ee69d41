import type { Leg, MarketKey } from '../../src/domain/ids.ts';
import type { OrderIntent } from '../../src/domain/order.ts';
import type { PositionSettings } from '../../src/position/position.ts';
import type { Treatment } from './scripted-venues.ts';

/** What the venues and the gate do in a story, and on which terms it is entered. */
export interface WorldScript {
  /** Treatments of the orders of each leg, first to last; after them everything is filled. */
  readonly long?: readonly Treatment[];
  readonly short?: readonly Treatment[];
  /** In place of the lists. */
  readonly treat?: (order: OrderIntent) => Treatment;
  /** Codes the gate refuses repairs with, first to last; an empty list lets one through. */
  readonly gate?: readonly (readonly string[])[];
  /** Where a leg finds another market when it asks for one [nowhere]. */
  readonly alternate?: Readonly<Partial<Record<Leg, MarketKey>>>;
  /** What the gate says to what a cut would leave [worth holding]. */
  readonly remainder?: 'refused';
  /** Codes the gate refuses rolls with, first to last; an empty list lets one through. */
  readonly rollGate?: readonly (readonly string[])[];
  /** The long leg rests and is followed for 30 s; or the entry is for 3 coins on each leg, one at a time for a minute [neither]. */
  readonly approach?: 'quoting' | 'slicing';
  /** What each look at a resting order finds, first to last [it stands]. */
  readonly looks?: readonly ('stands' | 'moved' | 'unwanted')[];
  /** Codes the gate refuses further quotes and slices with, first to last; an empty list lets one through. */
  readonly approachGate?: readonly (readonly string[])[];
  /** Legs that are sent with the entry [both]. */
  readonly entryLegs?: readonly Leg[];
  readonly timeInForce?: 'ioc' | 'gtc';
  readonly settings?: Partial<PositionSettings>;
  readonly breakEvenHours?: number | 'never';
}
