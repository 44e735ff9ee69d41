import { EngineError } from '../domain/errors.ts';
import type { CommandIo } from './io.ts';

/** Says what went wrong in a sentence, never a stack trace for a user's own mistake, and returns the exit code. */
export const reportFailure = async (error: unknown, { stderr, env }: CommandIo): Promise<number> => {
  if (error instanceof EngineError) {
    await stderr.write(`hedgerow: ${error.message} [${error.code}]\n`);
    return error.exitCode;
  }
  const message = error instanceof Error ? error.message : String(error);
  const stack = env['HEDGEROW_DEBUG'] !== undefined && error instanceof Error ? `${error.stack ?? ''}\n` : '';
  await stderr.write(
    `hedgerow: a fault of the program itself: ${message}\n${stack}` +
      'Nothing more is sent to any venue; the journal holds everything up to here. Set HEDGEROW_DEBUG=1 for the trace.\n',
  );
  return 1;
};
