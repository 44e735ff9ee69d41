import { EngineError } from '../domain/errors.ts';
import type { AtMs } from '../domain/units.ts';
import { fileSource, readLineBatches } from '../replay/recording.adapter.ts';
import { venueProfile } from '../venues/registry.ts';
import { DecodeSession } from './decode-session.ts';
import type { TextSink } from './output.ts';

export interface DecodeRequest {
  readonly venue: string;
  /** A recording or bare frames one a line, plain or gzip; `-` is standard input. */
  readonly file: string;
  /** Also print the rebuilt best bid and ask after each change of a book. */
  readonly tops?: boolean;
}

export interface DecodeIo {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  /** Stands in for the arrival time that bare frames lack. */
  now(): AtMs;
}

/** Text is handed over in pieces of about this many characters. */
const PIECE_CHARS = 65_536;

/**
 * `hedgerow decode VENUE FILE|-`: raw frames in, one normalised event a line out, a summary last. Returns the exit code:
 * 0; 1 for a recording that is cut short (printed up to the cut); 2 for a wrong venue or a file that cannot be read.
 */
export const runDecode = async (request: DecodeRequest, io: DecodeIo): Promise<number> => {
  try {
    return await decode(request, io);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    await io.stderr.write(`hedgerow decode: ${error.message} [${error.code}]\n`);
    return error.exitCode;
  }
};

const decode = async ({ venue, file, tops = false }: DecodeRequest, io: DecodeIo): Promise<number> => {
  const profile = venueProfile(venue);
  const source = file === '-' ? { name: 'standard input', bytes: io.stdin } : fileSource(file);
  const session = new DecodeSession(profile, {
    source: source.name,
    tops: tops ? 'print' : 'omit',
    now: () => io.now(),
  });
  let fault: unknown;
  try {
    for await (const batch of readLineBatches(source)) {
      let piece = '';
      for (const line of batch) {
        piece += session.line(line);
        if (piece.length < PIECE_CHARS) continue;
        if ((await io.stdout.write(piece)) === 'closed') return 0;
        piece = '';
      }
      if (piece !== '' && (await io.stdout.write(piece)) === 'closed') return 0;
    }
  } catch (error) {
    fault = error;
  }
  if (fault === undefined || session.frames > 0) await io.stdout.write(session.summary());
  if (fault !== undefined) throw fault;
  if (session.frames > 0 || session.skippedVenues.length === 0) return 0;
  await io.stderr.write(
    `hedgerow decode: ${source.name} holds no frame of ${venue}, but of ${session.skippedVenues.join(', ')}\n`,
  );
  return 2;
};
