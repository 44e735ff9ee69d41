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

/**
 * Lets the retention of the journal have its step, and says when it cannot: as an input, so that a replay is told the same. It
 * is left alone from then on; the engine goes on.
 */
export const retentionWatch = (
  retention: { keep(nowMs: AtMs): void } | undefined,
  store: Pick<JournalStore, 'sizeBytes'>,
): ((nowMs: AtMs) => SizeInput | undefined) => {
  let keeping = retention;
  return (nowMs) => {
    try {
      keeping?.keep(nowMs);
      return undefined;
    } catch (thrown) {
      keeping = undefined;
      const fault = thrown instanceof Error ? thrown.message : String(thrown);
      const usedMb = Math.ceil((store.sizeBytes?.() ?? 0) / BYTES_PER_MB);
      return { kind: 'storage', atMs: nowMs, usedMb, state: 'not-pruned', fault };
    }
  };
};

/** The fact of an input about the data directory, as the outbox takes it. */
export const sizeFact = (
  input: SizeInput,
  limitMb: number,
): readonly [type: string, actor: ActorId, body: FactBody] => {
  const { usedMb, state } = input;
  if (state === 'not-pruned') return ['storage.not-pruned', actorId('engine'), { usedMb, fault: input.fault }];
  return [`storage.size-${state === 'over' ? 'alarm' : 'within'}`, actorId('engine'), { usedMb, limitMb }];
};
