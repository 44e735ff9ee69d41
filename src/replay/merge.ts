import type { Input } from '../domain/input.ts';
import type { AtMs } from '../domain/units.ts';
import type { RecordingAbout, RecordingLine } from './recording.ts';

/** One recording being merged: its `about` has been read, its inputs are to come. */
export interface OpenRecording {
  readonly about: RecordingAbout;
  readonly lines: AsyncIterator<RecordingLine>;
}

/** Reads the `about` line of a recording; its inputs are read later, as they are asked for. */
export const openRecording = async (lines: AsyncIterator<RecordingLine>): Promise<OpenRecording> => {
  const first = await lines.next();
  if (first.done === true || first.value.kind !== 'about') throw new Error('a recording starts with its about line');
  return { about: first.value.about, lines };
};

interface Head {
  readonly recording: OpenRecording;
  input: Input | undefined;
  atMs: number;
}

/**
 * Several recordings as one, by (running maximum of `atMs`, argument position, line): a line that claims to be earlier
 * than the one before it counts at the earlier one's instant. A fault of one recording ends the whole, at its place.
 */
export async function* mergeRecordings(recordings: readonly OpenRecording[]): AsyncGenerator<Input> {
  const heads = recordings.map((recording): Head => ({ recording, input: undefined, atMs: -Infinity }));
  let latestMs = -Infinity;
  try {
    for (const head of heads) await advance(head);
    for (;;) {
      let soonest: Head | undefined;
      for (const head of heads)
        if (head.input !== undefined && (soonest === undefined || head.atMs < soonest.atMs)) soonest = head;
      const input = soonest?.input;
      if (soonest === undefined || input === undefined) return;
      latestMs = Math.max(latestMs, soonest.atMs);
      yield input.atMs === latestMs ? input : { ...input, atMs: latestMs as AtMs };
      await advance(soonest);
    }
  } finally {
    // who stops in the middle leaves no file open
    for (const { lines } of recordings) await lines.return?.();
  }
}

const advance = async (head: Head): Promise<void> => {
  const next = await head.recording.lines.next();
  const line = next.done === true ? undefined : next.value;
  head.input = line?.kind === 'input' ? line.input : undefined;
  if (head.input !== undefined) head.atMs = Math.max(head.atMs, head.input.atMs);
};
