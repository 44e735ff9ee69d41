/** How a figure that must stay large stands: `leave` is for positions that are held. */
export type RiskLevel = 'safe' | 'warned' | 'leave';

export interface RiskThresholds {
  readonly warnBelow: number;
  readonly leaveBelow: number;
}

/** A level is taken back once the figure is this part above the threshold it fell below: no flapping at the border. */
const CLEAR_ABOVE = 1.1;

/** The level of a figure, given the level it was at before. A figure that is not a number is the worst there is. */
export const riskLevel = (actual: number, before: RiskLevel, { warnBelow, leaveBelow }: RiskThresholds): RiskLevel => {
  const isBelow = (threshold: number, wasBelow: boolean): boolean =>
    !(actual >= threshold * (wasBelow ? CLEAR_ABOVE : 1));
  if (isBelow(leaveBelow, before === 'leave')) return 'leave';
  return isBelow(warnBelow, before !== 'safe') ? 'warned' : 'safe';
};

/** Since when a condition holds without a break; `undefined` while it does not. */
export const heldSince = <Instant extends number>(
  before: Instant | undefined,
  nowMs: Instant,
  isSo: 'so' | 'not',
): Instant | undefined => (isSo === 'so' ? (before ?? nowMs) : undefined);
