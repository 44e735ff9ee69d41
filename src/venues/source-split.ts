import type { AtMs } from '../domain/units.ts';

/** Where a market's funding comes from: the venue itself, or a relay that speaks of it. */
export type Source = 'direct' | 'relay';

/**
 * How one venue's markets are divided between itself and a relay. Plain JSON. Both may be listened to at any share; this
 * only says whose word counts.
 */
export interface SourceSplit {
  /** 0..1 of the markets; 0 is all direct. */
  readonly shareFraction: number;
  readonly relay:
    | { readonly state: 'well' }
    /** Nothing of it counts until it recovers. */
    | { readonly state: 'failed' | 'stale'; readonly cause: string; readonly sinceMs: AtMs };
  /** Symbols that the relay has not told for too long, while it goes on telling others. */
  readonly staleSymbols: readonly string[];
}

export type SplitEvent =
  | { readonly type: 'share.changed'; readonly shareFraction: number }
  /** Unreachable, refused, rate limited: whatever keeps it from answering. */
  | { readonly type: 'relay.failed'; readonly cause: string; readonly atMs: AtMs }
  /** It answers, but what it tells is old: of one symbol, or of all where none is named. */
  | { readonly type: 'relay.stale'; readonly symbol?: string; readonly atMs: AtMs }
  /** Fresh records come again: of one symbol, or of the relay as a whole. */
  | { readonly type: 'relay.recovered'; readonly symbol?: string };

/** Everything from the venue itself. */
export const ALL_DIRECT: SourceSplit = { shareFraction: 0, relay: { state: 'well' }, staleSymbols: [] };

export const foldSplit = (split: SourceSplit, event: SplitEvent): SourceSplit => {
  switch (event.type) {
    case 'share.changed':
      return { ...split, shareFraction: shareOf(event.shareFraction) };
    case 'relay.failed':
      return { ...split, relay: { state: 'failed', cause: event.cause, sinceMs: event.atMs } };
    case 'relay.stale':
      return stale(split, event);
    case 'relay.recovered':
      return event.symbol === undefined
        ? { ...split, relay: { state: 'well' }, staleSymbols: [] }
        : { ...split, staleSymbols: split.staleSymbols.filter((symbol) => symbol !== event.symbol) };
    default:
      return event satisfies never;
  }
};

/** Who serves a symbol now, and whether that is by its share or because the relay cannot. */
export const servedBy = (
  split: SourceSplit,
  symbol: string,
): { readonly source: Source; readonly because: 'share' | 'relay-failed' | 'relay-stale' } => {
  if (sourceOf(symbol, split.shareFraction) === 'direct') return { source: 'direct', because: 'share' };
  if (split.relay.state === 'failed') return { source: 'direct', because: 'relay-failed' };
  if (split.relay.state === 'stale' || split.staleSymbols.includes(symbol))
    return { source: 'direct', because: 'relay-stale' };
  return { source: 'relay', because: 'share' };
};

/**
 * By hash of the symbol: the same on every machine and in every run, and monotone, so that raising the share moves
 * markets to the relay and none away from it.
 */
export const sourceOf = (symbol: string, shareFraction: number): Source =>
  placeOf(symbol) < shareFraction ? 'relay' : 'direct';

/** A symbol's place within [0, 1): 32-bit FNV-1a over its UTF-16 units, stirred because neighbours' hashes resemble. */
const placeOf = (symbol: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < symbol.length; at += 1) hash = Math.imul(hash ^ symbol.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
};

/** What is no number from 0 to 1 is brought there; what is no number at all is 0, all direct. */
const shareOf = (fraction: number): number => (Number.isNaN(fraction) ? 0 : Math.min(1, Math.max(0, fraction)));

const stale = (split: SourceSplit, { symbol, atMs }: Extract<SplitEvent, { type: 'relay.stale' }>): SourceSplit => {
  if (symbol !== undefined)
    return split.staleSymbols.includes(symbol) ? split : { ...split, staleSymbols: [...split.staleSymbols, symbol] };
  // A failure says more than silence: it stays until the relay recovers.
  if (split.relay.state === 'failed') return split;
  return { ...split, relay: { state: 'stale', cause: 'nothing fresh came', sinceMs: atMs } };
};
