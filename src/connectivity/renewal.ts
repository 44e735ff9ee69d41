import type { VenueParts } from './line-parts.ts';
import type { SocketKind } from './venue-link.ts';

/** When a connection that opened then is replaced: ahead of the venue's own cut, and not all connections at once. */
export const renewAtMs = (
  openedAtMs: number | undefined,
  { lifetimeMs }: SocketKind,
  { random, settings }: Pick<VenueParts, 'random' | 'settings'>,
): number => {
  if (openedAtMs === undefined || lifetimeMs === undefined) return Infinity;
  const { from, to } = settings.renewFraction;
  return openedAtMs + lifetimeMs * (from + (to - from) * random());
};
