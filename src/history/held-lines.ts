import type { BlockPlace } from './block-store.ts';
import type { RowDraft } from './history.ts';
import { compareRows, instantOfText, rowOfText } from './row-text.ts';

/** The lines of a block, walked once from the first on; a line is read no further than its order needs. */
export interface HeldLines {
  /** Of the line stood at to a row, as `compareRows`; above 0 behind the last. */
  compare(row: RowDraft): number;
  line(): string;
  row(): RowDraft | undefined;
  next(): void;
  /** From here to the end. */
  rest(): readonly string[];
}

export const heldLines = (text: string, { kind, market }: Omit<BlockPlace, 'startMs'>): HeldLines => {
  const lines = text.split('\n');
  let at = 0;
  let instantMs = instantOfText(lines[0] ?? '');
  const row = (): RowDraft | undefined => {
    const line = lines[at];
    return line === undefined ? undefined : rowOfText(line, kind, market);
  };
  return {
    compare: (told) => {
      if (at >= lines.length) return 1;
      const held = kind === 'liquidation' && instantMs === told.atMs ? row() : undefined;
      return held === undefined ? instantMs - told.atMs : compareRows(held, told);
    },
    line: () => lines[at] ?? '',
    row,
    next: () => {
      at += 1;
      instantMs = instantOfText(lines[at] ?? '');
    },
    rest: () => lines.slice(at),
  };
};

/** Where nothing is held. */
export const noLines: HeldLines = {
  compare: () => 1,
  line: () => '',
  row: () => undefined,
  next: () => undefined,
  rest: () => [],
};
