import { isRecord } from '../domain/codec.ts';
import { stateNames } from '../engine/view/state-names.ts';
import { stateText } from '../engine/view/state-text.ts';
import type { FoldedActor } from './folded-actors.actor.ts';

/** An actor with what its store kept of it, where that is of the same state; the folded one otherwise. */
export const restoredActor = (folded: FoldedActor, kept: unknown): FoldedActor => {
  if (!isRecord(kept) || !isRecord(kept['context'])) return folded;
  const context = inOrderOf(folded.snapshot.context, kept['context']) as object;
  const snapshot = folded.machine.resolveState({ value: stateNames(folded.state), context });
  const isSame = JSON.stringify(kept['value']) === JSON.stringify(snapshot.value);
  return isSame && stateText(snapshot.value) === folded.state ? { ...folded, snapshot } : folded;
};

/** The store keeps members by name; whoever looks at one instant after another looks for them where they were. */
const inOrderOf = (model: unknown, value: unknown): unknown => {
  if (!isRecord(model) || !isRecord(value)) return value;
  const names = new Set([...Object.keys(model), ...Object.keys(value)]);
  return Object.fromEntries(
    [...names].flatMap((name) => (name in value ? [[name, inOrderOf(model[name], value[name])]] : [])),
  );
};
