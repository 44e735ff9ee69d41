import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';

/** What must be known of an LMDB data file before it is mapped: a foreign or short one would kill the process. */
export type DataFile =
  /** Not there, or created and never written. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'sound'; readonly bytes: number }
  | { readonly kind: 'unsound'; readonly reason: string };

const MAGIC = 0xbeef_c0de;
/** Offsets inside a meta page: stamp, page size, last page. */
const MAGIC_AT = 24;
const PAGE_SIZE_AT = 48;
const LAST_PAGE_AT = 144;
const META_BYTES = 160;
/** Pages freed in the transaction that made them are never written, so a whole file may end a little early. */
const UNWRITTEN_PAGES_MAX = 16;

/**
 * Checks the head of an LMDB data file against its length. With `repair` a file that may rightly end early is padded to
 * its nominal length, so that nothing ever reads past its end.
 */
export const inspectDataFile = (path: string, mode: 'inspect' | 'repair'): DataFile => {
  const file = openIfThere(path, mode);
  if (file === undefined) return { kind: 'empty' };
  try {
    const bytes = fstatSync(file).size;
    if (bytes === 0) return { kind: 'empty' };
    const first = readMeta(file, 0);
    if (first === undefined) return { kind: 'unsound', reason: `data.mdb is not an LMDB file (${bytes} bytes)` };
    const second = readMeta(file, first.pageBytes);
    const wantedBytes = (Math.max(first.lastPage, second?.lastPage ?? 0) + 1) * first.pageBytes;
    if (bytes < wantedBytes - UNWRITTEN_PAGES_MAX * first.pageBytes)
      return { kind: 'unsound', reason: `data.mdb was cut short: ${bytes} of ${wantedBytes} bytes are there` };
    if (bytes < wantedBytes && mode === 'repair') ftruncateSync(file, wantedBytes);
    return { kind: 'sound', bytes };
  } finally {
    closeSync(file);
  }
};

const openIfThere = (path: string, mode: 'inspect' | 'repair'): number | undefined => {
  try {
    return openSync(path, mode === 'repair' ? 'r+' : 'r');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
    throw thrown;
  }
};

const readMeta = (file: number, at: number): { pageBytes: number; lastPage: number } | undefined => {
  const meta = Buffer.alloc(META_BYTES);
  if (readSync(file, meta, 0, META_BYTES, at) < META_BYTES || meta.readUInt32LE(MAGIC_AT) !== MAGIC) return undefined;
  const pageBytes = meta.readUInt32LE(PAGE_SIZE_AT);
  const isPowerOfTwo = pageBytes >= 512 && (pageBytes & (pageBytes - 1)) === 0;
  return isPowerOfTwo ? { pageBytes, lastPage: Number(meta.readBigUInt64LE(LAST_PAGE_AT)) } : undefined;
};
