import { closeSync, openSync, writeSync } from 'node:fs';
import { constants, crc32, deflateRawSync } from 'node:zlib';

/** Where the text of a recording goes. */
export interface RecordingFile {
  /**
   * The text, and all before it, is with the operating system when this returns: a kill of the process does not lose it, a
   * loss of power may. Throws Node's errors, ENOSPC on a full disk.
   */
  write(text: string): void;
  /** Closes; the file is closed even where this throws. */
  end(): void;
}

/** Makes a new file, gzipped where its name ends in `.gz`. Throws Node's errors, EEXIST where it is there already. */
export const createRecordingFile = (path: string): RecordingFile => {
  const fd = openSync(path, 'wx');
  return path.endsWith('.gz') ? new GzipFile(fd) : new PlainFile(fd);
};

class PlainFile implements RecordingFile {
  readonly #fd: number;

  constructor(fd: number) {
    this.#fd = fd;
  }

  write(text: string): void {
    writeWhole(this.#fd, Buffer.from(text));
  }

  end(): void {
    closeSync(this.#fd);
  }
}

/** Magic, deflate, no name and no time, from an unknown system. */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
/** An empty block that says it is the last. */
const LAST_BLOCK = Uint8Array.of(0x03, 0x00);
const WINDOW_BYTES = 32 * 1024;
/** Compressed where the engine runs: two thirds of the time of the usual 6, for a sixth more bytes. */
const LEVEL = 4;

/**
 * One gzip stream. Each text ends on a whole byte of it (Z_SYNC_FLUSH), so that a reader of a cut file gets all that was written;
 * each is compressed as what follows the one before, so that small ones are small.
 */
class GzipFile implements RecordingFile {
  readonly #fd: number;
  #before: Uint8Array = new Uint8Array();
  #crc = 0;
  #length = 0;
  #isWhole = true;

  constructor(fd: number) {
    this.#fd = fd;
    writeWhole(fd, HEADER);
  }

  write(text: string): void {
    const bytes = Buffer.from(text);
    const deflated = deflateRawSync(bytes, {
      level: LEVEL,
      finishFlush: constants.Z_SYNC_FLUSH,
      ...(this.#before.length === 0 ? {} : { dictionary: this.#before }),
    });
    this.#isWhole = false;
    writeWhole(this.#fd, deflated);
    this.#isWhole = true;
    this.#crc = crc32(bytes, this.#crc);
    this.#length += bytes.length;
    const recent = bytes.subarray(-WINDOW_BYTES);
    this.#before =
      recent.length === WINDOW_BYTES ? recent : Buffer.concat([this.#before, recent]).subarray(-WINDOW_BYTES);
  }

  end(): void {
    try {
      // half a block is the end: a reader shall say so
      if (!this.#isWhole) return;
      const sums = Buffer.alloc(8);
      sums.writeUInt32LE(this.#crc, 0);
      sums.writeUInt32LE(this.#length % 2 ** 32, 4);
      writeWhole(this.#fd, Buffer.concat([LAST_BLOCK, sums]));
    } finally {
      closeSync(this.#fd);
    }
  }
}

/** A disk that is nearly full may take only a part. */
const writeWhole = (fd: number, bytes: Uint8Array): void => {
  for (let from = 0; from < bytes.length;) from += writeSync(fd, bytes, from);
};
