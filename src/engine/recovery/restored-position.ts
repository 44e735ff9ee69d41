import { asJson, isRecord } from '../../domain/codec.ts';
import type { Json } from '../../domain/codec.ts';
import type { PositionSettings } from '../../position/position.ts';

/** A restored position goes on under the configuration of today, not of the life that wrote it. */
export const withSettings = (snapshot: unknown, settings: PositionSettings): Json =>
  isRecord(snapshot) && isRecord(snapshot['context'])
    ? asJson({ ...snapshot, context: { ...snapshot['context'], settings } })
    : asJson({ ...(snapshot as object) });
