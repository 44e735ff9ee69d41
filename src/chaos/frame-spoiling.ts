import type { Input } from '../domain/input.ts';
import { retold } from '../simulator/market-voice.ts';
import type { Spoiling } from '../simulator/wire/faulty-passage.ts';
import { TEXT_SPOILING } from '../simulator/wire/faulty-passage.ts';

export type FrameInput = Extract<Input, { kind: 'frame' }>;

/** A frame whose text was spoilt, as a client reads it: what is no JSON any more stays text. */
export const FRAME_SPOILING: Spoiling<FrameInput> = {
  truncated: (input, prng) => readAgain(input, TEXT_SPOILING.truncated(textOf(input), prng)),
  malformed: (input, prng) => readAgain(input, TEXT_SPOILING.malformed(textOf(input), prng)),
};

const textOf = ({ frame }: FrameInput): string =>
  typeof frame === 'string' ? frame : (JSON.stringify(frame) ?? 'null');

const readAgain = (input: FrameInput, text: string): FrameInput => {
  try {
    const frame: unknown = JSON.parse(text);
    retold(input.frame, frame);
    return { ...input, frame };
  } catch {
    return { ...input, frame: text };
  }
};
