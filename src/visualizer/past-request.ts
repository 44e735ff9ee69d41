import { z } from 'zod';
import { MARK_KINDS, PAST_SPEEDS } from './messages.ts';

const direction = z.union([z.literal(1), z.literal(-1)]);
const type = z.literal('past');

/** What a page may ask of a run that is over. It moves what is looked at and changes nothing. */
const pastRequest = z.discriminatedUnion('act', [
  z.strictObject({ type, act: z.literal('seek'), seq: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER) }),
  z.strictObject({ type, act: z.literal('seek-time'), atMs: z.number().min(0).max(Number.MAX_SAFE_INTEGER) }),
  z.strictObject({ type, act: z.literal('play'), speed: z.union([z.literal(PAST_SPEEDS), z.literal('max')]) }),
  z.strictObject({ type, act: z.literal('pause') }),
  z.strictObject({ type, act: z.literal('step'), by: direction }),
  z.strictObject({ type, act: z.literal('jump'), to: z.literal(MARK_KINDS), by: direction }),
]);
export type PastRequest = z.infer<typeof pastRequest>;

/** `undefined` for anything else. */
export const pastRequestOf = (message: unknown): PastRequest | undefined => pastRequest.safeParse(message).data;
