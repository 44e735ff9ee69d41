import { EngineError } from '../domain/errors.ts';

/** Where in a recording something is wrong; `line` counts from 1. */
export interface RecordingPlace {
  readonly file: string;
  readonly line: number;
}

/** The recording ends in the middle: its recorder was killed. Everything before the cut has been handed over. */
export class RecordingCutShortError extends EngineError<RecordingPlace> {
  readonly code = 'recording.cut-short';

  constructor(place: RecordingPlace) {
    super(`${place.file} is cut short at line ${place.line}; everything before it was read`, place);
  }
}

/** A line that is not JSON, before the end of the file. */
export class RecordingNotJsonError extends EngineError<RecordingPlace> {
  readonly code = 'recording.not-json';

  constructor(place: RecordingPlace, text: string) {
    super(`${place.file} line ${place.line} is not JSON: ${excerpt(text)}`, place);
  }
}

/** JSON that is no line of a recording: the message names the member and what was expected. */
export class RecordingLineShapeError extends EngineError<RecordingPlace> {
  readonly code = 'recording.line-shape';

  constructor(place: RecordingPlace, fault: string) {
    super(`${place.file} line ${place.line}: ${fault}`, place);
  }
}

export class RecordingMissingError extends EngineError<{ file: string }> {
  readonly code = 'recording.missing';
  override readonly exitCode = 2;

  constructor(file: string) {
    super(`there is no file ${file}`, { file });
  }
}

/** A directory, or a file that may not be read. */
export class RecordingUnreadableError extends EngineError<{ file: string; cause: string }> {
  readonly code = 'recording.unreadable';
  override readonly exitCode = 2;

  constructor(file: string, cause: string) {
    super(`${file} cannot be read: ${cause}`, { file, cause });
  }
}

export class RecordingEmptyError extends EngineError<{ file: string }> {
  readonly code = 'recording.empty';
  override readonly exitCode = 2;

  constructor(file: string) {
    super(`${file} is empty`, { file });
  }
}

/** Recordings that cannot be one replay: the message says which, and why. */
export class RecordingsApartError extends EngineError<{ files: readonly string[] }> {
  readonly code = 'recording.apart';
  override readonly exitCode = 2;

  constructor(message: string, files: readonly string[]) {
    super(message, { files });
  }
}

/** Neither UTF-8 text nor gzip of it, or gzip whose contents are damaged. */
export class RecordingBinaryError extends EngineError<RecordingPlace> {
  readonly code = 'recording.binary';
  override readonly exitCode = 2;

  constructor(place: RecordingPlace, cause: string) {
    super(`${place.file} line ${place.line}: ${cause}`, place);
  }
}

const excerpt = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
