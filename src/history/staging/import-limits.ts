/** What an import holds in memory at once. */
export interface ImportLimits {
  /** Rows held before they are laid aside as a run: this many, or as many as come to the bytes. */
  readonly rows: number;
  readonly bytes: number;
  /** Runs of one level before they are merged into one of the next. */
  readonly runs: number;
}

/** A window of 32 KiB a run: 4 MiB for the first eight million rows, and as much again for a hundred times as many. */
export const IMPORT_LIMITS: ImportLimits = {
  rows: 60_000,
  bytes: 8 * 1024 * 1024,
  runs: 128,
};
