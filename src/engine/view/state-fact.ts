import { asJson } from '../../domain/codec.ts';
import type { ActorId } from '../../domain/ids.ts';
import type { FactBody } from '../outbox.ts';
import type { ActorChange } from '../registry.ts';

/** The fact of a state that was left, as the outbox takes it; one that moves a persisted actor carries the event. */
export const stateFact = ({
  actor,
  from,
  to,
  event,
  isPersisted,
}: ActorChange): readonly [type: string, actor: ActorId, body: FactBody] => {
  const [kind = 'actor'] = actor.split('/');
  // a machine of parallel regions has no state of one name
  const state = to.startsWith('(') ? 'changed' : (to.split(/[.(]/)[0] ?? to);
  return [`${kind}.${state}`, actor, isPersisted ? { from, to, event: asJson(event) } : { from, to }];
};
