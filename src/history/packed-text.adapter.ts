import { gunzipSync, gzipSync } from 'node:zlib';

/** Fast, and rows of text still shrink to a fifth. */
const LEVEL = 1;
/** Most texts pack to less than this share of them, and then in one step. */
const PACKED_SHARE = 1 / 3;
/** Of one step. */
const BYTES_MIN = 1024;
const BYTES_MAX = 1024 * 1024;

/** A block's text as it is stored. What is written into is no larger than it must be: blocks come by the thousand. */
export const packText = (text: Uint8Array): Buffer =>
  gzipSync(text, { level: LEVEL, chunkSize: stepBytes(Math.ceil(text.length * PACKED_SHARE)) });

/** Throws where it is not what was packed. */
export const unpackText = (packed: Buffer): Buffer => {
  // gzip ends with the length of what it holds; with a byte more it sees the end in the same step
  const length = packed.length < 4 ? 0 : packed.readUInt32LE(packed.length - 4);
  return gunzipSync(packed, { chunkSize: stepBytes(length + 1) });
};

const stepBytes = (bytes: number): number => Math.min(BYTES_MAX, Math.max(BYTES_MIN, bytes));
