import type { EngineStatus } from '../engine/status.ts';

/** A venue that has said nothing for so long is not there. */
const SILENT_AFTER_MS = 60_000;

/** Why the engine is not ready to take new risk, each reason a sentence; empty when it is. Time is the engine's. */
export const unreadyReasons = ({ nowMs, feeds, failClosed, markets, guard }: EngineStatus): readonly string[] => {
  const reasons: string[] = [];
  if (feeds.length === 0) reasons.push('no venue has been heard yet');
  else if (markets === 0) reasons.push('no market is fed yet');
  for (const { venue, lastFrameAtMs } of feeds) {
    if (lastFrameAtMs === undefined) reasons.push(`${venue} has not been heard yet`);
    else if (nowMs - lastFrameAtMs > SILENT_AFTER_MS)
      reasons.push(`${venue} has been silent for ${Math.round((nowMs - lastFrameAtMs) / 1000)} s`);
  }
  for (const reason of failClosed) reasons.push(`new risk is stopped: ${reason}`);
  if (guard.startsWith('paused')) reasons.push('the drawdown guard has paused');
  return reasons;
};
