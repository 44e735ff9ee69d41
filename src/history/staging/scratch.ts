/** Bytes laid aside while an import lasts, outside the history: appended, read back, and forgotten with it. */
export interface Scratch {
  /** Where the bytes begin. Throws HistoryStoreError. */
  append(bytes: Uint8Array): number;
  /** Fills `into` with what stands from `at` on; returns how many bytes there were. */
  read(into: Uint8Array, at: number): number;
  /** Forgets everything; harmless twice. */
  close(): void;
}

const FIRST_BYTES = 16 * 1024;

/** In memory, for what is small; grows to twice its size. */
export const memoryScratch = (): Scratch => {
  let held = Buffer.alloc(0);
  let used = 0;
  return {
    append: (bytes) => {
      const at = used;
      if (at + bytes.length > held.length) held = grown(held, at, at + bytes.length);
      held.set(bytes, at);
      used += bytes.length;
      return at;
    },
    read: (into, at) => held.copy(into, 0, at, Math.min(used, at + into.length)),
    close: () => {
      held = Buffer.alloc(0);
      used = 0;
    },
  };
};

/** A larger buffer that begins with the used bytes of this one. */
export const grown = (buffer: Buffer, used: number, needed: number): Buffer<ArrayBuffer> => {
  const larger = Buffer.allocUnsafe(Math.max(needed, 2 * buffer.length, FIRST_BYTES));
  buffer.copy(larger, 0, 0, used);
  return larger;
};
