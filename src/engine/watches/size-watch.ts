import { actorId } from '../../domain/ids.ts';
import type { ActorId } from '../../domain/ids.ts';
import type { Input } from '../../domain/input.ts';
import type { JournalStore } from '../../domain/ports.ts';
import type { AtMs } from '../../domain/units.ts';
import type { FactBody } from '../outbox.ts';

type SizeInput = Extract<Input, { kind: 'storage' }>;

/** The directory is looked at this often, engine time. */
const EVERY_MS = 60_000;
const BYTES_PER_MB = 1_048_576;

/**
 * Says when the data directory grows over its size, and when it is within it again: as an input, so that a replay is told the
 * same. As long as neither happens it says nothing.
 */
export const sizeWatch = (
  store: Pick<JournalStore, 'sizeBytes'>,
  limitMb: number,
): ((nowMs: AtMs) => SizeInput | undefined) => {
  let told: SizeInput['state'] = 'within';
  let nextAtMs = 0;
  return (nowMs) => {
    if (nowMs < nextAtMs) return undefined;
    nextAtMs = nowMs + EVERY_MS;
    const bytes = store.sizeBytes?.();
    if (bytes === undefined) return undefined;
    const usedMb = Math.ceil(bytes / BYTES_PER_MB);
    const state = usedMb > limitMb ? 'over' : 'within';
    if (state === told) return undefined;
    told = state;
    return { kind: 'storage', atMs: nowMs, usedMb, state };
  };
};

/** The fact of an input about the size, as the outbox takes it. */
export const sizeFact = (
  { usedMb, state }: Pick<SizeInput, 'usedMb' | 'state'>,
  limitMb: number,
): readonly [type: string, actor: ActorId, body: FactBody] => [
  `storage.size-${state === 'over' ? 'alarm' : 'within'}`,
  actorId('engine'),
  { usedMb, limitMb },
];
