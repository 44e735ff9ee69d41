import { isRecord } from '../domain/codec.ts';
import type { ActorSnapshot } from '../domain/fact.ts';
import { defaultGuardSettings } from '../risk/drawdown.ts';
import type { ActorSettings } from './folded-actors.actor.ts';

/** The settings the actors of a store were run with last; of a store that holds none, nothing is known of a position's. */
export const settingsIn = (snapshots: readonly ActorSnapshot[]): ActorSettings => ({
  position: found(snapshots, 'position/') ?? {},
  guard: found(snapshots, 'guard') ?? defaultGuardSettings,
});

const found = (snapshots: readonly ActorSnapshot[], prefix: string): unknown => {
  for (const { actor, snapshot } of snapshots) {
    if (!actor.startsWith(prefix) || !isRecord(snapshot)) continue;
    const { context } = snapshot;
    if (isRecord(context) && isRecord(context['settings'])) return context['settings'];
  }
  return undefined;
};
