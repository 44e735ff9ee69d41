/** Pages are told this often at most. */
export const TELL_EVERY_MS = 250;
/** A loop that is busy for more than this share of its time has none to spare for pages. */
const BUSY_SHARE = 0.5;
/** A busy engine is left alone so many times as long as the round took: 1 % of the time, 2 % of half a processor. */
const REST_RATIO = 96;
/** However much there is to tell, a page is told this often. */
const REST_MAX_MS = 5000;

/** How many rounds to leave out after one that took `spentMs` of the processor, while the loop was busy for `busyShare`. */
export const roundsToRest = (spentMs: number, busyShare: number): number =>
  busyShare < BUSY_SHARE ? 0 : Math.max(0, Math.ceil(Math.min(REST_MAX_MS, spentMs * REST_RATIO) / TELL_EVERY_MS) - 1);
