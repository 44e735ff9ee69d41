/**
 * Even draws in [0, 1) that depend on the seed and a key alone: what happens to one order does not change with what else
 * happened before it, and nothing has to be remembered over a restart. FNV-1a over the key, mixed as murmur3 ends.
 */
export const keyedDraw =
  (seed: number) =>
  (key: string): number => {
    let hash = (0x811c9dc5 ^ seed) >>> 0;
    for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
  };
