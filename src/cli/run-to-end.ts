import type { Engine } from '../engine/engine.ts';
import type { CommandIo } from './io.ts';

/** Runs an engine until its world ends or a signal stops it, stops it, and returns the fault it ended with, if any. */
export const runToEnd = async (engine: Engine, io: Pick<CommandIo, 'onStopSignal'>): Promise<unknown> => {
  const forget = io.onStopSignal(() => void engine.stop());
  let fault: unknown;
  try {
    await engine.start();
    await engine.finished;
  } catch (error) {
    fault = error;
  }
  forget();
  await engine.stop();
  return fault;
};
