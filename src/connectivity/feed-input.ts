import type { Input } from '../domain/input.ts';

/** What a feed says: the inputs of the engine that come from one venue. */
export type FeedInput = Extract<Input, { kind: 'frame' | 'rest' | 'connection' | 'offset' | 'notice' }>;
