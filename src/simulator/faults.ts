import type { VenueId } from '../domain/ids.ts';

/** What may go wrong with one order. */
export type SubmitFault =
  /** The venue says no although nothing is wrong with the order. */
  | 'refuse'
  /** The order is matched, every report of it is lost, the sender times out. */
  | 'timeout-filled'
  /** The order never reaches the venue, the sender times out. */
  | 'timeout-lost'
  /** Half of the order, in whole lots, is matched; the rest is cancelled. */
  | 'partial'
  /** The acknowledgement comes late, possibly after the fills. */
  | 'late-ack'
  /** Every report comes twice. */
  | 'duplicate-report';

type SimFault =
  | SubmitFault
  /** A look-up gets no answer. */
  | 'probe-failed'
  /** At a settlement the venue halves the position at its mark, unasked (auto-deleveraging). */
  | 'adl';

export interface FaultSettings {
  /** Chance of each fault, 0..1; of one order the chances add up. Absent: never. */
  readonly probabilities?: Readonly<Partial<Record<SimFault, number>>>;
  /** Told in advance: the `nth` order sent to a venue, from 1, over all lives of its store. Goes before the dice. */
  readonly scripted?: readonly { readonly venue: VenueId; readonly nth: number; readonly fault: SubmitFault }[];
  /** Takes note of one that struck. */
  readonly struck?: (fault: SimFault) => void;
}

export const NO_FAULTS: FaultSettings = {};

const SUBMIT_FAULTS: readonly SubmitFault[] = [
  'refuse',
  'timeout-filled',
  'timeout-lost',
  'partial',
  'late-ack',
  'duplicate-report',
];

/** The fault of one order, for a draw in [0, 1). */
export const submitFaultOf = (
  settings: FaultSettings,
  order: { readonly venue: VenueId; readonly nth: number },
  draw: number,
): SubmitFault | 'none' => {
  const told = settings.scripted?.find(({ venue, nth }) => venue === order.venue && nth === order.nth);
  const fault = told?.fault ?? drawnFault(settings, draw);
  if (fault !== 'none') settings.struck?.(fault);
  return fault;
};

const drawnFault = ({ probabilities }: FaultSettings, draw: number): SubmitFault | 'none' => {
  let reached = 0;
  for (const fault of SUBMIT_FAULTS) {
    reached += probabilities?.[fault] ?? 0;
    if (draw < reached) return fault;
  }
  return 'none';
};

/** Whether a fault that is not of an order strikes, for a draw in [0, 1). */
export const strikes = (settings: FaultSettings, fault: 'probe-failed' | 'adl', draw: number): boolean => {
  const isStruck = draw < (settings.probabilities?.[fault] ?? 0);
  if (isStruck) settings.struck?.(fault);
  return isStruck;
};
