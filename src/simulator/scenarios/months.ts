import type { PremiumPath } from '../premium-process.ts';

/** A month around zero, then dear from a day before the start on. */
export const SWINGING_THEN_DEAR: PremiumPath = [
  { atHours: -740, bps: 10 },
  { atHours: -640, bps: -22 },
  { atHours: -520, bps: 14 },
  { atHours: -400, bps: -24 },
  { atHours: -280, bps: 12 },
  { atHours: -160, bps: -24 },
  { atHours: -80, bps: 10 },
  { atHours: -20, bps: 66 },
  { atHours: -2, bps: 79 },
];

/** A month around zero that calms down in its last days. */
export const SWINGING_THEN_EVEN: PremiumPath = [
  { atHours: -740, bps: 14 },
  { atHours: -560, bps: -14 },
  { atHours: -380, bps: 18 },
  { atHours: -200, bps: -14 },
  { atHours: -60, bps: 6 },
];
