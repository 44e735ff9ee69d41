import type { EngineStatus } from '../engine/view/status.ts';

/** A venue that has said nothing for so long is not there. */
const SILENT_AFTER_MS = 60_000;

/** Whether the engine still lives. */
export class EngineLife {
  #end: string | undefined;

  /** With the reason where it could not go on, a journal that cannot be written among them. */
  ended(reason?: string): void {
    this.#end = reason === undefined ? 'the engine has stopped' : `the engine cannot go on: ${reason}`;
  }

  /** Why it takes no new risk; empty when it may. */
  reasons(): readonly string[] {
    return this.#end === undefined ? [] : [this.#end];
  }
}

/** Why the engine is not ready to take new risk, each reason a sentence; empty when it is. Time is the engine's. */
export const unreadyReasons = ({ nowMs, feeds, failClosed, markets, guard }: EngineStatus): readonly string[] => {
  const reasons: string[] = [];
  if (feeds.length === 0) reasons.push('no venue has been heard yet');
  else if (markets === 0) reasons.push('no market is fed yet');
  for (const { venue, lastFrameAtMs, markets: states } of feeds) {
    if (lastFrameAtMs === undefined) reasons.push(`${venue} has not been heard yet`);
    else if (nowMs - lastFrameAtMs > SILENT_AFTER_MS)
      reasons.push(`${venue} has been silent for ${Math.round((nowMs - lastFrameAtMs) / 1000)} s`);
    else if (Object.keys(states).length > 0 && states['live'] === undefined)
      reasons.push(`no market of ${venue} is live`);
  }
  for (const reason of failClosed)
    reasons.push(
      reason === 'recovering'
        ? 'the recovery is not over: not every venue has reported its account'
        : `new risk is stopped: ${reason}`,
    );
  if (guard.startsWith('paused')) reasons.push('the drawdown guard has paused');
  return reasons;
};
