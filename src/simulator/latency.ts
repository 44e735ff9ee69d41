/** How long things take at a venue, in virtual ms; drawn evenly from the range, both ends included. */
export interface LatencyRange {
  readonly minMs: number;
  readonly maxMs: number;
}

export interface LatencySettings {
  /** From our wire to the venue's matching. */
  readonly sendMs: LatencyRange;
  /** From matching to the acknowledgement (or refusal) at our side. */
  readonly ackMs: LatencyRange;
  /** From the acknowledgement, or the fill before, to a fill report. */
  readonly fillMs: LatencyRange;
  /** A look-up's own way there and back, on top of the venue's visibility delay. */
  readonly probeMs: LatencyRange;
  /** An account's way there and back. */
  readonly accountMs: LatencyRange;
  /** What the late-acknowledgement fault adds. */
  readonly lateAckMs: LatencyRange;
  /** After this the sender gives up and reports in doubt. */
  readonly timeoutMs: number;
}

/** A co-located client of a quick venue: tens of milliseconds from decision to fill. */
export const LATENCY: LatencySettings = {
  sendMs: { minMs: 4, maxMs: 20 },
  ackMs: { minMs: 4, maxMs: 30 },
  fillMs: { minMs: 1, maxMs: 15 },
  probeMs: { minMs: 15, maxMs: 80 },
  accountMs: { minMs: 20, maxMs: 120 },
  lateAckMs: { minMs: 500, maxMs: 2500 },
  timeoutMs: 3000,
};

const NOTHING: LatencyRange = { minMs: 0, maxMs: 0 };

/** Everything at once: for venues whose answers travel over a network of their own. */
export const NO_LATENCY: LatencySettings = {
  sendMs: NOTHING,
  ackMs: NOTHING,
  fillMs: NOTHING,
  probeMs: NOTHING,
  accountMs: NOTHING,
  lateAckMs: NOTHING,
  timeoutMs: 0,
};

/** A whole number of ms in the range for a draw in [0, 1). */
export const delayOf = ({ minMs, maxMs }: LatencyRange, draw: number): number =>
  minMs + Math.floor(draw * (maxMs - minMs + 1));
